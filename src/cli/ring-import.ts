// Files into a ring of the security database: the certificate with a key becomes the ring owner's, authorities
// become CERTAUTH certificates, and all of them are connected. What the database has already is only connected.

import { fail, ok, type Result } from '../common/result.ts'
import type { Secret } from '../common/secret.ts'
import type { RingCertificate } from '../keyring/keyring.ts'
import { openPathRing } from '../keyring/path-ring.ts'
import { parseRingName } from '../keyring/ring-name.ts'
import { isSpecial } from '../racf/authority.ts'
import { CERTAUTH_OWNER, type CertificateRecord, type RingConnection } from '../racf/database/records.ts'
import type { Draft, View } from '../racf/database/view.ts'
import { sameCertificate } from '../racf/racdcert/certificates.ts'
import { ownerWord } from '../racf/racdcert/owners.ts'
import type { OpenedDatabase } from './security-database.ts'

export interface RingImport {
  /** `user/ring`, or a bare ring of the issuer. */
  readonly ring: string
  readonly file: string
  /** Of the certificate with the key. */
  readonly label: string | undefined
  readonly isDefault: boolean
  readonly password: Secret | undefined
}

const MAX_LABEL_LENGTH = 32

/** Lines that tell what was done; the error is one sentence. */
export async function importIntoRing(
  { database, issuer }: OpenedDatabase,
  wanted: RingImport,
): Promise<Result<string[], string>> {
  const name = parseRingName(wanted.ring, issuer)
  if (!name.ok || name.value.kind !== 'ring')
    return fail(`${wanted.ring} is not a ring of the security database`)
  const { owner, ring } = name.value
  const files = openPathRing(wanted.file, { password: wanted.password })
  if (!files.ok) return fail(files.error.text)
  if (!isSpecial(database.read(), issuer))
    return fail(`${issuer} has not the SPECIAL attribute that import needs`)
  if (!database.read().get('user', owner))
    return fail(`user ${owner} is not defined in the security database`)
  return database.change((draft) => {
    const told: string[] = []
    for (const certificate of files.value.certificates)
      told.push(importOne(certificate, { owner, ring }, wanted, draft))
    return ok(told)
  })
}

function importOne(
  certificate: RingCertificate,
  { owner, ring }: { owner: string; ring: string },
  wanted: RingImport,
  draft: Draft,
): string {
  const isOwn = certificate.privateKey !== undefined
  const existing = sameCertificate(draft, certificate.certificate)
  const label = isOwn ? (wanted.label ?? certificate.label) : certificate.label
  const record: CertificateRecord = existing
    ? { ...existing, privateKey: certificate.privateKey ?? existing.privateKey }
    : {
        owner: certificate.usage === 'CERTAUTH' ? CERTAUTH_OWNER : owner,
        label: freeLabel(draft, certificate.usage === 'CERTAUTH' ? CERTAUTH_OWNER : owner, label),
        trust: 'TRUST',
        certificate: certificate.certificate,
        privateKey: certificate.privateKey,
        lastSerial: 0,
        created: new Date().toISOString(),
      }
  draft.put('certificate', record)
  const hasDefault = draft.get('ring', owner, ring)?.connections.some((each) => each.isDefault) === true
  // A ring that has a default keeps it unless --default says otherwise.
  const isDefault = isOwn && (wanted.isDefault || (certificate.isDefault && !hasDefault))
  connect(draft, owner, ring, {
    owner: record.owner,
    label: record.label,
    usage: certificate.usage,
    isDefault,
  })
  const what = `${ownerWord(record.owner)} ${record.label}`
  return `${existing ? 'connected' : 'imported'} ${what} as ${certificate.usage}${isDefault ? ', default' : ''}`
}

function freeLabel(view: View, owner: string, wanted: string): string {
  const base = wanted.slice(0, MAX_LABEL_LENGTH)
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `.${number}`
    const label = base.slice(0, MAX_LABEL_LENGTH - suffix.length) + suffix
    if (!view.get('certificate', owner, label)) return label
  }
}

function connect(draft: Draft, owner: string, name: string, connection: RingConnection): void {
  const ring = draft.get('ring', owner, name) ?? {
    owner,
    name,
    created: new Date().toISOString(),
    connections: [],
  }
  const others = ring.connections
    .filter((each) => each.owner !== connection.owner || each.label !== connection.label)
    .map((each) => (connection.isDefault ? { ...each, isDefault: false } : each))
  draft.put('ring', { ...ring, connections: [...others, connection] })
}
