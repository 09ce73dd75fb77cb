// The checks beyond syntax, in order. Each is one file, looks at the draft and reports; none changes anything.

import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { checkAuthentication } from './authentication.ts'
import { checkCompanions } from './companions.ts'
import { checkCoverage } from './coverage.ts'
import { checkDefaults } from './defaults.ts'
import { checkEnvironments } from './environments.ts'
import { checkGroups } from './groups.ts'
import { checkLists } from './lists.ts'
import { checkNegotiation } from './negotiation.ts'
import { checkNotHonoured } from './not-honoured.ts'
import { checkRoles } from './roles.ts'

export type Check = (draft: Draft, findings: Findings) => void

const CHECKS: readonly Check[] = [
  checkEnvironments,
  checkRoles,
  checkCoverage,
  checkGroups,
  checkLists,
  checkNegotiation,
  checkDefaults,
  checkAuthentication,
  checkCompanions,
  checkNotHonoured,
]

export function runChecks(draft: Draft, findings: Findings): void {
  if (draft.rules.length === 0 && draft.statements.length > 0) findings.add('no-rules', undefined, {})
  for (const check of CHECKS) check(draft, findings)
}
