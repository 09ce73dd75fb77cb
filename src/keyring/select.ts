// What TLS takes from an open key ring: the own certificate, the trust anchors and the chain to send (identity.md
// 4.6). Pure: everything is in the ring. Failures carry the System SSL code of return-codes.md 5.4.

import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '../common/result.ts'
import { signsItself } from '../racf/x509/certificate.ts'
import { publicKeyDigest } from '../racf/x509/keys.ts'
import type { KeyRing, KeyRingFailure, RingCertificate } from './keyring.ts'

/** A certificate whose private key the reader may use. */
export type OwnCertificate = RingCertificate & { readonly privateKey: string }

export interface Wanted {
  /** The label of the policy; the ring's default without it. */
  readonly label?: string | undefined
  /** Which attribute named the label: it decides the return code when the label is not there. */
  readonly attribute?: 'CertificateLabel' | 'ServerCertificateLabel'
  /** Milliseconds since the epoch. */
  readonly now: number
}

export function pickCertificate(ring: KeyRing, wanted: Wanted): Result<OwnCertificate, KeyRingFailure> {
  const found = wanted.label === undefined ? defaultCertificate(ring) : labelled(ring, wanted.label, wanted)
  if (!found.ok) return found
  const certificate = found.value
  const what = `certificate ${certificate.label} of key ring ${ring.name}`
  if (certificate.privateKey === undefined)
    return fail({ rc: 428, text: `${what} ${noKeyReason(certificate)}` })
  const x509 = new X509Certificate(certificate.certificate)
  const key = createPublicKey(createPrivateKey(certificate.privateKey))
  if (publicKeyDigest(key) !== publicKeyDigest(x509.publicKey))
    return fail({ rc: 428, text: `the private key of ${what} does not belong to it` })
  if (wanted.now < Date.parse(x509.validFrom))
    return fail({ rc: 401, text: `${what} is not valid before ${x509.validFrom}` })
  if (wanted.now > Date.parse(x509.validTo))
    return fail({ rc: 401, text: `${what} expired on ${x509.validTo}` })
  return ok({ ...certificate, privateKey: certificate.privateKey })
}

function defaultCertificate(ring: KeyRing): Result<RingCertificate, KeyRingFailure> {
  const certificate = ring.certificates.find((each) => each.isDefault)
  if (!certificate) return fail({ rc: 7, text: `key ring ${ring.name} has no default certificate` })
  if (certificate.trust !== 'NOTRUST') return ok(certificate)
  const text = `the default certificate ${certificate.label} of key ring ${ring.name} is marked NOTRUST`
  return fail({ rc: 7, text })
}

function labelled(ring: KeyRing, label: string, wanted: Wanted): Result<RingCertificate, KeyRingFailure> {
  const rc = wanted.attribute === 'ServerCertificateLabel' ? 407 : 6
  const same = ring.certificates.filter((each) => each.label === label)
  // A user's certificate and a CERTAUTH one may share a label: the one with a key is meant.
  const certificate = same.find((each) => each.privateKey !== undefined) ?? same[0]
  if (!certificate) return fail({ rc, text: `label ${label} is not on key ring ${ring.name}` })
  if (certificate.trust !== 'NOTRUST') return ok(certificate)
  return fail({ rc, text: `certificate ${label} of key ring ${ring.name} is marked NOTRUST` })
}

function noKeyReason({ usage, owner }: RingCertificate): string {
  if (owner === 'PATH') return 'has no private key'
  if (usage !== 'PERSONAL') return `is connected with USAGE(${usage}); a private key needs USAGE(PERSONAL)`
  return `has no private key that this user may use (owner ${owner})`
}

/**
 * PEM certificates that are trusted as they stand: CERTAUTH ones, SITE ones, and personal ones that sign
 * themselves. Never those marked NOTRUST.
 */
export function trustAnchors(ring: KeyRing): Result<readonly string[], KeyRingFailure> {
  const anchors = ring.certificates
    .filter(
      (each) =>
        each.trust !== 'NOTRUST' &&
        (each.usage !== 'PERSONAL' || signsItself(new X509Certificate(each.certificate))),
    )
    .map((each) => each.certificate)
  if (anchors.length > 0) return ok(anchors)
  return fail({ rc: 109, text: `key ring ${ring.name} has no certificate authority certificate` })
}

/** The certificate and the issuers that the ring holds, up to the root; PEM, in the order to send. */
export function chainFor(ring: KeyRing, certificate: RingCertificate): readonly string[] {
  const candidates = [
    ...ring.certificates.filter((each) => each.trust !== 'NOTRUST').map((each) => each.certificate),
    ...(ring.issuers ?? []),
  ].map((pem) => new X509Certificate(pem))
  const chain = [new X509Certificate(certificate.certificate)]
  for (;;) {
    const last = chain.at(-1)
    if (!last || signsItself(last)) break
    const issuer = candidates.find((each) => last.checkIssued(each) && last.verify(each.publicKey))
    // A loop of cross-signed authorities must end too.
    if (!issuer || chain.some((each) => each.fingerprint256 === issuer.fingerprint256)) break
    chain.push(issuer)
  }
  return chain.map((each) => each.toString())
}

/** `notAfter` in milliseconds since the epoch, for every certificate of the ring. */
export function expiries(ring: KeyRing): { readonly label: string; readonly notAfter: number }[] {
  return ring.certificates.map(({ label, certificate }) => ({
    label,
    notAfter: Date.parse(new X509Certificate(certificate).validTo),
  }))
}
