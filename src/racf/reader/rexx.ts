// REXX execs: a clause that is a string, with or without ADDRESS TSO, is a command. Variables inside take their
// values from --set; without one a symbol stands for its own name, as in REXX.

import type { SourceLine } from './source-line.ts'
import type { Symbols } from './symbols.ts'

export function hasRexx(lines: readonly SourceLine[]): boolean {
  return (
    lines.some(({ text }, index) => index < 3 && /\/\*.*\bREXX\b/i.test(text)) ||
    lines.some(({ text }) => /^\s*address\s+tso\b/i.test(text))
  )
}

export function rexxCommands(lines: readonly SourceLine[], symbols: Symbols): SourceLine[] {
  const commands: SourceLine[] = []
  let clause: SourceLine | undefined
  for (const line of lines) {
    const text = line.text.replace(/\/\*.*?\*\//g, '').trimEnd()
    const whole: SourceLine = clause
      ? { ...clause, text: `${clause.text} ${text.trim()}` }
      : { ...line, text }
    if (text.endsWith(',')) {
      clause = { ...whole, text: whole.text.slice(0, -1).trimEnd() }
      continue
    }
    clause = undefined
    const command = commandOf(whole, symbols)
    if (command) commands.push(command)
  }
  return commands
}

const PIECE = /\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(\|\|)|([A-Za-z@#$!?_][\w@#$!?.]*))/y

/** undefined when the clause is no command. */
function commandOf(clause: SourceLine, symbols: Symbols): SourceLine | undefined {
  const start = /^\s*(?:address\s+tso\s*)?(?=["'])/i.exec(clause.text)
  if (!start) return undefined
  let command = ''
  let isAbutted = true
  PIECE.lastIndex = start[0].length
  for (let piece = PIECE.exec(clause.text); piece; piece = PIECE.exec(clause.text)) {
    const [whole, double, single, concatenation, symbol] = piece
    if (concatenation !== undefined) {
      isAbutted = true
      continue
    }
    const value =
      double?.replaceAll('""', '"') ??
      single?.replaceAll("''", "'") ??
      symbols[(symbol ?? '').toUpperCase()] ??
      (symbol ?? '').toUpperCase()
    // A blank between two terms is a blank in the result; terms that touch are joined.
    command += (command !== '' && /^\s/.test(whole) && !isAbutted ? ' ' : '') + value
    isAbutted = false
  }
  return { text: command, line: clause.line, column: clause.column + start[0].length }
}
