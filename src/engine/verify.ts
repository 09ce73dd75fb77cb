// The verdict on the peer, from the facts of the handshake: ClientAuthType for a server (policy-language.md 4.3),
// chain and HostReferenceId for a client (4.17). Pure. The engine has verified the chain and told the outcome in
// `facts.verify`; here it is decided what that means. The stack calls this from `authorize`.

import { X509Certificate } from 'node:crypto'
import { certificateFailure, HOST_REFERENCE_ID_NO_MATCH } from './certificate-failure.ts'
import type { TlsFacts, Verdict } from './engine.ts'

export type PeerExpectation =
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
    ? verifyClient(facts, expectation.clientAuth, userOf)
    : verifyServer(facts, expectation)
}

function verifyClient(
  facts: TlsFacts,
  clientAuth: (PeerExpectation & { role: 'server' })['clientAuth'],
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
  if (clientAuth === 'SAFCheck' && userOf(certificate) === undefined)
    return refuse(5002, ACCESS_DENIED, 'the client certificate is not associated with a user ID')
  return { accept: true }
}

function verifyServer(facts: TlsFacts, expectation: PeerExpectation & { role: 'client' }): Verdict {
  const [certificate] = facts.chain
  if (certificate === undefined) return refuse(403, HANDSHAKE_FAILURE, 'the server sent no certificate')
  if (facts.verify !== 'OK') return refuseCertificate(facts.verify)
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
  return refuse(rc, alert, verify === HOST_REFERENCE_ID_NO_MATCH ? description : `${description} (${verify})`)
}

function refuse(rc: number, alert: number, reason: string): Verdict {
  return { accept: false, rc, alert, reason }
}
