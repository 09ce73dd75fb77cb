// Job text that may be shown: what stands in the parentheses of PASSWORD, KEYMASKED and their kin is replaced by
// asterisks, also where a command is misspelt and nobody knows yet what it means. Length and lines stay, so that
// places still fit.

import { nearest } from './near-match.ts'
import type { CommandSyntax, OperandSyntax } from './syntax.ts'

/** One letter stands for too many operands to hide them all. */
const MIN_ABBREVIATION = 2

export function maskSecrets(text: string, table: readonly CommandSyntax[]): string {
  const names = secretNames(table.flatMap((command) => command.operands))
  const opening = /([A-Za-z]+)\s*\(/g
  let masked = ''
  let shown = 0
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (!isSecret((match[1] ?? '').toUpperCase(), names)) continue
    const start = opening.lastIndex
    const close = text.indexOf(')', start)
    const end = close < 0 ? text.length : close
    masked += text.slice(shown, start) + text.slice(start, end).replace(/\S/g, '*')
    shown = end
    opening.lastIndex = end
  }
  return masked + text.slice(shown)
}

/** An abbreviation or a misprint counts: better one value too many hidden than a password shown. */
function isSecret(word: string, names: readonly string[]): boolean {
  if (word.length < MIN_ABBREVIATION) return false
  return names.some((name) => name.startsWith(word)) || nearest(word, names) !== undefined
}

function secretNames(operands: readonly OperandSyntax[]): string[] {
  return operands.flatMap((operand) => [
    ...(operand.secret === true ? [operand.name] : []),
    ...secretNames(operand.operands ?? []),
  ])
}
