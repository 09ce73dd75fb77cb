// LIST and LISTRING: the layouts that people and their programs know, to the blank (identity.md 4.5).

import { toEbcdic } from '../../common/ebcdic.ts'
import { factsOf } from '../certificate-facts.ts'
import type { ViewContext } from '../commands/command.ts'
import type { CertificateRecord, RingRecord } from '../database/records.ts'
import type { View } from '../database/view.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { type AltName, type CertificateFacts } from '../x509/certificate.ts'
import type { KeyType } from '../x509/keys.ts'
import { printName } from '../x509/names.ts'
import { certificatesOf, findCertificate } from './certificates.ts'
import { ownerOf, ownerPhrase, ownerWord, userOf } from './owners.ts'
import { findRing } from './rings.ts'
import { printTime } from './validity.ts'

/** Values between > and < are wrapped at this width. */
const WRAP_WIDTH = 62

export function listCertificates({ operands }: ParsedCommand, context: ViewContext): void {
  const owner = ownerOf(operands, context.issuer, context)
  if (owner === undefined) return
  const label = operands.inside('LIST').text('LABEL')
  const one = label === undefined ? undefined : findCertificate(owner, label, context)
  if (label !== undefined && !one) return
  const certificates = one ? [one] : certificatesOf(context.objects, owner)
  if (certificates.length === 0) {
    context.say('IRRD105I', { owner: ownerPhrase(owner) })
    return
  }
  context.list(`Digital certificate information for ${ownerPhrase(owner)}:`)
  for (const [index, certificate] of certificates.entries()) {
    if (index > 0) context.list('')
    for (const line of certificateLines(certificate, context.objects)) context.list(line)
  }
}

export function certificateLines(record: CertificateRecord, view: View): string[] {
  const facts = factsOf(record)
  return [
    `  Label: ${record.label}`,
    `  Certificate ID: ${certificateId(record.owner, record.label)}`,
    `  Status: ${record.trust}`,
    ...factLines(facts),
    `  Private Key: ${record.privateKey === undefined ? 'NO' : 'YES'}`,
    ...fingerprintLines(facts),
    ...ringLines(record, view),
  ]
}

/** From the start date to the key size: what the certificate itself says. */
export function factLines(facts: CertificateFacts): string[] {
  return [
    `  Start Date: ${printTime(facts.notBefore)}`,
    `  End Date:   ${printTime(facts.notAfter)}`,
    '  Serial Number:',
    ...wrapped(facts.serial),
    "  Issuer's Name:",
    ...wrapped(printName(facts.issuer)),
    "  Subject's Name:",
    ...wrapped(printName(facts.subject)),
    ...altNameLines(facts.altNames),
    `  Signing Algorithm: ${facts.signingAlgorithm}`,
    ...(facts.keyUsage.length === 0 ? [] : [`  Key Usage: ${facts.keyUsage.join(', ')}`]),
    `  Key Type: ${facts.key ? KEY_TYPE_WORDS[facts.key.type] : facts.x509.publicKey.asymmetricKeyType}`,
    ...(facts.key ? [`  Key Size: ${facts.key.size}`] : []),
  ]
}

const KEY_TYPE_WORDS: Readonly<Record<KeyType, string>> = {
  RSA: 'RSA',
  NISTECC: 'NIST ECC',
  BPECC: 'Brainpool ECC',
  DSA: 'DSA',
}

export function wrapped(value: string): string[] {
  const pieces = value.match(new RegExp(`.{1,${WRAP_WIDTH}}`, 'gsu')) ?? ['']
  return pieces.map((piece) => `       >${piece}<`)
}

const ALT_NAME_WORDS: Readonly<Record<AltName['kind'], string>> = {
  ip: 'IP',
  email: 'EMail',
  domain: 'Domain',
  uri: 'URI',
}

function altNameLines(names: readonly AltName[]): string[] {
  if (names.length === 0) return []
  const lines = names.map(({ kind, value }) => {
    const shown = kind === 'email' ? value.replace('@', ' at ') : value
    return `    ${ALT_NAME_WORDS[kind]}: ${shown}`
  })
  return ["  Subject's AltNames:", ...lines]
}

export function fingerprintLines(facts: CertificateFacts): string[] {
  const bytes = facts.x509.fingerprint256.split(':')
  return [
    '  Certificate Fingerprint (SHA256):',
    `       ${bytes.slice(0, 16).join(':')}:`,
    `       ${bytes.slice(16).join(':')}`,
  ]
}

function ringLines({ owner, label }: CertificateRecord, view: View): string[] {
  const rings = view
    .all('ring')
    .filter((ring) => ring.connections.some((each) => each.owner === owner && each.label === label))
  if (rings.length === 0) return ['  Ring Associations:', '    *** No rings associated ***']
  return [
    '  Ring Associations:',
    ...rings.flatMap((ring) => [`    Ring Owner: ${ring.owner}`, '    Ring:', ...wrapped(ring.name)]),
  ]
}

/** Base64 of X'D9', the owner with its length and the label, in EBCDIC, blank-padded to a multiple of three. */
function certificateId(owner: string, label: string): string {
  const bytes = [0xd9, owner.length, ...toEbcdic(owner), ...toEbcdic(label)]
  while (bytes.length % 3 !== 0) bytes.push(0x40)
  return Buffer.from(bytes).toString('base64')
}

export function listRings({ operands }: ParsedCommand, context: ViewContext): void {
  const user = userOf(operands, context)
  if (user === undefined) return
  const name = operands.text('LISTRING') ?? '*'
  const one = name === '*' ? undefined : findRing(user, name, context)
  if (name !== '*' && !one) return
  const rings = one ? [one] : context.objects.all('ring').filter((ring) => ring.owner === user)
  if (rings.length === 0) {
    context.say('IRRD115I', { user })
    return
  }
  context.list(`Digital ring information for user ${user}:`)
  for (const ring of rings) {
    context.list('')
    for (const line of ringTable(ring)) context.list(line)
  }
}

function ringTable(ring: RingRecord): string[] {
  const rows = ring.connections.map(({ label, owner, usage, isDefault }) =>
    row(label, ownerWord(owner), usage, isDefault ? 'YES' : 'NO'),
  )
  return [
    '  Ring:',
    ...wrapped(ring.name),
    ...(rows.length === 0
      ? ['  *** No certificates connected ***']
      : [
          '  Certificate Label Name             Cert Owner     USAGE      DEFAULT',
          '  --------------------------------   ------------   --------   -------',
          ...rows,
        ]),
  ]
}

function row(label: string, owner: string, usage: string, isDefault: string): string {
  return `  ${label.padEnd(32)}   ${owner.padEnd(12)}   ${usage.padEnd(8)}     ${isDefault}`
}
