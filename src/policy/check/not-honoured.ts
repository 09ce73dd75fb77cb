// What a used action asks for and this version does not do: said here, once for each place that codes it.

import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { notHonoured } from '../not-honoured.ts'
import { usedActions } from './used-actions.ts'

export function checkNotHonoured(draft: Draft, findings: Findings): void {
  const reported = new Set<string>()
  for (const action of usedActions(draft))
    for (const [keyword, coded] of Object.entries(action.attributes)) {
      const instead = coded && notHonoured(keyword, coded.value)
      if (!coded || instead === undefined) continue
      const { file, line, column } = coded.place
      const place = `${file}:${line}:${column}`
      // A block that several actions refer to is coded once.
      if (reported.has(place)) continue
      reported.add(place)
      const value = Array.isArray(coded.value) ? coded.value.join(' ') : String(coded.value)
      findings.add('not-honoured', coded.place, { keyword, value, instead })
    }
}
