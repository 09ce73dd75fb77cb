// Key rings out of the security database, as the user of a connection may see them.

import { fail, ok, type Result } from '../common/result.ts'
import type { Database } from '../racf/database/database.ts'
import {
  CERTAUTH_OWNER,
  type CertificateRecord,
  type RingConnection,
  SITE_OWNER,
} from '../racf/database/records.ts'
import type { View } from '../racf/database/view.ts'
import { chainOf } from '../racf/racdcert/chain.ts'
import { defaultUsage, ownerWord } from '../racf/racdcert/owners.ts'
import type { KeyRing, KeyRingFailure, RingCertificate } from './keyring.ts'
import { type DatabaseRingName, mayUseKey, type RingAccess, ringAccess } from './ring-access.ts'

/** `reader` is the user ID that opens the ring; who may not gets RC 202 with the profile that refused. */
export function openDatabaseRing(
  view: View,
  name: DatabaseRingName,
  reader: string,
): Result<KeyRing, KeyRingFailure> {
  const shown = `${name.owner}/${name.kind === 'ring' ? name.ring : '*'}`
  const connections =
    name.kind === 'ring' ? ringConnections(view, name) : virtualConnections(view, name.owner)
  if (!connections.ok) return connections
  const access = ringAccess(view, name, reader)
  if (!access.mayRead)
    return fail({ rc: 202, text: `user ${reader} may not read key ring ${shown}: ${access.reason}` })
  return ok(keyRing(shown, connections.value, view, access, reader))
}

type Connections = Result<readonly RingConnection[], KeyRingFailure>

function ringConnections(view: View, { owner, ring }: { owner: string; ring: string }): Connections {
  const record = view.get('ring', owner, ring)
  return record ? ok(record.connections) : fail({ rc: 202, text: missingText(view, owner, ring) })
}

/** All certificates of one owner: a user ID, `*AUTH*` or `*SITE*`. */
function virtualConnections(view: View, owner: string): Connections {
  const internal = owner === '*AUTH*' ? CERTAUTH_OWNER : owner === '*SITE*' ? SITE_OWNER : owner
  if (internal === owner && !view.get('user', owner))
    return fail({ rc: 202, text: `user ${owner} is not defined in the security database` })
  const usage = defaultUsage(internal)
  const certificates = view.all('certificate').filter((certificate) => certificate.owner === internal)
  return ok(certificates.map(({ label }) => ({ owner: internal, label, usage, isDefault: false })))
}

/** Every `owner/ring` of this bare ring name: which one is meant depends on the user of a connection. */
export function allRingNames(database: Database, ringName: string): string[] {
  return database
    .read()
    .all('ring')
    .filter((ring) => ring.name === ringName)
    .map((ring) => `${ring.owner}/${ring.name}`)
}

function keyRing(
  name: string,
  connections: readonly RingConnection[],
  view: View,
  access: RingAccess,
  reader: string,
): KeyRing {
  const members = connections.flatMap((connection) => {
    const record = view.get('certificate', connection.owner, connection.label)
    return record ? [{ connection, record }] : []
  })
  const certificates = members.map(({ connection, record }) =>
    ringCertificate(connection, record, mayUseKey(view, connection.owner, access, reader)),
  )
  const personal = members.filter(({ connection }) => connection.usage === 'PERSONAL')
  const issuers = missingIssuers(
    personal.map(({ record }) => record),
    new Set(members.map(({ record }) => record)),
    view,
  )
  return { name, certificates, issuers }
}

/** Authorities of the database above the ring's personal certificates that nobody connected to the ring. */
function missingIssuers(
  personal: readonly CertificateRecord[],
  connected: ReadonlySet<CertificateRecord>,
  view: View,
): string[] {
  const above = personal.flatMap((record) => chainOf(record, view).certificates.slice(1))
  const missing = above.filter((issuer) => issuer.trust !== 'NOTRUST' && !connected.has(issuer))
  return [...new Set(missing.map((issuer) => issuer.certificate))]
}

/** A private key goes with a PERSONAL connection only. */
function ringCertificate(
  { owner, label, usage, isDefault }: RingConnection,
  { trust, certificate, privateKey }: CertificateRecord,
  isKeyAllowed: boolean,
): RingCertificate {
  const base = { label, owner: ownerWord(owner), usage, trust, isDefault, certificate }
  return privateKey !== undefined && usage === 'PERSONAL' && isKeyAllowed ? { ...base, privateKey } : base
}

function missingText(view: View, owner: string, name: string): string {
  if (!view.get('user', owner)) return `there is no key ring ${owner}/${name}: user ${owner} is not defined`
  const folded = name.toUpperCase()
  const near = view.all('ring').find((ring) => ring.owner === owner && ring.name.toUpperCase() === folded)
  const hint = near ? `; ring names are case-sensitive, and there is ${owner}/${near.name}` : ''
  return `there is no key ring ${owner}/${name}${hint}`
}
