// What is wrong with a key ring, before a handshake finds out. Pure; the same list serves `attls ring verify` and
// whoever wants to warn at start.

import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { readCertificate } from '../racf/x509/certificate.ts'
import { publicKeyDigest } from '../racf/x509/keys.ts'
import { printName } from '../racf/x509/names.ts'
import type { KeyRing, RingCertificate } from './keyring.ts'
import { chainFor, trustAnchors } from './select.ts'

export interface RingProblem {
  /** An error makes handshakes fail, a warning may. */
  readonly severity: 'error' | 'warning'
  /** Absent when the ring as a whole is meant. */
  readonly label?: string
  /** One sentence, lower case first, no full stop. */
  readonly text: string
}

const DAY_MS = 86_400_000
/** An authority needs days to renew. */
const SOON_DAYS = 30
const MIN_RSA_BITS = 2048
const MIN_CURVE_BITS = 224

/** `now` in milliseconds since the epoch. */
export function ringProblems(ring: KeyRing, now: number): RingProblem[] {
  const problems: RingProblem[] = []
  const anchors = trustAnchors(ring)
  if (!anchors.ok) problems.push({ severity: 'error', text: 'there is no certificate authority certificate' })
  if (!ring.certificates.some((each) => each.isDefault))
    problems.push({
      severity: 'warning',
      text: 'there is no default certificate: a server needs a label in the policy',
    })
  for (const certificate of ring.certificates)
    for (const problem of certificateProblems(certificate, ring, now))
      problems.push({ ...problem, label: certificate.label })
  return problems
}

function certificateProblems(certificate: RingCertificate, ring: KeyRing, now: number): RingProblem[] {
  const facts = readCertificate(certificate.certificate)
  return [
    ...dateProblems(facts.notBefore, facts.notAfter, now),
    ...strengthProblems(certificate),
    ...(certificate.trust === 'NOTRUST'
      ? [{ severity: 'error', text: 'it is marked NOTRUST and is not used' } as const]
      : []),
    ...(certificate.usage === 'PERSONAL' ? personalProblems(certificate, ring) : []),
  ]
}

/** Whole days until the time; negative when it has passed. */
export function daysUntil(time: number, now: number): number {
  return Math.floor((time - now) / DAY_MS)
}

function dateProblems(notBefore: number, notAfter: number, now: number): RingProblem[] {
  if (now < notBefore)
    return [{ severity: 'error', text: `it is not valid before ${new Date(notBefore).toISOString()}` }]
  if (now > notAfter)
    return [{ severity: 'error', text: `it expired on ${new Date(notAfter).toISOString()}` }]
  const days = daysUntil(notAfter, now)
  return days < SOON_DAYS ? [{ severity: 'warning', text: `it expires in ${days} days` }] : []
}

function strengthProblems({ certificate }: RingCertificate): RingProblem[] {
  const { key, signingAlgorithm, isSelfSigned } = readCertificate(certificate)
  const problems: RingProblem[] = []
  const isWeak = key && key.size < (key.type === 'RSA' || key.type === 'DSA' ? MIN_RSA_BITS : MIN_CURVE_BITS)
  if (isWeak)
    problems.push({ severity: 'warning', text: `its key is weak: ${key.type} with ${key.size} bits` })
  // Nobody relies on the signature under a root.
  if (/^(md5|sha1)/.test(signingAlgorithm) && !isSelfSigned)
    problems.push({
      severity: 'warning',
      text: `it is signed with ${signingAlgorithm}, which partners refuse`,
    })
  return problems
}

function personalProblems(certificate: RingCertificate, ring: KeyRing): RingProblem[] {
  const problems: RingProblem[] = []
  const x509 = new X509Certificate(certificate.certificate)
  if (certificate.privateKey === undefined) {
    const severity = certificate.isDefault ? 'error' : 'warning'
    problems.push({ severity, text: 'there is no private key that this user may use' })
  } else if (digestOf(certificate.privateKey) !== publicKeyDigest(x509.publicKey))
    problems.push({ severity: 'error', text: 'its private key does not belong to it' })
  const top = chainFor(ring, certificate).at(-1) ?? certificate.certificate
  const facts = readCertificate(top)
  if (!facts.isSelfSigned) {
    const issuer = printName(facts.issuer)
    problems.push({
      severity: 'warning',
      text: `its chain ends early: ${issuer} is neither on the ring nor trusted`,
    })
  }
  return problems
}

function digestOf(privateKey: string): string {
  return publicKeyDigest(createPublicKey(createPrivateKey(privateKey)))
}
