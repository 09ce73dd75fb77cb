// Certificates in the database: finding them, free labels, and the rule that serial number and issuer are unique.

import { factsOf } from '../certificate-facts.ts'
import type { ChangeContext, ViewContext } from '../commands/command.ts'
import type { CertificateOwner, CertificateRecord } from '../database/records.ts'
import type { View } from '../database/view.ts'
import type { Operands } from '../reader/parsed-command.ts'
import { certificateIdentity, readCertificate } from '../x509/certificate.ts'
import { ownerOf, ownerPhrase } from './owners.ts'

const MAX_LABEL_LENGTH = 32

export function certificatesOf(view: View, owner: CertificateOwner): CertificateRecord[] {
  return view.all('certificate').filter((certificate) => certificate.owner === owner)
}

/** Says so when there is none. */
export function findCertificate(
  owner: CertificateOwner,
  label: string,
  context: ViewContext,
): CertificateRecord | undefined {
  const certificate = context.objects.get('certificate', owner, label)
  if (!certificate) context.say('IRRD107I', { owner: ownerPhrase(owner), label })
  return certificate
}

/** The certificate that LABEL inside the function names; undefined when there is none, which has been said. */
export function labelledCertificate(
  operands: Operands,
  functionName: string,
  context: ViewContext,
): CertificateRecord | undefined {
  const owner: CertificateOwner | undefined = ownerOf(operands, context.issuer, context)
  const label = operands.inside(functionName).text('LABEL')
  if (label === undefined) context.say('IRRD126I', { operand: functionName, part: 'LABEL' })
  if (owner === undefined || label === undefined) return undefined
  return findCertificate(owner, label, context)
}

/** The label asked for, else the first free LABELnnnnnnnn; undefined when it cannot be used, which has been said. */
export function newLabel(
  wanted: string | undefined,
  owner: CertificateOwner,
  context: ViewContext,
): string | undefined {
  if (wanted === undefined) return freeLabel(owner, context.objects)
  if (wanted.length > MAX_LABEL_LENGTH || wanted === '') context.say('IRRD112I', { label: wanted })
  else if (context.objects.get('certificate', owner, wanted))
    context.say('IRRD111I', { label: wanted, owner: ownerPhrase(owner) })
  else return wanted
  return undefined
}

function freeLabel(owner: CertificateOwner, view: View): string {
  for (let number = 1; ; number++) {
    const label = `LABEL${String(number).padStart(8, '0')}`
    if (!view.get('certificate', owner, label)) return label
  }
}

/** The certificate with the same serial number and issuer, whoever owns it. */
export function sameCertificate(view: View, pem: string): CertificateRecord | undefined {
  const identity = certificateIdentity(readCertificate(pem))
  return view.all('certificate').find((each) => certificateIdentity(factsOf(each)) === identity)
}

/** False when the same certificate is there already, which has been said. */
export function addCertificate(record: CertificateRecord, context: ChangeContext): boolean {
  const same = sameCertificate(context.objects, record.certificate)
  if (same) {
    context.say('IRRD109I', { owner: ownerPhrase(same.owner), label: same.label })
    return false
  }
  context.objects.put('certificate', record)
  return true
}
