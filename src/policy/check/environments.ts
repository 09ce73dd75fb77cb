// A rule whose group says TTLSEnabled On needs an environment action.

import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'

export function checkEnvironments(draft: Draft, findings: Findings): void {
  for (const rule of draft.rules) {
    const group = draft.groupActions.get(rule.actions.group ?? '')
    if (!group || rule.actions.environment !== undefined) continue
    if (group.attributes['TTLSEnabled']?.value === 'On')
      findings.add('environment-needed', rule.place, { name: rule.name, group: group.name })
  }
}
