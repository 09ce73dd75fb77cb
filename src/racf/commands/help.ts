// HELP at the prompt, written from the same table that the parser reads.

import type { CommandSyntax, OperandSyntax } from '../reader/syntax.ts'
import { findCommand } from '../reader/syntax.ts'
import { COMMAND_SYNTAXES } from './table.ts'

/** Of one command, or of all without a name. */
export function commandHelp(name: string | undefined): string {
  const syntax = name === undefined || name === '' ? undefined : findCommand(COMMAND_SYNTAXES, name)
  if (syntax) return oneCommand(syntax)
  const list = COMMAND_SYNTAXES.map(
    (each) => `  ${each.name.padEnd(10)} ${each.abbreviations.join(' ').padEnd(6)} ${each.help}`,
  )
  return ['HELP command shows the operands; END leaves.', ...list].join('\n')
}

function oneCommand(syntax: CommandSyntax): string {
  const names = [syntax.name, ...syntax.abbreviations].join(', ')
  const positionals = syntax.positionals.map(
    (each) => `  ${`${each.name}${each.list ? '...' : ''}`.padEnd(28)} ${each.help}`,
  )
  return [`${names}: ${syntax.help}`, ...positionals, ...operandLines(syntax.operands, '  ')].join('\n')
}

function operandLines(operands: readonly OperandSyntax[], indent: string): string[] {
  return operands.flatMap((operand) => {
    const shape = `${operand.name}${SHAPES[operand.takes]}`
    const belongs = operand.of ? ` [${operand.of.join(' ')}]` : ''
    const line = `${indent}${shape.padEnd(30 - indent.length)} ${operand.help}${belongs}`
    return [line, ...operandLines(operand.operands ?? [], `${indent}  `)]
  })
}

const SHAPES: Readonly<Record<OperandSyntax['takes'], string>> = {
  nothing: '',
  value: '(value)',
  values: '(value ...)',
  operands: '(...)',
  segment: '(...)',
}
