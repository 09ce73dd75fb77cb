// What the tests of the engine share: settings with sensible values, and both ends of a secured connection.

import type { Socket } from 'node:net'
import type { HandshakeFailure, SecureRequest, Side, TlsFacts, Verdict } from '../../../src/engine/engine.ts'
import { PortableEngine } from '../../../src/engine/portable/engine.ts'
import type { TlsIdentity, TlsSettings } from '../../../src/engine/settings.ts'
import type { Issued } from '../../support/ca.ts'

export const engine = new PortableEngine()

let instances = 0

export function settings(changes: Partial<TlsSettings> & Pick<TlsSettings, 'role'>): TlsSettings {
  instances += 1
  return {
    id: `environment ${instances}`,
    peerCertificate: changes.role === 'client' ? 'required' : 'none',
    protocols: ['TLSv1.2', 'TLSv1.3'],
    ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES256-SHA'],
    cipherSuites: ['TLS_AES_128_GCM_SHA256'],
    groups: [],
    signatureAlgorithms: [],
    securityLevel: 1,
    identities: [],
    trust: [],
    extendedMasterSecret: true,
    sessionTimeoutSeconds: 0,
    ...changes,
  }
}

export function identity(issued: Issued, ...chain: Issued[]): TlsIdentity {
  return {
    label: 'test',
    chain: [issued, ...chain].map(({ certificate }) => certificate),
    privateKey: issued.key,
  }
}

export const acceptAll = (): Verdict => ({ accept: true })

export function request(
  role: SecureRequest['role'],
  authorize: (facts: TlsFacts) => Verdict | Promise<Verdict> = acceptAll,
  changes: Partial<SecureRequest> = {},
): SecureRequest {
  return { role, firstByteMs: 20_000, finishMs: 20_000, authorize, ...changes }
}

export type Outcome = { side: Side; failure?: undefined } | { side?: undefined; failure: HandshakeFailure }

/** One handshake on an owned socket; throws when the environment cannot be made. */
export async function secure(
  socket: Socket,
  tls: TlsSettings | ReturnType<typeof environment>,
  authorize?: SecureRequest['authorize'],
  changes?: Partial<SecureRequest>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  const made = 'settings' in tls ? tls : environment(tls)
  const asked = request(made.settings.role, authorize, changes)
  const result = await engine.secure(engine.adopt(socket), made.environment, asked, signal)
  return result.ok ? { side: result.value } : { failure: result.error }
}

export function environment(settings: TlsSettings) {
  const made = engine.environment(settings)
  if (!made.ok) throw new Error(`no environment: ${made.error.rc} ${made.error.text}`)
  return { settings, environment: made.value }
}

export const NO_LIMITS = { idleMs: 0 }
export const never = new AbortController().signal

/** Waits for a condition that comes by itself; the test's own time limit is the deadline. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
