// What is said of words that are not where they could mean something: unknown keywords, known ones in the wrong
// block, lines of other files, plain text. z/OS swallows most of these in silence.

import type { Coded, Entry, Statement } from './ast.ts'
import type { Findings } from './findings.ts'
import { nearest, OTHER_POLICY_TYPES, PAGENT, POLICY } from './keywords.ts'

export function reportUnknownStatement({ keyword }: Statement, findings: Findings): void {
  const hint = nearestKeyword(keyword.text, findings)
  findings.add('unknown-statement', keyword.place, { keyword: keyword.text }, { hint })
}

/** A line in the block of a statement that has no such parameter. */
export function reportUnknownParameter(statement: string, entry: Coded, findings: Findings): void {
  const { text: keyword, place } = entry.keyword
  if (keyword.startsWith('*')) return findings.add('star-comment', place, {})
  const homes = POLICY.parameters(keyword).flatMap((parameter) => parameter.in)
  if (homes.length > 0) {
    const canonical = POLICY.parameters(keyword)[0]?.keyword ?? keyword
    const home = [...new Set(homes)].join(' or ')
    return findings.add('wrong-block', place, { keyword: canonical, statement, home })
  }
  if (isPagentLine(keyword)) return findings.add('image-statement', place, { keyword })
  const hint = nearestKeyword(keyword, findings)
  findings.add('unknown-parameter', place, { statement, keyword }, { hint })
}

/** A line at file level that belongs to no statement. */
export function reportStray(entry: Entry, findings: Findings): void {
  if (entry.kind === 'statement') return reportUnknownStatement(entry, findings)
  const { text, place } = entry.keyword
  if (text.startsWith('*')) return findings.add('star-comment', place, {})
  const [parameter] = POLICY.parameters(text)
  if (parameter) {
    const values = { keyword: parameter.keyword, home: parameter.in.join(' or ') }
    return findings.add('parameter-outside', place, values)
  }
  if (isPagentLine(text)) return findings.add('image-statement', place, { keyword: text })
  const line = entry.rest === '' ? text : `${text} ${entry.rest}`
  const hint = entry.values.length === 1 ? nearestKeyword(text, findings) : undefined
  findings.add('not-policy', place, { text: line }, { hint })
}

function isPagentLine(keyword: string): boolean {
  const other = OTHER_POLICY_TYPES.some((name) => name.toLowerCase() === keyword.toLowerCase())
  return other || PAGENT.parameters(keyword).some((line) => line.in.includes('main'))
}

function nearestKeyword(keyword: string, findings: Findings): string | undefined {
  // In a flood of garbage nobody reads the hint.
  return findings.isFull ? undefined : didYouMean(POLICY.nearest(keyword))
}

function didYouMean(meant: string | undefined): string | undefined {
  return meant === undefined ? undefined : `did you mean ${meant}?`
}

/** Of very many names only the first are compared: a hint is worth milliseconds, not seconds. */
const NAMES_COMPARED = 2000

/** Hint for a name that is not defined. */
export function similarName(name: string, defined: Iterable<string>, findings: Findings): string | undefined {
  if (findings.isFull) return undefined
  const compared: string[] = []
  for (const candidate of defined) {
    if (compared.length >= NAMES_COMPARED) break
    compared.push(candidate)
  }
  return didYouMean(nearest(name, compared))
}
