// The verdict on the peer, from the facts of the handshake: ClientAuthType for a server (policy-language.md 4.3),
// chain and HostReferenceId for a client (4.17). Pure. The engine has verified the chain and told the outcome in
// `facts.verify`; here it is decided what that means. The stack calls this from `authorize`.

import { X509Certificate } from 'node:crypto'
import { certificateFailure, HOST_REFERENCE_ID_NO_MATCH, PEER_KEY_TOO_SMALL } from './certificate-failure.ts'
import type { TlsFacts, Verdict } from './engine.ts'

/**
 * Least bits of the peer's own key, by kind (PeerMinRsaKeySize, PeerMinECCKeySize, PeerMinDsaKeySize). Certificates
 * with DH keys cannot be used with OpenSSL 3 at all.
 */
export interface MinimumKeyBits {
  readonly rsa: number
  readonly dsa: number
  readonly ecc: number
}

export type PeerExpectation = { readonly minimumKeyBits?: MinimumKeyBits } & PeerRole

type PeerRole =
  | {
      readonly role: 'server'
      /** None: HandshakeRole Server, the client is not asked. */
      readonly clientAuth: 'None' | 'PassThru' | 'Full' | 'Required' | 'SAFCheck'
    }
  | {
      readonly role: 'client'
      readonly hostReferenceIdDns?: string
      readonly hostReferenceIdCn?: string
      /** HostRefWildcardValidation On: `*.example.com` in the certificate may match. */
      readonly allowsWildcards: boolean
    }

/** The user a client certificate (DER) is associated with; undefined when it is with none. */
export type UserOfCertificate = (certificate: Uint8Array) => string | undefined

/** TLS alerts of RFC 8446 6.2; certificate_required exists in TLS 1.3 only. */
const HANDSHAKE_FAILURE = 40
const ACCESS_DENIED = 49
const CERTIFICATE_REQUIRED = 116

/** SAFCheck needs `userOf`; without it no certificate is associated with a user, and all are refused with 5002. */
export function verifyPeer(
  facts: TlsFacts,
  expectation: PeerExpectation,
  userOf: UserOfCertificate = () => undefined,
): Verdict {
  return expectation.role === 'server'
    ? verifyClient(facts, expectation, userOf)
    : verifyServer(facts, expectation)
}

function verifyClient(
  facts: TlsFacts,
  { clientAuth, minimumKeyBits }: PeerExpectation & { role: 'server' },
  userOf: UserOfCertificate,
): Verdict {
  if (clientAuth === 'None' || clientAuth === 'PassThru') return { accept: true }
  const [certificate] = facts.chain
  // The chain decides whether there is a certificate, not `verify`: on a resumed TLS 1.3 session without one
  // OpenSSL reports success.
  if (certificate === undefined) {
    if (clientAuth === 'Full') return { accept: true }
    const alert = facts.protocol === 'TLSv1.3' ? CERTIFICATE_REQUIRED : HANDSHAKE_FAILURE
    return refuse(5001, alert, `ClientAuthType ${clientAuth} and the client sent no certificate`)
  }
  if (facts.verify !== 'OK') return refuseCertificate(facts.verify)
  if (isKeyTooSmall(certificate, minimumKeyBits)) return refuseCertificate(PEER_KEY_TOO_SMALL)
  if (clientAuth === 'SAFCheck' && userOf(certificate) === undefined)
    return refuse(5002, ACCESS_DENIED, 'the client certificate is not associated with a user ID')
  return { accept: true }
}

function verifyServer(facts: TlsFacts, expectation: PeerExpectation & { role: 'client' }): Verdict {
  const [certificate] = facts.chain
  if (certificate === undefined) return refuse(403, HANDSHAKE_FAILURE, 'the server sent no certificate')
  if (facts.verify !== 'OK') return refuseCertificate(facts.verify)
  if (isKeyTooSmall(certificate, expectation.minimumKeyBits)) return refuseCertificate(PEER_KEY_TOO_SMALL)
  const { hostReferenceIdDns, hostReferenceIdCn, allowsWildcards } = expectation
  if (hostReferenceIdDns === undefined && hostReferenceIdCn === undefined) return { accept: true }
  const parsed = new X509Certificate(certificate)
  const dnsMatches =
    hostReferenceIdDns !== undefined &&
    parsed.checkHost(hostReferenceIdDns, {
      subject: 'never',
      wildcards: allowsWildcards,
      partialWildcards: false,
    }) !== undefined
  const cnMatches =
    hostReferenceIdCn !== undefined && matchesCommonName(parsed, hostReferenceIdCn, allowsWildcards)
  // One matching reference identity is enough, as with the list of identities of RFC 6125 6.2.
  return dnsMatches || cnMatches ? { accept: true } : refuseCertificate(HOST_REFERENCE_ID_NO_MATCH)
}

function isKeyTooSmall(certificate: Uint8Array, minimum: MinimumKeyBits | undefined): boolean {
  if (!minimum) return false
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = new X509Certificate(certificate)
    .publicKey
  switch (kind) {
    case 'rsa':
    case 'rsa-pss':
      return (details?.modulusLength ?? 0) < minimum.rsa
    case 'dsa':
      return (details?.modulusLength ?? 0) < minimum.dsa
    case 'ec':
      return curveBits(details?.namedCurve) < minimum.ecc
    default:
      // Edwards curves are beyond every minimum that can be coded.
      return false
  }
}

/** The size is in every name: prime256v1, secp384r1, brainpoolP512r1. */
function curveBits(name: string | undefined): number {
  return Number(/\d{3}/.exec(name ?? '')?.[0] ?? 0)
}

function matchesCommonName(certificate: X509Certificate, name: string, allowsWildcards: boolean): boolean {
  const commonNames = certificate.subject
    .split('\n')
    .filter((line) => line.startsWith('CN='))
    .map((line) => line.slice(3).toLowerCase())
  const wanted = name.toLowerCase()
  return commonNames.some((commonName) => {
    if (commonName === wanted) return true
    // `*` stands for exactly one label, the leftmost (RFC 6125 6.4.3).
    return allowsWildcards && commonName.startsWith('*.') && afterFirstLabel(wanted) === commonName.slice(2)
  })
}

function afterFirstLabel(name: string): string | undefined {
  const dot = name.indexOf('.')
  return dot > 0 ? name.slice(dot + 1) : undefined
}

function refuseCertificate(verify: string): Verdict {
  const { rc, alert, description } = certificateFailure(verify)
  return refuse(rc, alert, isOurOwn(verify) ? description : `${description} (${verify})`)
}

/** Checks that OpenSSL has no name for. */
function isOurOwn(verify: string): boolean {
  return verify === HOST_REFERENCE_ID_NO_MATCH || verify === PEER_KEY_TOO_SMALL
}

function refuse(rc: number, alert: number, reason: string): Verdict {
  return { accept: false, rc, alert, reason }
}
