// The facts of stored certificates, parsed once per record: records never change, they are replaced.

import type { CertificateRecord } from './database/records.ts'
import { type CertificateFacts, readCertificate } from './x509/certificate.ts'

const known = new WeakMap<CertificateRecord, CertificateFacts>()

export function factsOf(record: CertificateRecord): CertificateFacts {
  let facts = known.get(record)
  if (!facts) {
    facts = readCertificate(record.certificate)
    known.set(record, facts)
  }
  return facts
}
