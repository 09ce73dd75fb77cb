// EXPORT and GENREQ: certificates and requests out to data sets.

import { createPrivateKey, createPublicKey } from 'node:crypto'
import { factsOf } from '../certificate-facts.ts'
import type { ViewContext } from '../commands/command.ts'
import { writeDataSet } from '../data-sets.ts'
import type { CertificateRecord } from '../database/records.ts'
import type { Operands, ParsedCommand } from '../reader/parsed-command.ts'
import { EXTENSION } from '../x509/extensions.ts'
import { issueRequest } from '../x509/issue.ts'
import { toPem } from '../x509/pem.ts'
import { writePkcs7 } from '../x509/pkcs7.ts'
import { writePkcs12 } from '../x509/pkcs12.ts'
import { labelledCertificate } from './certificates.ts'
import { chainOf } from './chain.ts'
import { ownerPhrase } from './owners.ts'

export const EXPORT_FORMATS = [
  'CERTDER',
  'CERTB64',
  'PKCS7DER',
  'PKCS7B64',
  'PKCS12DER',
  'PKCS12B64',
] as const
type ExportFormat = (typeof EXPORT_FORMATS)[number]

export function exportCertificate({ operands }: ParsedCommand, context: ViewContext): void {
  const found = labelledCertificate(operands, 'EXPORT', context)
  if (!found) return
  const password = operands.text('PASSWORD')
  const format =
    (operands.folded('FORMAT') as ExportFormat | undefined) ??
    (password === undefined ? 'CERTB64' : 'PKCS12DER')
  const isPkcs12 = format.startsWith('PKCS12')
  if (isPkcs12 && password === undefined) {
    context.say('IRRD126I', { operand: format, part: 'PASSWORD' })
    return
  }
  if (!isPkcs12 && password !== undefined) {
    context.say('IRRD124I', { one: format, other: 'PASSWORD' })
    return
  }
  if (isPkcs12 && found.privateKey === undefined) {
    context.say('IRRD128I', { label: found.label, owner: ownerPhrase(found.owner), function: format })
    return
  }
  write(operands, contentOf(found, format, password ?? '', context), isPkcs12, context)
}

function contentOf(
  record: CertificateRecord,
  format: ExportFormat,
  password: string,
  context: ViewContext,
): Buffer | string {
  const { raw } = factsOf(record).x509
  if (format === 'CERTDER') return raw
  if (format === 'CERTB64') return record.certificate
  const chain = chainOf(record, context.objects).certificates.map((each) => factsOf(each).x509.raw)
  if (format === 'PKCS7DER') return writePkcs7(chain)
  if (format === 'PKCS7B64') return toPem(writePkcs7(chain), 'PKCS7')
  const bytes = writePkcs12(record.label, chain, createPrivateKey(record.privateKey ?? ''), password)
  return format === 'PKCS12DER' ? bytes : toPem(bytes, 'PKCS12')
}

function write(operands: Operands, content: Buffer | string, isSecret: boolean, context: ViewContext): void {
  const name = operands.value('DSN')
  if (!name) {
    context.say('IRRD126I', { operand: 'the function', part: 'DSN' })
    return
  }
  const written = writeDataSet(name, context.issuer, context.dataSets, content, isSecret)
  if (written.ok) context.say('IRRD200I', { path: written.value })
  else context.say('IRRD102I', { reason: written.error })
}

/** Extensions that a request repeats from the certificate. */
const REQUESTED: readonly string[] = [
  EXTENSION.subjectAltName,
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.basicConstraints,
  EXTENSION.keyUsage,
  EXTENSION.extKeyUsage,
]

export function generateRequest({ operands }: ParsedCommand, context: ViewContext): void {
  const record = labelledCertificate(operands, 'GENREQ', context)
  if (!record) return
  if (record.privateKey === undefined) {
    context.say('IRRD128I', { label: record.label, owner: ownerPhrase(record.owner), function: 'GENREQ' })
    return
  }
  const { structure } = factsOf(record)
  const privateKey = createPrivateKey(record.privateKey)
  const extensions = (structure.extensions ?? []).filter((each) => REQUESTED.includes(each.extnID))
  const request = issueRequest(structure.subject, createPublicKey(privateKey), privateKey, extensions)
  write(operands, request, false, context)
}
