// Values for tests of the engines: settings that make sense, an identity, a request that accepts everybody.

import type { SecureRequest, TlsFacts, Verdict } from '../../../src/engine/engine.ts'
import type { TlsIdentity, TlsSettings } from '../../../src/engine/settings.ts'
import type { Issued } from '../../support/ca.ts'

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

export const NO_LIMITS = { idleMs: 0 }
export const never = new AbortController().signal
