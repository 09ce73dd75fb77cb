// Every finding that reading, checking and building policy can make, and the collector into which they are put.
// docs/findings.md is generated from this list. Operator's mistakes are collected, never thrown.

import type { Diagnostic, Place, Severity } from '../common/diagnostic.ts'
import type { Finding, Slots } from './findings/kinds.ts'
import { MEANING_FINDINGS } from './findings/meaning.ts'
import { PAGENT_FINDINGS } from './findings/pagent.ts'
import { RING_FINDINGS } from './findings/rings.ts'
import { STRUCTURE_FINDINGS } from './findings/structure.ts'
import { VALUE_FINDINGS } from './findings/values.ts'

export type { Finding } from './findings/kinds.ts'

export const FINDINGS = {
  ...STRUCTURE_FINDINGS,
  ...VALUE_FINDINGS,
  ...MEANING_FINDINGS,
  ...RING_FINDINGS,
  ...PAGENT_FINDINGS,
}

export type FindingName = keyof typeof FINDINGS

type Message<Name extends FindingName> = (typeof FINDINGS)[Name]['message']
type HintOf<Name extends FindingName> = (typeof FINDINGS)[Name] extends {
  readonly hint: infer Hint extends string
}
  ? Slots<Hint>
  : never

/** The values for the slots of a finding's message and hint. */
export type Values<Name extends FindingName> = Readonly<
  Record<Slots<Message<Name>> | HintOf<Name>, string | number>
>

/** Text of a value in a message: a file of garbage must not print garbage by the kilobyte. */
const LONGEST_VALUE = 240

function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/<(\w+)>/g, (slot, name: string) => {
    const value = values[name]
    if (value === undefined) return slot
    const text = String(value)
    return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text
  })
}

export interface Extra {
  readonly hint?: string | undefined
  readonly related?: { readonly place: Place; readonly message: string }
}

/** One diagnostic outside of a collector, such as for a file that cannot be read. */
export function diagnosticFor<Name extends FindingName>(
  name: Name,
  place: Place | undefined,
  values: Values<Name>,
  extra: Extra = {},
): Diagnostic {
  const finding: Finding = FINDINGS[name]
  const hint = extra.hint ?? (finding.hint === undefined ? undefined : fill(finding.hint, values))
  return {
    code: finding.code,
    severity: finding.severity,
    message: fill(finding.message, values),
    ...(place && { place }),
    ...(hint !== undefined && { hint }),
    ...(extra.related && { related: extra.related }),
  }
}

export const FINDING_LIMIT = 1000

/** Collects findings: the first 1,000 are kept, the others are counted. */
export class Findings {
  readonly #kept: Diagnostic[] = []
  readonly #strict: boolean
  #dropped = 0
  #errors = 0

  constructor(strict = false) {
    this.#strict = strict
  }

  /** Nothing more is kept: who makes a finding may spare the work of a hint. */
  get isFull(): boolean {
    return this.#kept.length >= FINDING_LIMIT
  }

  get hasErrors(): boolean {
    return this.#errors > 0
  }

  add<Name extends FindingName>(
    name: Name,
    place: Place | undefined,
    values: Values<Name>,
    extra: Extra = {},
  ): void {
    const finding: Finding = FINDINGS[name]
    const severity: Severity = this.#strict && finding.strict ? 'error' : finding.severity
    // Beyond the limit nothing is even put into words.
    if (!this.isFull) this.include({ ...diagnosticFor(name, place, values, extra), severity })
    else {
      this.#dropped++
      if (severity === 'error') this.#errors++
    }
  }

  /** A diagnostic that was made elsewhere, such as by the one who reads files. */
  include(diagnostic: Diagnostic): void {
    if (diagnostic.severity === 'error') this.#errors++
    if (!this.isFull) this.#kept.push(diagnostic)
    else this.#dropped++
  }

  /** In file order, files in the order in which they were read; findings without a place come last. */
  sorted(files: readonly string[]): readonly Diagnostic[] {
    const rank = (diagnostic: Diagnostic) =>
      diagnostic.place ? files.indexOf(diagnostic.place.file) : files.length
    const sorted = this.#kept.toSorted(
      (left, right) =>
        rank(left) - rank(right) ||
        (left.place?.line ?? 0) - (right.place?.line ?? 0) ||
        (left.place?.column ?? 0) - (right.place?.column ?? 0),
    )
    if (this.#dropped === 0) return sorted
    return [...sorted, diagnosticFor('more-findings', undefined, { count: this.#dropped })]
  }
}
