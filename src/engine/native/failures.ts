// What the addon reports in the words that failure.ts reads: there is one table from OpenSSL and the network to
// return codes, and it is not here.

import { getSystemErrorName } from 'node:util'
import type { EnvironmentFailure, RelayEnd } from '../engine.ts'
import { environmentFailure, type Failure, failureOf, HANDSHAKE_ENDINGS } from '../failure.ts'
import {
  type AddonError,
  type AddonFailure,
  HANDSHAKE_ENDS,
  type HandshakeFailedDetail,
  RELAY_ENDS,
  type RelayEndedDetail,
} from './addon.ts'

/** An error as node:tls would have thrown it. */
function nodeError({ library, reason }: AddonError, alert = -1): Error {
  const name = reason.toUpperCase().replaceAll(' ', '_')
  const prefix = library === 'SSL routines' ? 'SSL' : library === 'PEM routines' ? 'OSSL_PEM' : 'OSSL'
  const message = alert < 0 ? reason : `${reason}: SSL alert number ${alert}`
  return Object.assign(new Error(message), { code: `ERR_${prefix}_${name}`, reason })
}

export function systemFailure(errno: number, what: string): Error {
  const code = errno > 0 ? getSystemErrorName(-errno) : 'ECONNRESET'
  return Object.assign(new Error(`${what} ${code}`), { code })
}

export function contextFailure(error: AddonError): EnvironmentFailure {
  return environmentFailure(nodeError(error))
}

export function handshakeFailure(detail: HandshakeFailedDetail): Failure {
  const how = HANDSHAKE_ENDS[detail.how] ?? 'tls-error'
  if (how === 'tls-error') return failureOf(nodeError(detail, detail.alertReceived), 'handshake')
  if (how === 'reset') return failureOf(systemFailure(detail.systemError, 'handshake'), 'handshake')
  return HANDSHAKE_ENDINGS[how]
}

export function relayEnd(detail: RelayEndedDetail): RelayEnd {
  const reason = RELAY_ENDS[detail.how] ?? 'internal'
  const side = detail.side === 0 ? 'a' : detail.side === 1 ? 'b' : undefined
  if (reason === 'reset') return resetEnd(detail, side)
  if (reason !== 'tls-error') return { reason, side }
  const { rc, reason: error, alertReceived } = failureOf(nodeError(detail, detail.alertReceived), 'data')
  return { reason, side, rc, error, ...(alertReceived === undefined ? {} : { alert: alertReceived }) }
}

export function resetEnd(
  { systemError }: Pick<AddonFailure, 'systemError'>,
  side: RelayEnd['side'],
): RelayEnd {
  const { rc, reason: error } = failureOf(systemFailure(systemError, 'relay'), 'data')
  return { reason: 'reset', side, rc, error }
}
