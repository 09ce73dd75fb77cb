// From what the effective action says (codes and words of the policy language) to TlsSettings (OpenSSL's terms).
// Pure: the identities and anchors have been picked from the key ring, the cipher table is passed in. What the
// policy asks for and OpenSSL cannot do is left out here; `check` has warned of it. Nothing left is a failure.

import { X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '../common/result.ts'
import { groupByCode } from '../policy/groups.ts'
import { pairByCode } from '../policy/signature-pairs.ts'
import type { EnvironmentFailure } from './engine.ts'
import type { TlsIdentity, TlsProtocol, TlsSettings } from './settings.ts'

export interface SettingsInput {
  /** Unique per environment instance and user; becomes TlsSettings.id. */
  readonly id: string
  readonly handshakeRole: 'Client' | 'Server' | 'ServerWithClientAuth'
  /** Matters for ServerWithClientAuth only. */
  readonly clientAuthType: 'PassThru' | 'Full' | 'Required' | 'SAFCheck'
  /** Switched-on versions in any order. */
  readonly protocols: readonly TlsProtocol[]
  /** V3CipherSuites: 4-digit codes in policy order. */
  readonly ciphers: readonly string[]
  /** 4-digit group codes (policy-language.md 5.4) in order of preference; empty is `Any`. */
  readonly clientCurves: readonly string[]
  readonly clientKeyShareGroups: readonly string[]
  readonly serverKexCurves: readonly string[]
  readonly serverKeyShareGroups: readonly string[]
  /** 4-digit hash and signature codes (policy-language.md 5.5) in order of preference; empty: the library's list. */
  readonly signaturePairs: readonly string[]
  readonly extendedMasterSecret: boolean
  readonly sessionTimeoutSeconds: number
  /** The picked certificates, the preferred one first. */
  readonly identities: readonly TlsIdentity[]
  /** Trust anchors of the ring, PEM. */
  readonly trust: readonly string[]
  readonly ticketKey?: Uint8Array
}

/** OpenSSL's name of a 4-digit cipher code; undefined where OpenSSL has no such suite. */
export type CipherName = (code: string) => string | undefined

const PROTOCOLS: readonly TlsProtocol[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** `now` in milliseconds: an own certificate out of its dates is refused here, as System SSL does. */
export function settingsFor(
  input: SettingsInput,
  cipherName: CipherName,
  now: number,
): Result<TlsSettings, EnvironmentFailure> {
  const names = input.ciphers.flatMap((code) => cipherName(code) ?? [])
  const cipherSuites = names.filter((name) => name.startsWith('TLS_'))
  const ciphers = names.filter((name) => !name.startsWith('TLS_'))
  // TLS 1.3 needs a suite of its own and the older versions one of theirs (policy-language.md 5.3).
  const protocols = PROTOCOLS.filter(
    (protocol) =>
      input.protocols.includes(protocol) && (protocol === 'TLSv1.3' ? cipherSuites : ciphers).length > 0,
  )
  const failure = unusable(input, protocols, now)
  if (failure) return fail(failure)
  return ok({
    id: input.id,
    role: input.handshakeRole === 'Client' ? 'client' : 'server',
    peerCertificate: peerCertificate(input),
    protocols,
    ciphers,
    cipherSuites,
    groups: groupsOf(input, protocols),
    signatureAlgorithms: input.signaturePairs.flatMap((code) => signatureName(code) ?? []),
    securityLevel: securityLevel(protocols, ciphers, input.signaturePairs),
    identities: input.identities,
    trust: input.trust,
    extendedMasterSecret: input.extendedMasterSecret,
    sessionTimeoutSeconds: input.sessionTimeoutSeconds,
    ...(input.ticketKey === undefined ? {} : { ticketKey: input.ticketKey }),
  })
}

function unusable(
  input: SettingsInput,
  protocols: readonly TlsProtocol[],
  now: number,
): EnvironmentFailure | undefined {
  if (input.protocols.length === 0) return { rc: 412, text: 'no protocol version is switched on' }
  if (protocols.length === 0)
    return {
      rc: 402,
      text: `no usable cipher suite for ${input.protocols.join(', ')} among ${input.ciphers.join(' ') || 'none'}`,
    }
  const needsIdentity = input.handshakeRole !== 'Client'
  if (needsIdentity && input.identities.length === 0)
    return { rc: 7, text: 'a server needs a certificate and none was found on the key ring' }
  if (verifiesPeer(input) && input.trust.length === 0)
    return { rc: 109, text: 'the key ring has no certificate authority to verify the partner with' }
  for (const identity of input.identities) {
    const failure = identityFailure(identity, now)
    if (failure) return failure
  }
  return undefined
}

function identityFailure({ label, chain }: TlsIdentity, now: number): EnvironmentFailure | undefined {
  const [own] = chain
  if (own === undefined) return { rc: 7, text: `certificate ${label} is empty` }
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(own)
  } catch (error) {
    return { rc: 10, text: `certificate ${label} cannot be decoded: ${(error as Error).message}` }
  }
  if (now > Date.parse(certificate.validTo))
    return { rc: 401, text: `certificate ${label} expired on ${certificate.validTo}` }
  if (now < Date.parse(certificate.validFrom))
    return { rc: 401, text: `certificate ${label} is not valid before ${certificate.validFrom}` }
  return undefined
}

function verifiesPeer({ handshakeRole, clientAuthType }: SettingsInput): boolean {
  if (handshakeRole === 'Server') return false
  return handshakeRole === 'Client' || clientAuthType !== 'PassThru'
}

function peerCertificate({ handshakeRole, clientAuthType }: SettingsInput): 'none' | 'optional' | 'required' {
  if (handshakeRole === 'Client') return 'required'
  if (handshakeRole === 'Server') return 'none'
  return clientAuthType === 'PassThru' || clientAuthType === 'Full' ? 'optional' : 'required'
}

/** One list serves the key shares of TLS 1.3 and the curves of the older versions; groups that a version does not
 * know are skipped by OpenSSL. The key share groups come first, because a share is sent for the first one. */
function groupsOf(input: SettingsInput, protocols: readonly TlsProtocol[]): readonly string[] {
  const isClient = input.handshakeRole === 'Client'
  const curves = isClient ? input.clientCurves : input.serverKexCurves
  const shares = isClient ? input.clientKeyShareGroups : input.serverKeyShareGroups
  // A client that codes `ClientECurves Any` sends no list of its own (policy-language.md 2.12).
  if (isClient && curves.length === 0) return []
  const codes = [
    ...(protocols.includes('TLSv1.3') ? shares : []),
    ...(isClient || protocols.some((protocol) => protocol !== 'TLSv1.3') ? curves : []),
  ]
  return [...new Set(codes)].flatMap((code) => groupByCode(code)?.openssl ?? [])
}

/** undefined where OpenSSL 3 has no such pair. */
function signatureName(code: string): string | undefined {
  const pair = pairByCode(code)
  return pair?.available ? pair.openssl : undefined
}

/** OpenSSL's level 1 refuses TLS 1.0 and 1.1, SHA-1 signatures and NULL ciphers; the policy that asks for one of
 * them gets level 0. Level 2 would refuse the 1024-bit keys that System SSL takes by default. */
function securityLevel(
  protocols: readonly TlsProtocol[],
  ciphers: readonly string[],
  signaturePairs: readonly string[],
): 0 | 1 {
  const old = protocols.includes('TLSv1') || protocols.includes('TLSv1.1')
  const sha1 = signaturePairs.some((pair) => pair.startsWith('02'))
  return old || sha1 || ciphers.some((name) => name.includes('NULL')) ? 0 : 1
}
