// The actions that rules lead to; what nobody uses is not judged for its meaning.

import type { Draft } from '../draft.ts'
import type { Action } from '../policy.ts'

/** Each once. */
export function* usedActions(draft: Draft): Iterable<Action> {
  const seen = new Set<Action>()
  for (const { actions } of draft.rules)
    for (const action of [
      actions.group === undefined ? undefined : draft.groupActions.get(actions.group),
      actions.environment === undefined ? undefined : draft.environmentActions.get(actions.environment),
      actions.connection === undefined ? undefined : draft.connectionActions.get(actions.connection),
    ])
      if (action && !seen.has(action)) {
        seen.add(action)
        yield action
      }
}
