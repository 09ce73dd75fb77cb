// One command's text to tokens: words, quoted strings and parentheses; blanks, tabs, commas separate.

import type { Diagnostic } from '../../common/diagnostic.ts'
import { finding } from './findings.ts'
import type { PlacedText } from './placed-text.ts'

export interface Token {
  readonly kind: 'word' | 'quoted' | '(' | ')'
  /** Without the quotation marks, with '' as one apostrophe. */
  readonly text: string
  /** Offsets in the command's text, end exclusive. */
  readonly start: number
  readonly end: number
  /** Follows the token before it without a separator. */
  readonly isGlued: boolean
}

const SEPARATOR = /[\s,]/
const WORD_END = /[\s,()']/

export function tokensOf(source: PlacedText, findings: Diagnostic[]): Token[] {
  const { text } = source
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const character = text.charAt(at)
    if (SEPARATOR.test(character)) at++
    else {
      const token = readToken(text, at, tokens.at(-1)?.end === at)
      if (token.kind === 'quoted' && !isClosed(text, token))
        findings.push(finding('ATTLS0809', source.place(token.start, token.end)))
      tokens.push(token)
      at = token.end
    }
  }
  return tokens
}

function readToken(text: string, start: number, isGlued: boolean): Token {
  const character = text.charAt(start)
  if (character === '(' || character === ')')
    return { kind: character, text: character, start, end: start + 1, isGlued }
  if (character === "'") return readQuoted(text, start, isGlued)
  let end = start + 1
  while (end < text.length && !WORD_END.test(text.charAt(end))) end++
  return { kind: 'word', text: text.slice(start, end), start, end, isGlued }
}

function readQuoted(text: string, start: number, isGlued: boolean): Token {
  let value = ''
  let at = start + 1
  while (at < text.length) {
    if (text.charAt(at) !== "'") value += text.charAt(at)
    else if (text.charAt(at + 1) === "'") {
      value += "'"
      at++
    } else return { kind: 'quoted', text: value, start, end: at + 1, isGlued }
    at++
  }
  return { kind: 'quoted', text: value.trimEnd(), start, end: text.length, isGlued }
}

/** The closing apostrophe is single: an odd number of them ends the token. */
function isClosed(text: string, token: Token): boolean {
  const marks = /'+$/.exec(text.slice(token.start + 1, token.end))?.[0].length ?? 0
  return marks % 2 === 1
}
