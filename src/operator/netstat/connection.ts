// One connection as Netstat shows it, in JSON and in its text reports: names and numbers in the form in which an
// operator reads and types them.

import { formatAddress } from '../../common/address.ts'
import { formatHostPort } from '../../intercept/accepted.ts'
import { hexId } from '../../record/message.ts'
import type { LiveConnection } from '../../stack/port.ts'

export interface NetstatConnection {
  readonly connid: string
  readonly job: string
  readonly user: string
  readonly direction: 'inbound' | 'outbound'
  readonly local: string
  readonly remote: string
  readonly startedAt: string
  readonly lastActivityAt: string
  readonly bytesIn: number
  readonly bytesOut: number
  /** Of the policy by which it was mapped. */
  readonly generation: number
  /** Enabled, Not Enabled, Appl Control; null without a rule. */
  readonly status: string | null
  /** Why there is no rule: no-rule, or nottls; null with one. */
  readonly unmapped: string | null
  readonly rule: string | null
  readonly group: string | null
  readonly environment: string | null
  readonly connection: string | null
  readonly grpid: string | null
  readonly envid: string | null
  /** One of its actions has been replaced or removed; null without a rule. */
  readonly stale: boolean | null
  /** Is the connection in the clear now? True until its handshake is over. */
  readonly clear: boolean
  readonly role: string | null
  readonly protocol: string | null
  readonly cipherCode: string | null
  readonly cipher: string | null
  readonly keyShare: string | null
  readonly resumed: boolean | null
  readonly peerSubject: string | null
  readonly certUserId: string | null
  readonly tcpClusterConnFlag: string
  readonly tcpTrustedPartner: string
}

/** Nobody has asked for partner information on this connection. */
const NEVER_REQUESTED = '00'

export function netstatConnection(live: LiveConnection): NetstatConnection {
  const { facts, mapping, tls } = live
  return {
    connid: hexId(live.connid),
    job: facts.job,
    user: facts.user,
    direction: facts.direction,
    local: hostPort(facts.local),
    remote: hostPort(facts.remote),
    startedAt: new Date(live.startedAt).toISOString(),
    lastActivityAt: new Date(live.lastActivityAt).toISOString(),
    bytesIn: live.bytesIn,
    bytesOut: live.bytesOut,
    generation: live.generation,
    status: mapping?.status ?? null,
    unmapped: live.unmapped ?? null,
    rule: live.rule ?? null,
    group: mapping?.actions.group ?? null,
    environment: mapping?.actions.environment ?? null,
    connection: mapping?.actions.connection ?? null,
    grpid: mapping ? hexId(mapping.grpid) : null,
    envid: mapping?.envid ? hexId(mapping.envid) : null,
    stale: mapping?.isStale ?? null,
    clear: tls === undefined,
    role: tls?.role ?? null,
    protocol: tls?.protocol ?? null,
    cipherCode: tls?.cipherCode ?? null,
    cipher: tls?.cipher ?? null,
    keyShare: tls?.group ?? null,
    resumed: tls?.resumed ?? null,
    peerSubject: tls?.peerSubject ?? null,
    certUserId: tls?.certUserId ?? null,
    tcpClusterConnFlag: NEVER_REQUESTED,
    tcpTrustedPartner: NEVER_REQUESTED,
  }
}

function hostPort({ address, port }: LiveConnection['facts']['local']): string {
  return formatHostPort({ host: formatAddress(address), port })
}
