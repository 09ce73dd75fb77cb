// The vocabulary of the keyword table: what a statement and a parameter are, what kinds of values there are, and the
// short helpers with which the table files are written. Nothing here knows a single keyword.

import type { AttributeValue, Level } from '../policy.ts'

export interface Choice {
  /** Canonical spelling. */
  readonly text: string
  readonly since?: Level
}

export type CodeTable = 'cipher' | 'sslv2-cipher' | 'group' | 'signature-pair'

export type ValueKind =
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'number'; readonly low: number; readonly high: number; readonly unit?: string }
  /** One word; or, with `wholeLine`, everything up to a comment (policy-language.md Q12). */
  | {
      readonly kind: 'text'
      readonly what: string
      readonly longest: number
      readonly wholeLine?: true
      readonly secret?: true
    }
  /** Job name or user ID, folded to upper case, with a trailing `*`. */
  | { readonly kind: 'pattern' }
  | { readonly kind: 'reference'; readonly to: string }
  /** `single`: one address; `rule`: also address/prefix, low-high and All; `prefix`, `range`: that form only. */
  | { readonly kind: 'address'; readonly form: 'single' | 'rule' | 'prefix' | 'range' }
  | { readonly kind: 'ports' }
  /** Codes run together, or one constant name; kept as a list of codes. */
  | {
      readonly kind: 'codes'
      readonly table: CodeTable
      readonly digits: 1 | 2 | 4
      readonly any?: true
      readonly one?: true
    }
  /** Bits; the second number is the longer form. */
  | { readonly kind: 'mask'; readonly bits: readonly number[] }
  | { readonly kind: 'date-range' }
  | { readonly kind: 'day-ranges' }
  /** servername/keylabel. */
  | { readonly kind: 'sni-label' }
  /** The words of a Policy Agent line, read by their own code (pagent/). */
  | { readonly kind: 'words' }

export interface Parameter {
  /** Canonical spelling: the key in Attributes. */
  readonly keyword: string
  /** Statements in which it may stand. */
  readonly in: readonly string[]
  readonly value: ValueKind
  /** Statements that cannot do without it, or without another of its family. */
  readonly required?: readonly string[]
  /** Values of repeated lines are collected in file order. */
  readonly list?: true
  /** By level, oldest first: the value that AT-TLS uses from that level on. Absent: nothing is set. */
  readonly defaults?: readonly (readonly [Level, AttributeValue])[]
  /** What the default is when it is not one value: a rule in words. */
  readonly defaultRule?: string
  /** What System SSL does when AT-TLS passes nothing. */
  readonly systemSsl?: AttributeValue
  readonly since: Level
  /** PTF or APAR that brought it to an older level. */
  readonly sinceNote?: string
  /** Another parameter under whose key the values are kept, in one list in file order. */
  readonly storedAs?: string
  /** Alternatives of one condition or block: the later one replaces the earlier. */
  readonly family?: string
  /** One sentence for people. */
  readonly about: string
}

export interface StatementKind {
  readonly keyword: string
  /** Statements in which it may stand as an inline block; empty: at file level only. */
  readonly parents: readonly string[]
  /** At file level it must have a name. */
  readonly global: boolean
  readonly since: Level
  readonly about: string
}

export function choice(...texts: readonly (string | Choice)[]): ValueKind {
  return { kind: 'choice', choices: texts.map((text) => (typeof text === 'string' ? { text } : text)) }
}

export function from(since: Level, text: string): Choice {
  return { text, since }
}

export const ON_OFF = choice('On', 'Off')
export const OFF_OPTIONAL_REQUIRED = choice('Off', 'Optional', 'Required')

export function number(low: number, high: number, unit?: string): ValueKind {
  return unit === undefined ? { kind: 'number', low, high } : { kind: 'number', low, high, unit }
}

export function text(what: string, longest: number): ValueKind {
  return { kind: 'text', what, longest }
}

/** A label or ring name: RACF allows blanks and # inside. */
export function label(what: string, longest: number): ValueKind {
  return { kind: 'text', what, longest, wholeLine: true }
}

export function reference(to: string): ValueKind {
  return { kind: 'reference', to }
}

/** One default for all levels. */
export function always(value: AttributeValue): readonly (readonly [Level, AttributeValue])[] {
  return [['V2R1', value]]
}
