// The chain above a certificate through the authorities of the database, and LISTCHAIN, which shows it.

import { factsOf } from '../certificate-facts.ts'
import type { ViewContext } from '../commands/command.ts'
import { CERTAUTH_OWNER, type CertificateRecord } from '../database/records.ts'
import type { View } from '../database/view.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { signsItself } from '../x509/certificate.ts'
import { certificatesOf, labelledCertificate } from './certificates.ts'
import { certificateLines } from './listing.ts'
import { ownerPhrase } from './owners.ts'

export interface Chain {
  /** The certificate itself first. */
  readonly certificates: readonly CertificateRecord[]
  /** It ends in a certificate that signs itself. */
  readonly isComplete: boolean
}

export function chainOf(record: CertificateRecord, view: View): Chain {
  const authorities = certificatesOf(view, CERTAUTH_OWNER).map((each) => ({
    record: each,
    x509: factsOf(each).x509,
  }))
  const certificates = [record]
  let current = factsOf(record).x509
  while (!signsItself(current)) {
    const child = current
    const issuer = authorities.find(
      (each) =>
        child.checkIssued(each.x509) &&
        child.verify(each.x509.publicKey) &&
        !certificates.includes(each.record),
    )
    if (!issuer) return { certificates, isComplete: false }
    certificates.push(issuer.record)
    current = issuer.x509
  }
  return { certificates, isComplete: true }
}

export function listChain({ operands }: ParsedCommand, context: ViewContext): void {
  const record = labelledCertificate(operands, 'LISTCHAIN', context)
  if (!record) return
  const { objects } = context
  const { certificates, isComplete } = chainOf(record, objects)
  for (const [index, each] of certificates.entries()) {
    context.list(`Certificate ${index + 1}:`)
    context.list(`Digital certificate information for ${ownerPhrase(each.owner)}:`)
    for (const line of certificateLines(each, objects)) context.list(line)
    context.list('')
  }
  context.list('Chain information:')
  const state = isComplete ? 'chain is complete' : 'chain is incomplete'
  context.list(`  Chain contains ${certificates.length} certificate(s), ${state}`)
  const common = objects
    .all('ring')
    .filter((ring) =>
      certificates.every(({ owner, label }) =>
        ring.connections.some((each) => each.owner === owner && each.label === label),
      ),
    )
    .map((ring) => `${ring.owner}/${ring.name}`)
  if (common.length > 0) context.list(`  Chain contains ring in common: ${common.join(', ')}`)
}
