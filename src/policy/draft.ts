// What the checks look at: the policy as far as it could be built, with gaps where the text has errors.

import type { Place } from '../common/diagnostic.ts'
import type { Action, Level } from './policy.ts'
import type { ReadStatement } from './reader.ts'
import type { DraftRule } from './rules.ts'

export interface Draft {
  readonly level: Level
  /** In the order of lookup. */
  readonly rules: readonly DraftRule[]
  readonly groupActions: ReadonlyMap<string, Action>
  readonly environmentActions: ReadonlyMap<string, Action>
  readonly connectionActions: ReadonlyMap<string, Action>
  /** Definitions of any kind that count, in file order. */
  definitions(keyword: string): readonly ReadStatement[]
  /** Every statement and inline block that was read, used or not. */
  read(): Iterable<ReadStatement>
  /** Every named statement in file order. */
  readonly statements: readonly { readonly keyword: string; readonly name: string; readonly place: Place }[]
}
