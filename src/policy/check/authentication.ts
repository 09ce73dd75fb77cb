// Who is authenticated, and who only seems to be: clients that accept any server name, client certificates that
// nobody validates, settings that a role does not use.

import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { isSince } from '../keywords.ts'
import { combinations } from './combinations.ts'

export function checkAuthentication(draft: Draft, findings: Findings): void {
  const reported = new Set<string>()
  for (const { effective, environment, label } of combinations(draft)) {
    const { values, handshakeRole, clientAuthType, hostReferenceIdDns, hostReferenceIdCn } = effective
    const coded = values['ClientAuthType']?.place
    const say = (what: string, report: () => void) => {
      if (!reported.has(`${what} ${environment.name}`)) report()
      reported.add(`${what} ${environment.name}`)
    }
    if (handshakeRole === 'ServerWithClientAuth' && clientAuthType === 'PassThru')
      say('pass-thru', () => findings.add('pass-thru', coded ?? environment.place, { action: label }))
    if (coded && handshakeRole !== 'ServerWithClientAuth')
      say('unused', () =>
        findings.add('client-auth-without-role', coded, { action: label, role: handshakeRole }),
      )
    const checksName = hostReferenceIdDns !== undefined || hostReferenceIdCn !== undefined
    if (handshakeRole === 'Client' && !checksName && isSince(draft.level, '3.1'))
      say('host', () => findings.add('no-host-check', environment.place, { action: label }))
  }
}
