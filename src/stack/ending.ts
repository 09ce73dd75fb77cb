// How a connection ended, in the words of the connection record.

import type { RelayEnd, Side } from '../engine/engine.ts'
import type { DialFailure } from '../intercept/dial.ts'
import type { ConnectionEnd, ConnectionRecord } from '../record/connection-record.ts'

export function dialFailed(side: 'local' | 'remote', failure: DialFailure): ConnectionEnd {
  const reason = failure.code === 'ABORTED' ? 'aborted' : 'dial-failed'
  return { reason, side, error: failure.text }
}

export function refused(why: string): ConnectionEnd {
  return { reason: 'refused', error: why }
}

/** relay(remote, local): `a` is the network, `b` the local program. */
export function relayEnded(
  end: RelayEnd,
  sides: { readonly remote: Side; readonly local: Side },
  record: ConnectionRecord,
): ConnectionEnd {
  if (end.rc !== undefined) tellTlsError(end, end.rc, record)
  return {
    reason: end.reason,
    side: end.side && (end.side === 'a' ? 'remote' : 'local'),
    bytesFromLocal: sides.local.counters.bytesIn,
    bytesFromRemote: sides.remote.counters.bytesIn,
    error: end.error,
    rc: end.rc,
  }
}

/** A TLS fault after the handshake is an AT-TLS error of its own: EZD1286I with the event of return-codes.md 6. */
function tellTlsError(end: RelayEnd, rc: number, record: ConnectionRecord): void {
  record.failed('Data Decryption', {
    kind: 'peer-misbehaved',
    rc,
    reason: end.error ?? end.reason,
    alertReceived: end.alert,
    alertSent: undefined,
  })
}
