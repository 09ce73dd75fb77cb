// GENCERT: a key pair and a certificate, signed by itself or by another certificate's key (identity.md 4.3).

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Extension } from 'pkijs'
import { parseAddress } from '../../common/address.ts'
import type { ChangeContext } from '../commands/command.ts'
import { timestamp } from '../commands/names.ts'
import {
  CERTAUTH_OWNER,
  type CertificateOwner,
  type CertificateRecord,
  type CertificateTrust,
  SITE_OWNER,
} from '../database/records.ts'
import type { Operands, ParsedCommand } from '../reader/parsed-command.ts'
import { readCertificate } from '../x509/certificate.ts'
import {
  ALLOWED_USAGE,
  type AltNames,
  altNameExtension,
  authorityKeyIdentifierExtension,
  basicConstraintsExtension,
  type KeyUsageWord,
  keyUsageExtension,
  subjectKeyIdentifierExtension,
} from '../x509/extensions.ts'
import { issueCertificate, keyIdentifier } from '../x509/issue.ts'
import {
  DEFAULT_KEY_SIZE,
  generateKeys,
  isKeySize,
  KEY_SIZES,
  type KeyKind,
  type KeyPair,
} from '../x509/keys.ts'
import { type PrintedName, SUBJECT_KEYWORDS, toDistinguishedName } from '../x509/names.ts'
import { addCertificate, findCertificate, newLabel } from './certificates.ts'
import { ownerOf, ownerPhrase } from './owners.ts'
import { type Validity, validityOf } from './validity.ts'

export async function generateCertificate(
  { operands }: ParsedCommand,
  context: ChangeContext,
): Promise<void> {
  const owner = ownerOf(operands, context.issuer, context)
  if (owner === undefined) return
  const label = newLabel(operands.text('WITHLABEL'), owner, context)
  const subject = subjectOf(operands, context)
  const kind = keyKindOf(operands, context)
  const trust = trustOf(operands, owner, context)
  if (label === undefined || !subject || !kind || !trust) return
  const usage = usageOf(operands, owner, kind, context)
  const altNames = altNamesOf(operands, context)
  const validity = validityOf(operands, label, context)
  const signer = operands.has('SIGNWITH') ? signerOf(operands.inside('SIGNWITH'), context) : null
  if (!usage || !altNames || !validity || signer === undefined) return
  const pair = await generateKeys(kind)
  const certificate = issue({ owner, subject, kind, usage, altNames, validity, pair }, signer)
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const record: CertificateRecord = {
    owner,
    label,
    trust: trustWithin(validity, signer, { label, trust, isGiven: operands.has('TRUST') }, context),
    certificate,
    privateKey,
    lastSerial: 0,
    created: timestamp(context),
  }
  if (addCertificate(record, context) && signer)
    context.objects.put('certificate', { ...signer, lastSerial: signer.lastSerial + 1 })
}

interface Content {
  readonly owner: CertificateOwner
  readonly subject: PrintedName
  readonly kind: KeyKind
  readonly usage: readonly KeyUsageWord[]
  readonly altNames: AltNames
  readonly validity: Validity
  readonly pair: KeyPair
}

/** One PEM certificate. `signer` is null for a certificate that signs itself. */
function issue(content: Content, signer: CertificateRecord | null): string {
  const { subject, validity, pair } = content
  const name = toDistinguishedName(subject)
  const issuer = signer ? readCertificate(signer.certificate) : undefined
  const signingKey: KeyObject = signer ? createPrivateKey(signer.privateKey ?? '') : pair.privateKey
  return issueCertificate(
    {
      subject: name,
      issuer: issuer?.structure.subject ?? name,
      serial: signer ? signer.lastSerial + 1 : 0,
      notBefore: validity.from,
      notAfter: validity.to,
      publicKey: pair.publicKey,
      extensions: extensionsOf(content, issuer?.subjectKeyIdentifier),
    },
    signingKey,
  )
}

function extensionsOf(content: Content, signerIdentifier: Uint8Array | undefined): Extension[] {
  const { owner, usage, altNames, kind, pair, subject } = content
  const extensions = owner === CERTAUTH_OWNER ? [basicConstraintsExtension()] : []
  if (usage.length > 0) extensions.push(keyUsageExtension(usage, kind.type))
  const names = altNameExtension(altNames, subject.length === 0)
  if (names) extensions.push(names)
  extensions.push(subjectKeyIdentifierExtension(keyIdentifier(createPublicKey(pair.privateKey))))
  if (signerIdentifier) extensions.push(authorityKeyIdentifierExtension(signerIdentifier))
  return extensions
}

