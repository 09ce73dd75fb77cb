// The distinct combinations of actions that rules use, each with its effective values: what most checks look at.

import type { Draft } from '../draft.ts'
import { type EffectiveAction, effectiveAction } from '../effective.ts'
import type { ConnectionAction, EnvironmentAction, GroupAction } from '../policy.ts'
import type { DraftRule } from '../rules.ts'

export interface Combination {
  readonly group: GroupAction
  readonly environment: EnvironmentAction
  readonly connection: ConnectionAction | undefined
  readonly effective: EffectiveAction
  /** `eAct1`, or `eAct1 with cAct1`, for messages. */
  readonly label: string
  readonly rules: readonly DraftRule[]
}

const KNOWN = new WeakMap<Draft, readonly Combination[]>()

/** Combinations with TTLSEnabled On and an environment action. */
export function combinations(draft: Draft): readonly Combination[] {
  const known = KNOWN.get(draft)
  if (known) return known
  const byActions = new Map<string, { combination: Combination; rules: DraftRule[] }>()
  for (const rule of draft.rules) {
    const group = draft.groupActions.get(rule.actions.group ?? '')
    const environment = draft.environmentActions.get(rule.actions.environment ?? '')
    const connection = draft.connectionActions.get(rule.actions.connection ?? '')
    if (!group || !environment || group.attributes['TTLSEnabled']?.value === 'Off') continue
    const key = `${group.name}\n${environment.name}\n${connection?.name ?? ''}`
    const found = byActions.get(key)
    if (found) {
      found.rules.push(rule)
      continue
    }
    const rules = [rule]
    const effective = effectiveAction(group, environment, connection, draft.level)
    const label = connection ? `${environment.name} with ${connection.name}` : environment.name
    byActions.set(key, { combination: { group, environment, connection, effective, label, rules }, rules })
  }
  const list = [...byActions.values()].map((entry) => entry.combination)
  KNOWN.set(draft, list)
  return list
}
