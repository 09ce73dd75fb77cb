// GENCERT: a certificate, signed by itself or by another certificate's key (identity.md 4.3). The key pair is new,
// that of a request in a data set, or that of a certificate that is there already.

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Extension } from 'pkijs'
import { factsOf } from '../certificate-facts.ts'
import type { ChangeContext } from '../commands/command.ts'
import { timestamp } from '../commands/names.ts'
import { readDataSet } from '../data-sets.ts'
import { CERTAUTH_OWNER, type CertificateOwner, type CertificateRecord } from '../database/records.ts'
import type { Operands, ParsedCommand, Value } from '../reader/parsed-command.ts'
import {
  type AltNames,
  altNameExtension,
  authorityKeyIdentifierExtension,
  basicConstraintsExtension,
  EXTENSION,
  type KeyUsageWord,
  keyUsageExtension,
  subjectKeyIdentifierExtension,
} from '../x509/extensions.ts'
import { issueCertificate, keyIdentifier } from '../x509/issue.ts'
import { generateKeys, type KeyKind, keyKind, publicKeyDigest } from '../x509/keys.ts'
import { type PrintedName, toDistinguishedName } from '../x509/names.ts'
import { readRequest } from '../x509/request.ts'
import { addCertificate, certificatesOf, findCertificate, newLabel } from './certificates.ts'
import {
  altNamesOf,
  keyKindOf,
  signerOf,
  subjectOf,
  trustOf,
  trustWithin,
  usageOf,
} from './generate-operands.ts'
import { ownerOf, ownerPhrase } from './owners.ts'
import { type Validity, validityOf } from './validity.ts'

/** Where the key pair comes from, and what the certificate takes from there unless the operands say otherwise. */
interface KeySource {
  readonly kind: KeyKind
  readonly publicKey: KeyObject
  /** Absent when only the requester has it. */
  readonly privateKey?: KeyObject | undefined
  readonly subject?: PrintedName
  readonly extensions: readonly Extension[]
}

interface Content {
  readonly owner: CertificateOwner
  readonly subject: PrintedName
  readonly source: KeySource
  readonly usage: readonly KeyUsageWord[]
  readonly altNames: AltNames
  readonly validity: Validity
}

export async function generateCertificate(
  { operands }: ParsedCommand,
  context: ChangeContext,
): Promise<void> {
  const owner = ownerOf(operands, context.issuer, context)
  const given = owner === undefined ? undefined : givenSource(operands, owner, context)
  if (owner === undefined || given === undefined) return
  const kind = given?.kind ?? keyKindOf(operands, context)
  const replaced = given ? sameKeyAndLabel(operands, owner, given, context) : undefined
  const label = replaced?.label ?? newLabel(operands.text('WITHLABEL'), owner, context)
  const subject = subjectOf(operands, given?.subject, context)
  const trust = trustOf(operands, owner, context)
  if (label === undefined || !subject || !kind || !trust) return
  const usage = usageOf(operands, owner, kind, context)
  const altNames = altNamesOf(operands, context)
  const validity = validityOf(operands, label, context)
  const signer = operands.has('SIGNWITH') ? signerOf(operands.inside('SIGNWITH'), context) : null
  if (!usage || !altNames || !validity || signer === undefined) return
  const source = given ?? { kind, ...(await generateKeys(kind)), extensions: [] }
  const signingKey = signer ? createPrivateKey(signer.privateKey ?? '') : source.privateKey
  if (!signingKey) {
    context.say('IRRD126I', { operand: 'GENCERT of a request', part: 'SIGNWITH' })
    return
  }
  const content = { owner, subject, source, usage, altNames, validity }
  const record: CertificateRecord = {
    owner,
    label,
    trust: trustWithin(validity, signer, { label, trust, isGiven: operands.has('TRUST') }, context),
    certificate: issue(content, signer, signingKey),
    privateKey: source.privateKey?.export({ type: 'pkcs8', format: 'pem' }).toString(),
    lastSerial: replaced?.lastSerial ?? 0,
    created: timestamp(context),
  }
  if (addCertificate(record, context) && signer)
    context.objects.put('certificate', { ...signer, lastSerial: signer.lastSerial + 1 })
}

