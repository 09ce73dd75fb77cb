// Jobs copied out of documents often lost their continuation signs. A line that begins with no command, but with an
// operand of the command before it or in the middle of its parentheses, is read as part of that command.

import type { Diagnostic } from '../../common/diagnostic.ts'
import { finding } from './findings.ts'
import type { PlacedText } from './placed-text.ts'
import { type CommandSyntax, findCommand, type OperandSyntax } from './syntax.ts'
import { tokensOf } from './tokens.ts'

/** Joins in place and returns the commands that are left. */
export function joinLines(
  commands: readonly PlacedText[],
  table: readonly CommandSyntax[],
  findings: Diagnostic[],
): PlacedText[] {
  const joined: PlacedText[] = []
  for (const command of commands) {
    const before = joined.at(-1)
    const syntax = before && commandOf(before, table)
    if (!before || !syntax || !continues(before, syntax, command, table)) {
      joined.push(command)
      continue
    }
    findings.push(finding('ATTLS0804', command.place(0, command.text.length), { command: syntax.name }))
    before.appendLine(command)
  }
  return joined
}

function continues(
  before: PlacedText,
  syntax: CommandSyntax,
  command: PlacedText,
  table: readonly CommandSyntax[],
): boolean {
  const [first] = tokensOf(command, [])
  if (first?.kind !== 'word' || findCommand(table, first.text)) return first?.kind === ')'
  return isOpen(before) || isOperand(syntax.operands, first.text)
}

function commandOf(command: PlacedText, table: readonly CommandSyntax[]): CommandSyntax | undefined {
  const [first] = tokensOf(command, [])
  return first?.kind === 'word' ? findCommand(table, first.text) : undefined
}

function isOpen(command: PlacedText): boolean {
  let depth = 0
  for (const token of tokensOf(command, [])) depth += Number(token.kind === '(') - Number(token.kind === ')')
  return depth > 0
}

/** Full names only: a prefix of one or two letters would swallow stray text. */
function isOperand(table: readonly OperandSyntax[], word: string): boolean {
  const wanted = word.toUpperCase()
  return table.some(({ name, aliases }) => name === wanted || aliases?.includes(wanted) === true)
}
