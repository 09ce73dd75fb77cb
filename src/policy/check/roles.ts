// Roles that contradict the direction of the rule, and connection actions that impose one role on both directions.

import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { combinations } from './combinations.ts'

export function checkRoles(draft: Draft, findings: Findings): void {
  checkDirections(draft, findings)
  checkSharedActions(draft, findings)
}

function checkDirections(draft: Draft, findings: Findings): void {
  for (const { effective, rules } of combinations(draft)) {
    const coded = effective.values['HandshakeRole']
    const role = coded?.value
    if (coded?.place === undefined || typeof role !== 'string') continue
    for (const { name, place, direction } of rules) {
      if (direction === undefined || direction === 'Both') continue
      if ((direction === 'Outbound') === (role === 'Client')) continue
      const advice =
        direction === 'Outbound'
          ? 'an outbound connection is usually the TLS client; code HandshakeRole Client'
          : 'an inbound connection is usually the TLS server; code HandshakeRole Server'
      const related = { place: coded.place, message: `HandshakeRole ${role} is coded here` }
      findings.add('role-against-direction', place, { name, direction, role, advice }, { related })
    }
  }
}

function checkSharedActions(draft: Draft, findings: Findings): void {
  const users = new Map<string, { inbound?: string; outbound?: string }>()
  for (const { name, direction, actions } of draft.rules) {
    if (actions.connection === undefined) continue
    const rules = users.get(actions.connection) ?? {}
    if (direction === 'Inbound') rules.inbound ??= name
    if (direction === 'Outbound') rules.outbound ??= name
    users.set(actions.connection, rules)
  }
  for (const [name, { inbound, outbound }] of users) {
    const action = draft.connectionActions.get(name)
    const role = action?.attributes['HandshakeRole']
    if (!action || !role || inbound === undefined || outbound === undefined) continue
    const values = { name, role: String(role.value), rules: `${inbound} and ${outbound}` }
    findings.add('shared-connection-action', role.place, values)
  }
}