/** null when the key pair is to be made; undefined when the source cannot be used, which has been said. */
function givenSource(
  operands: Operands,
  owner: CertificateOwner,
  context: ChangeContext,
): KeySource | null | undefined {
  const request = operands.value('GENCERT')
  const label = operands.text('FROMLABEL')
  if (request && label !== undefined) {
    context.say('IRRD124I', { one: 'a request', other: 'FROMLABEL' })
    return undefined
  }
  if (label !== undefined) return certificateSource(owner, label, context)
  return request ? requestSource(request, owner, context) : null
}

/** FROMLABEL: another certificate for the key pair of one that is there. */
function certificateSource(
  owner: CertificateOwner,
  label: string,
  context: ChangeContext,
): KeySource | undefined {
  const record = findCertificate(owner, label, context)
  if (!record) return undefined
  const { subject, structure, key } = factsOf(record)
  if (record.privateKey === undefined || !key) {
    context.say('IRRD128I', { label, owner: ownerPhrase(owner), function: 'FROMLABEL' })
    return undefined
  }
  const privateKey = createPrivateKey(record.privateKey)
  const extensions = structure.extensions ?? []
  return { kind: key, publicKey: createPublicKey(privateKey), privateKey, subject, extensions }
}

/** When the owner made the request here, the private key is here too. */
function requestSource(dsn: Value, owner: CertificateOwner, context: ChangeContext): KeySource | undefined {
  const bytes = readDataSet(dsn, context.issuer, context.dataSets)
  if (!bytes.ok) {
    context.say('IRRD102I', { reason: bytes.error })
    return undefined
  }
  const request = readRequest(bytes.value)
  const kind = request.ok ? keyKind(request.value.publicKey) : undefined
  if (!request.ok || !kind) {
    const reason = request.ok ? 'its key is of a type that RACF does not know' : request.error
    context.say('IRRD127I', { dsn: dsn.text, reason })
    return undefined
  }
  const digest = publicKeyDigest(request.value.publicKey)
  const own = certificatesOf(context.objects, owner).find((record) => keyDigest(record) === digest)
  const privateKey = own?.privateKey === undefined ? undefined : createPrivateKey(own.privateKey)
  return { kind, ...request.value, privateKey }
}

/** A certificate of that label for the same key pair is renewed: it keeps its label, its numbering and its rings. */
function sameKeyAndLabel(
  operands: Operands,
  owner: CertificateOwner,
  { publicKey }: KeySource,
  context: ChangeContext,
): CertificateRecord | undefined {
  const label = operands.text('WITHLABEL')
  const record = label === undefined ? undefined : context.objects.get('certificate', owner, label)
  return record && keyDigest(record) === publicKeyDigest(publicKey) ? record : undefined
}

function keyDigest(record: CertificateRecord): string {
  return publicKeyDigest(factsOf(record).x509.publicKey)
}

/** One PEM certificate. `signer` is null for a certificate that signs itself. */
function issue(content: Content, signer: CertificateRecord | null, signingKey: KeyObject): string {
  const { subject, validity, source } = content
  const name = toDistinguishedName(subject)
  const issuer = signer ? factsOf(signer) : undefined
  return issueCertificate(
    {
      subject: name,
      issuer: issuer?.structure.subject ?? name,
      serial: signer ? signer.lastSerial + 1 : 0,
      notBefore: validity.from,
      notAfter: validity.to,
      publicKey: source.publicKey,
      extensions: extensionsOf(content, issuer?.subjectKeyIdentifier),
    },
    signingKey,
  )
}

/** What the operands say, else what the source says; whether it is an authority says the owner alone. */
function extensionsOf(content: Content, signerIdentifier: Uint8Array | undefined): Extension[] {
  const { owner, usage, altNames, source, subject } = content
  const fromSource = (id: string): Extension[] => source.extensions.filter((each) => each.extnID === id)
  const names = altNameExtension(altNames, subject.length === 0)
  const own = subjectKeyIdentifierExtension(keyIdentifier(source.publicKey))
  return [
    ...(owner === CERTAUTH_OWNER ? [basicConstraintsExtension()] : []),
    ...(usage.length > 0 ? [keyUsageExtension(usage, source.kind.type)] : fromSource(EXTENSION.keyUsage)),
    ...fromSource(EXTENSION.extKeyUsage),
    ...(names ? [names] : fromSource(EXTENSION.subjectAltName)),
    ...(fromSource(EXTENSION.subjectKeyIdentifier)[0] ? fromSource(EXTENSION.subjectKeyIdentifier) : [own]),
    ...(signerIdentifier ? [authorityKeyIdentifierExtension(signerIdentifier)] : []),
  ]
}
