// REKEY and ROLLOVER: a new key pair for a certificate, and then the new certificate in the place of the old one.

import { createPublicKey } from 'node:crypto'
import { factsOf } from '../certificate-facts.ts'
import type { ChangeContext } from '../commands/command.ts'
import { timestamp } from '../commands/names.ts'
import type { CertificateRecord, RingConnection } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { EXTENSION, subjectKeyIdentifierExtension } from '../x509/extensions.ts'
import { issueCertificate, keyIdentifier } from '../x509/issue.ts'
import { generateKeys, type KeyKind } from '../x509/keys.ts'
import { printName } from '../x509/names.ts'
import { addCertificate, findCertificate, labelledCertificate, newLabel } from './certificates.ts'
import { keyKindOf } from './generate-operands.ts'
import { ownerPhrase } from './owners.ts'
import { type Validity, validityOf } from './validity.ts'

/** A copy of the certificate that signs itself with a key of its own; GENREQ or ROLLOVER come next. */
export async function rekeyCertificate({ operands }: ParsedCommand, context: ChangeContext): Promise<void> {
  const record = labelledCertificate(operands, 'REKEY', context)
  if (!record) return
  if (record.privateKey === undefined) {
    context.say('IRRD128I', { label: record.label, owner: ownerPhrase(record.owner), function: 'REKEY' })
    return
  }
  const facts = factsOf(record)
  const label = newLabel(operands.text('WITHLABEL'), record.owner, context)
  const kind = keyKindOf(operands, context, facts.key)
  if (label === undefined || !kind) return
  const validity = validityOf(operands, label, context)
  if (!validity) return
  // The old certificate may be 00 of the same issuer name; the time makes the copy another one.
  const serial = Math.floor(context.clock.now() / 1000)
  const certificate = await reissue(record, kind, validity, serial)
  const { publicKey, privateKey } = certificate.pair
  const added = addCertificate(
    {
      owner: record.owner,
      label,
      trust: record.trust === 'HIGHTRUST' ? 'HIGHTRUST' : 'TRUST',
      certificate: certificate.pem,
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      lastSerial: 0,
      created: timestamp(context),
    },
    context,
  )
  if (!added) return
  context.say('IRRD202I', { label, identifier: Buffer.from(keyIdentifier(publicKey)).toString('hex') })
}

async function reissue(record: CertificateRecord, kind: KeyKind, { from, to }: Validity, serial: number) {
  const { structure } = factsOf(record)
  const pair = await generateKeys(kind)
  const replaced: readonly string[] = [EXTENSION.subjectKeyIdentifier, EXTENSION.authorityKeyIdentifier]
  const kept = (structure.extensions ?? []).filter((each) => !replaced.includes(each.extnID))
  const pem = issueCertificate(
    {
      subject: structure.subject,
      issuer: structure.subject,
      serial,
      notBefore: from,
      notAfter: to,
      publicKey: pair.publicKey,
      extensions: [...kept, subjectKeyIdentifierExtension(keyIdentifier(createPublicKey(pair.privateKey)))],
    },
    pair.privateKey,
  )
  return { pem, pair }
}

/** The new certificate takes the rings and the numbering of the old one, whose key is gone afterwards. */
export function rollOver({ operands }: ParsedCommand, context: ChangeContext): void {
  const old = labelledCertificate(operands, 'ROLLOVER', context)
  const label = operands.text('NEWLABEL')
  if (label === undefined) context.say('IRRD126I', { operand: 'ROLLOVER', part: 'NEWLABEL' })
  if (!old || label === undefined) return
  const renewed = findCertificate(old.owner, label, context)
  if (!renewed) return
  const problem = rolloverProblem(old, renewed)
  if (problem && !operands.has('FORCE')) {
    context.say('IRRD203I', { old: old.label, label, reason: problem })
    return
  }
  const { objects } = context
  for (const ring of objects.all('ring')) {
    const connections = superseded(ring.connections, old, renewed)
    if (connections) objects.put('ring', { ...ring, connections })
  }
  objects.put('certificate', { ...old, privateKey: undefined })
  objects.put('certificate', { ...renewed, lastSerial: Math.max(old.lastSerial, renewed.lastSerial) })
}

function rolloverProblem(old: CertificateRecord, renewed: CertificateRecord): string | undefined {
  if (old.label === renewed.label) return 'both labels name the same certificate'
  if (old.privateKey === undefined) return 'the old certificate has no private key'
  if (renewed.privateKey === undefined) return 'the new certificate has no private key'
  const names = [old, renewed].map((each) => printName(factsOf(each).subject))
  return names[0] === names[1] ? undefined : 'their subjects differ'
}

/** undefined when the old certificate is not on the ring. */
function superseded(
  connections: readonly RingConnection[],
  old: CertificateRecord,
  renewed: CertificateRecord,
): RingConnection[] | undefined {
  const isOf = (record: CertificateRecord) => (each: RingConnection) =>
    each.owner === record.owner && each.label === record.label
  if (!connections.some(isOf(old))) return undefined
  return connections
    .filter((each) => !isOf(renewed)(each))
    .map((each) => (isOf(old)(each) ? { ...each, label: renewed.label } : each))
}
