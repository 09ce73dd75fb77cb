// Groups of addresses, ports and times need at least one entry.

import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'

const GROUPS = new Set(['IpAddrGroup', 'PortGroup', 'IpTimeGroup'])

export function checkGroups(draft: Draft, findings: Findings): void {
  for (const { keyword, name, members, statement } of draft.read()) {
    if (!GROUPS.has(keyword) || members.length > 0) continue
    findings.add('empty-group', (statement.name ?? statement.keyword).place, { statement: keyword, name })
  }
}
