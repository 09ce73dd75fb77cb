// What one entry of the findings list says. `<slots>` in a message are filled where the finding is made.

import type { Severity } from '../../common/diagnostic.ts'

export interface Finding {
  /** Stable: part of the public contract. */
  readonly code: string
  readonly severity: Severity
  /** With --strict this finding is an error. */
  readonly strict?: true
  readonly message: string
  readonly hint?: string
  /** Why it matters, for `attls help` and docs/findings.md. */
  readonly explanation: string
  /** A snippet that draws the finding, and one that does not. */
  readonly wrong: string
  readonly right: string
}

/** The slot names of a message: `Slots<'<a> is not <b>'>` is 'a' | 'b'. */
export type Slots<Message extends string> = Message extends `${string}<${infer Name}>${infer Rest}`
  ? Name | Slots<Rest>
  : never