function subjectOf(operands: Operands, context: ChangeContext): PrintedName | undefined {
  const inside = operands.inside('SUBJECTSDN')
  const subject = SUBJECT_KEYWORDS.flatMap((keyword) =>
    (inside.get(keyword)?.values ?? []).map(({ text }) => ({ keyword, value: text })),
  )
  const country = inside.text('C')
  if (country !== undefined && !/^[A-Za-z]{2}$/.test(country)) {
    context.say('IRRD123I', { value: country, operand: 'C', detail: ': a country is two letters' })
    return undefined
  }
  if (subject.length > 0) return subject
  context.say('IRRD122I', {})
  return undefined
}

const KEY_TYPES = ['RSA', 'NISTECC', 'BPECC', 'DSA'] as const

function keyKindOf(operands: Operands, context: ChangeContext): KeyKind | undefined {
  const [one, other] = KEY_TYPES.filter((type) => operands.has(type))
  if (one && other) {
    context.say('IRRD124I', { one, other })
    return undefined
  }
  const type = one ?? 'RSA'
  const text = operands.text('SIZE')
  const kind = { type, size: text === undefined ? DEFAULT_KEY_SIZE[type] : Number(text) }
  if (isKeySize(kind)) return kind
  const separator = type === 'RSA' || type === 'DSA' ? ' to ' : ', '
  const detail = ` for ${type}: ${KEY_SIZES[type].join(separator)}`
  context.say('IRRD123I', { value: text ?? '', operand: 'SIZE', detail })
  return undefined
}

/** CERTAUTH certificates always sign certificates. */
function usageOf(
  operands: Operands,
  owner: CertificateOwner,
  kind: KeyKind,
  context: ChangeContext,
): readonly KeyUsageWord[] | undefined {
  const given = operands.foldedValues('KEYUSAGE') as readonly KeyUsageWord[]
  const wrong = given.find((word) => !ALLOWED_USAGE[kind.type].includes(word))
  if (wrong) {
    context.say('IRRD156I', { usage: wrong, type: kind.type })
    return undefined
  }
  return owner === CERTAUTH_OWNER ? [...new Set([...given, 'CERTSIGN' as const])] : given
}

function altNamesOf(operands: Operands, context: ChangeContext): AltNames | undefined {
  const inside = operands.inside('ALTNAME')
  const ip = inside.text('IP')
  if (ip !== undefined && !parseAddress(ip)) {
    context.say('IRRD123I', { value: ip, operand: 'IP', detail: '' })
    return undefined
  }
  return { ip, domain: inside.text('DOMAIN'), email: inside.text('EMAIL'), uri: inside.text('URI') }
}

/** The status that the command asks for; undefined when it is not possible, which has been said. */
export function trustOf(
  operands: Operands,
  owner: CertificateOwner,
  context: ChangeContext,
): CertificateTrust | undefined {
  const [one, other] = (['TRUST', 'NOTRUST', 'HIGHTRUST'] as const).filter((word) => operands.has(word))
  if (one && other) {
    context.say('IRRD124I', { one, other })
    return undefined
  }
  if (one === 'HIGHTRUST' && owner !== CERTAUTH_OWNER) {
    context.say('IRRD129I', {})
    return undefined
  }
  return one ?? 'TRUST'
}

/** A certificate that outlives its signer is not trusted unless the command insists. */
function trustWithin(
  validity: Validity,
  signer: CertificateRecord | null,
  wanted: { readonly label: string; readonly trust: CertificateTrust; readonly isGiven: boolean },
  context: ChangeContext,
): CertificateTrust {
  if (!signer || wanted.isGiven || wanted.trust === 'NOTRUST') return wanted.trust
  const { notBefore, notAfter } = readCertificate(signer.certificate)
  // Certificates count whole seconds.
  if (Math.floor(validity.from / 1000) * 1000 >= notBefore && validity.to <= notAfter + 999)
    return wanted.trust
  context.say('IRRD113I', { label: wanted.label })
  return 'NOTRUST'
}

/** The certificate that SIGNWITH names, with its key; undefined when it cannot sign, which has been said. */
function signerOf(inside: Operands, context: ChangeContext): CertificateRecord | undefined {
  const label = inside.text('LABEL')
  if (label === undefined) {
    context.say('IRRD126I', { operand: 'SIGNWITH', part: 'LABEL' })
    return undefined
  }
  const owner = inside.has('CERTAUTH') ? CERTAUTH_OWNER : inside.has('SITE') ? SITE_OWNER : context.issuer
  const signer = findCertificate(owner, label, context)
  if (!signer) return undefined
  if (signer.privateKey !== undefined) return signer
  context.say('IRRD128I', { label, owner: ownerPhrase(owner), function: 'SIGNWITH' })
  return undefined
}
