// The TLS part of one connection: environment, handshake, verdict on the peer. Says on the record what happened;
// the verdict is asked for by the engine before any application byte moves.

import type { Result } from '../common/result.ts'
import { fail, ok } from '../common/result.ts'
import { certificateDiagnosis } from '../engine/certificate-failure.ts'
import type {
  EnvironmentFailure,
  HandshakeFailure,
  SecureRequest,
  Side,
  TlsFacts,
  Verdict,
} from '../engine/engine.ts'
import { type PeerExpectation, verifyPeer } from '../engine/verify.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import type { Mapping } from '../match/map.ts'
import { cipherByName } from '../policy/ciphers.ts'
import type { EffectiveAction } from '../policy/effective.ts'
import type { ConnectionEnd, ConnectionRecord } from '../record/connection-record.ts'
import type { ConnectionServices } from './connection-services.ts'
import { refused } from './ending.ts'
import type { OpenEnvironment } from './environments.ts'
import { peerExpectation } from './tls-settings.ts'

/** The second interval of the handshake timer is ten times the first (return-codes.md 1, code 5005). */
const SECOND_INTERVAL = 10

/** A suite that OpenSSL has and the policy language cannot name; it cannot be negotiated with a coded list. */
const UNKNOWN_CIPHER = '0000'

/** The secured side; on failure the side is closed with a reset and the record knows why. */
export async function secure(
  side: Side,
  mapping: Mapping,
  facts: ConnectionFacts,
  record: ConnectionRecord,
  services: ConnectionServices,
  signal: AbortSignal,
): Promise<Result<Side, ConnectionEnd>> {
  const { engine, environments, installed, limits } = services
  if (!(await limits.mayHandshake(mapping.rule.name))) {
    engine.close(side, 'reset')
    return fail(refused('limits.handshakesPerSecond is reached'))
  }

  const { result: opened, release } = await environments.acquire(installed.snapshot, mapping, facts.user)
  services.atEnd(release)
  if (!opened.ok) {
    engine.close(side, 'reset')
    record.failed('Environment Init', notInitialised(opened.error))
    return fail({ reason: 'handshake-failed' })
  }
  record.environment(opened.value.id)

  const { environment, settings } = opened.value
  record.started('Initial Handshake')
  const startedAt = performance.now()
  const secured = await engine.secure(
    side,
    environment,
    request(mapping, opened.value, async (certificate) =>
      record.certificateUser(await services.userOfCertificate(certificate)),
    ),
    signal,
  )
  const durationMs = performance.now() - startedAt
  if (!secured.ok) {
    const diagnosis = diagnose(secured.error, opened.value)
    record.failed('Initial Handshake', secured.error, { durationMs, ...(diagnosis && { diagnosis }) })
    return fail({ reason: secured.error.kind === 'aborted' ? 'aborted' : 'handshake-failed' })
  }
  const { tls } = secured.value
  if (!tls) throw new Error('a secured side has facts')
  record.secured(tls, {
    role: settings.role,
    cipherCode: cipherByName(tls.cipher)?.code ?? UNKNOWN_CIPHER,
    durationMs,
  })
  return ok(secured.value)
}

function request(
  { effective }: Mapping,
  { settings }: OpenEnvironment,
  userOfCertificate: UserLookup,
): SecureRequest {
  const expectation = peerExpectation(effective)
  const firstByteMs = effective.handshakeTimeoutSeconds * 1000
  return {
    role: settings.role,
    ...serverName(effective),
    firstByteMs,
    finishMs: firstByteMs * SECOND_INTERVAL,
    authorize: (peer) => authorize(peer, expectation, userOfCertificate),
  }
}

type UserLookup = ConnectionServices['userOfCertificate']

/** Asks whose certificate it is only where the policy wants to know, and only of one that is good otherwise. */
async function authorize(peer: TlsFacts, expectation: PeerExpectation, userOf: UserLookup): Promise<Verdict> {
  const [certificate] = peer.chain
  const isSafCheck = expectation.role === 'server' && expectation.clientAuth === 'SAFCheck'
  if (!isSafCheck || certificate === undefined || peer.verify !== 'OK') return verifyPeer(peer, expectation)
  const user = await userOf(certificate)
  return verifyPeer(peer, expectation, () => user)
}

/** The first name of the list is sent (policy-language.md Q17). */
function serverName({ handshakeRole, clientSni, clientSniList }: EffectiveAction): { serverName?: string } {
  const [name] = clientSniList
  return handshakeRole === 'Client' && clientSni !== 'Off' && name !== undefined ? { serverName: name } : {}
}

function notInitialised({ rc, text }: EnvironmentFailure): HandshakeFailure {
  return { kind: 'local-configuration', rc, reason: text, alertReceived: undefined, alertSent: undefined }
}

function diagnose(failure: HandshakeFailure, { keyRing }: OpenEnvironment) {
  if (failure.kind !== 'certificate-rejected' || !failure.peer) return undefined
  const { verify } = failure.peer
  // What attls itself found wrong, OpenSSL has let pass.
  const found = verify === 'OK' ? { description: failure.reason } : certificateDiagnosis(verify)
  return { ...found, trustedSource: keyRing }
}
