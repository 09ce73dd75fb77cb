// A key ring as people want to see it: each certificate with its chain below it, its use and its days to live.

import type { KeyRing, RingCertificate } from '../keyring/keyring.ts'
import { chainFor } from '../keyring/select.ts'
import { daysUntil } from '../keyring/verify-ring.ts'
import { readCertificate } from '../racf/x509/certificate.ts'
import { printName } from '../racf/x509/names.ts'

export interface RingTree {
  readonly ring: string
  readonly certificates: readonly {
    readonly label: string
    readonly owner: string
    readonly usage: string
    readonly trust: string
    readonly isDefault: boolean
    readonly hasPrivateKey: boolean
    readonly subject: string
    readonly issuer: string
    /** ISO times. */
    readonly notBefore: string
    readonly notAfter: string
    readonly expiresInDays: number
    readonly fingerprint: string
    /** Subjects above it, nearest first. */
    readonly chain: readonly string[]
  }[]
  /** The same for reading. */
  readonly lines: readonly string[]
}

export function ringTree(ring: KeyRing, now: number): RingTree {
  const certificates = ring.certificates.map((certificate) => describe(certificate, ring, now))
  const count = `${certificates.length} certificate${certificates.length === 1 ? '' : 's'}`
  const lines = [`Key ring ${ring.name}: ${count}`]
  for (const each of certificates) {
    const uses = [
      each.usage,
      each.owner,
      ...(each.isDefault ? ['default'] : []),
      ...(each.trust === 'TRUST' ? [] : [each.trust]),
      ...(each.hasPrivateKey ? ['private key'] : []),
    ]
    lines.push(`  ${each.label} (${uses.join(', ')})`, `    ${each.subject}, ${life(each.expiresInDays)}`)
    for (const [depth, subject] of each.chain.entries())
      lines.push(`    ${'   '.repeat(depth)}└─ issued by ${subject}`)
  }
  return { ring: ring.name, certificates, lines }
}

function life(days: number): string {
  if (days < 0) return `expired ${-days} days ago`
  return `expires in ${days} days`
}

function describe(
  certificate: RingCertificate,
  ring: KeyRing,
  now: number,
): RingTree['certificates'][number] {
  const { label, owner, usage, trust, isDefault, privateKey } = certificate
  const facts = readCertificate(certificate.certificate)
  return {
    label,
    owner,
    usage,
    trust,
    isDefault,
    hasPrivateKey: privateKey !== undefined,
    subject: printName(facts.subject),
    issuer: printName(facts.issuer),
    notBefore: new Date(facts.notBefore).toISOString(),
    notAfter: new Date(facts.notAfter).toISOString(),
    expiresInDays: daysUntil(facts.notAfter, now),
    fingerprint: facts.x509.fingerprint256,
    chain: chainFor(ring, certificate)
      .slice(1)
      .map((pem) => printName(readCertificate(pem).subject)),
  }
}
