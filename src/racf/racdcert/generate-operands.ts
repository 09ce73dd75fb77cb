// The operands of GENCERT and its kin, judged: subject, key, usage, other names, status, signer. Each either gives a
// value or says what is wrong with it.

import { parseAddress } from '../../common/address.ts'
import { whyNoCertificateAuthority } from '../authority.ts'
import { factsOf } from '../certificate-facts.ts'
import type { ChangeContext } from '../commands/command.ts'
import {
  CERTAUTH_OWNER,
  type CertificateOwner,
  type CertificateRecord,
  type CertificateTrust,
  SITE_OWNER,
} from '../database/records.ts'
import type { Operands } from '../reader/parsed-command.ts'
import { ALLOWED_USAGE, type AltNames, type KeyUsageWord } from '../x509/extensions.ts'
import { DEFAULT_KEY_SIZE, isKeySize, KEY_SIZES, type KeyKind } from '../x509/keys.ts'
import { type PrintedName, SUBJECT_KEYWORDS } from '../x509/names.ts'
import { findCertificate } from './certificates.ts'
import { ownerPhrase } from './owners.ts'
import type { Validity } from './validity.ts'

/** SUBJECTSDN, else `otherwise`; undefined when there is none, which has been said. */
export function subjectOf(
  operands: Operands,
  otherwise: PrintedName | undefined,
  context: ChangeContext,
): PrintedName | undefined {
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
  if (otherwise && otherwise.length > 0) return otherwise
  context.say('IRRD122I', {})
  return undefined
}

const KEY_TYPES = ['RSA', 'NISTECC', 'BPECC', 'DSA'] as const

/** `otherwise` is what a key is made like when the operands do not say. */
export function keyKindOf(
  operands: Operands,
  context: ChangeContext,
  otherwise?: KeyKind,
): KeyKind | undefined {
  const [one, other] = KEY_TYPES.filter((type) => operands.has(type))
  if (one && other) {
    context.say('IRRD124I', { one, other })
    return undefined
  }
  const type = one ?? otherwise?.type ?? 'RSA'
  const text = operands.text('SIZE')
  const usual = otherwise?.type === type ? otherwise.size : DEFAULT_KEY_SIZE[type]
  const kind = { type, size: text === undefined ? usual : Number(text) }
  if (isKeySize(kind)) return kind
  const separator = type === 'RSA' || type === 'DSA' ? ' to ' : ', '
  const detail = ` for ${type}: ${KEY_SIZES[type].join(separator)}`
  context.say('IRRD123I', { value: text ?? '', operand: 'SIZE', detail })
  return undefined
}

/** CERTAUTH certificates always sign certificates. */
export function usageOf(
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

export function altNamesOf(operands: Operands, context: ChangeContext): AltNames | undefined {
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
export function trustWithin(
  validity: Validity,
  signer: CertificateRecord | null,
  wanted: { readonly label: string; readonly trust: CertificateTrust; readonly isGiven: boolean },
  context: ChangeContext,
): CertificateTrust {
  // An expired certificate is told apart by its dates; its status stays what the job meant.
  if (!signer || wanted.isGiven || validity.isExpired === true || wanted.trust === 'NOTRUST')
    return wanted.trust
  const { notBefore, notAfter } = factsOf(signer)
  // Certificates count whole seconds.
  if (Math.floor(validity.from / 1000) * 1000 >= notBefore && validity.to <= notAfter + 999)
    return wanted.trust
  context.say('IRRD113I', { label: wanted.label })
  return 'NOTRUST'
}

/** The certificate that SIGNWITH names, with its key; undefined when it cannot sign, which has been said. */
export function signerOf(inside: Operands, context: ChangeContext): CertificateRecord | undefined {
  const label = inside.text('LABEL')
  if (label === undefined) {
    context.say('IRRD126I', { operand: 'SIGNWITH', part: 'LABEL' })
    return undefined
  }
  const owner = inside.has('CERTAUTH') ? CERTAUTH_OWNER : inside.has('SITE') ? SITE_OWNER : context.issuer
  const reason = whyNoCertificateAuthority(context.objects, context.issuer, 'GENCERT', owner)
  if (reason) {
    context.say('IRRD101I', {
      issuer: context.issuer,
      function: 'SIGNWITH',
      owner: ownerPhrase(owner),
      reason,
    })
    return undefined
  }
  const signer = findCertificate(owner, label, context)
  if (!signer) return undefined
  if (signer.privateKey !== undefined) return signer
  context.say('IRRD128I', { label, owner: ownerPhrase(owner), function: 'SIGNWITH' })
  return undefined
}
