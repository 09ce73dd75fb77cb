// Key rings of a security database for `check --racf`: what there is, without any private key leaving the database.

import { X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '../common/result.ts'
import { allRingNames, openDatabaseRing } from '../keyring/database-ring.ts'
import type { RingCertificate } from '../keyring/keyring.ts'
import type { InventoryCertificate, KeyType, RingInventory } from '../policy/check/rings.ts'
import { type Database, openDatabase } from '../racf/database/database.ts'

export async function openRingInventory(folder: string): Promise<Result<RingInventory, string>> {
  try {
    return ok(inventoryOf(await openDatabase(folder)))
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function inventoryOf(database: Database): RingInventory {
  return {
    ring(owner, name) {
      // The owner of a ring sees all that the ring gives to its users.
      const ring = openDatabaseRing(database.read(), { kind: 'ring', owner, ring: name }, owner)
      return ring.ok ? ring.value.certificates.map(inventoryCertificate) : undefined
    },
    owners: (name) => allRingNames(database, name).map((ring) => ring.slice(0, ring.indexOf('/'))),
  }
}

const KEY_TYPES: Readonly<Record<string, KeyType>> = { rsa: 'RSA', 'rsa-pss': 'RSA', ec: 'EC', dsa: 'DSA' }

function inventoryCertificate(certificate: RingCertificate): InventoryCertificate {
  const x509 = new X509Certificate(certificate.certificate)
  return {
    label: certificate.label,
    usage: certificate.usage,
    isDefault: certificate.isDefault,
    isTrusted: certificate.trust !== 'NOTRUST',
    hasPrivateKey: certificate.privateKey !== undefined,
    keyType: KEY_TYPES[x509.publicKey.asymmetricKeyType ?? ''] ?? 'other',
    notBefore: Date.parse(x509.validFrom),
    notAfter: Date.parse(x509.validTo),
  }
}
