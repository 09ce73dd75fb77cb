// Everything that is read out of a certificate, in the words of RACF's listings. Parsed once per PEM text.

import { X509Certificate } from 'node:crypto'
import { BitString, OctetString } from 'asn1js'
import { Certificate, type Extension } from 'pkijs'
import { EXTENSION, type KeyUsageWord, keyUsageWords } from './extensions.ts'
import { type KeyKind, keyKind } from './keys.ts'
import { type PrintedName, printedParts, printName } from './names.ts'

export interface CertificateFacts {
  readonly x509: X509Certificate
  readonly structure: Certificate
  /** Upper-case hexadecimal with an even number of digits: `00`, `01`, `0A3F`. */
  readonly serial: string
  readonly subject: PrintedName
  readonly issuer: PrintedName
  /** Milliseconds since the epoch. */
  readonly notBefore: number
  readonly notAfter: number
  readonly key: KeyKind | undefined
  /** `sha256RSA`, `sha384ECDSA`; the object identifier where RACF has no word. */
  readonly signingAlgorithm: string
  readonly keyUsage: readonly KeyUsageWord[]
  readonly altNames: readonly AltName[]
  readonly isCa: boolean
  /** Subject and issuer are the same name and the certificate's own key verifies it. */
  readonly isSelfSigned: boolean
  readonly subjectKeyIdentifier: Uint8Array | undefined
}

export interface AltName {
  readonly kind: 'ip' | 'email' | 'domain' | 'uri'
  readonly value: string
}

const SIGNING_ALGORITHMS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'md5RSA',
  '1.2.840.113549.1.1.5': 'sha1RSA',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.11': 'sha256RSA',
  '1.2.840.113549.1.1.12': 'sha384RSA',
  '1.2.840.113549.1.1.13': 'sha512RSA',
  '1.2.840.113549.1.1.14': 'sha224RSA',
  '1.2.840.10045.4.1': 'sha1ECDSA',
  '1.2.840.10045.4.3.1': 'sha224ECDSA',
  '1.2.840.10045.4.3.2': 'sha256ECDSA',
  '1.2.840.10045.4.3.3': 'sha384ECDSA',
  '1.2.840.10045.4.3.4': 'sha512ECDSA',
  '1.2.840.10040.4.3': 'sha1DSA',
  '2.16.840.1.101.3.4.3.2': 'sha256DSA',
}

/** Throws when the text is no certificate: records of the database always are, so callers check outside input. */
export function readCertificate(input: string | Uint8Array): CertificateFacts {
  const x509 = new X509Certificate(typeof input === 'string' ? input : Buffer.from(input))
  const structure = Certificate.fromBER(x509.raw)
  const extensions = new Map((structure.extensions ?? []).map((each) => [each.extnID, each]))
  const keyUsage = extensions.get(EXTENSION.keyUsage)?.parsedValue as unknown
  const algorithm = structure.signatureAlgorithm.algorithmId
  const serial = x509.serialNumber.toUpperCase()
  return {
    x509,
    structure,
    serial: serial.length % 2 === 0 ? serial : `0${serial}`,
    subject: printedParts(structure.subject),
    issuer: printedParts(structure.issuer),
    notBefore: structure.notBefore.value.getTime(),
    notAfter: structure.notAfter.value.getTime(),
    key: keyKind(x509.publicKey),
    signingAlgorithm: SIGNING_ALGORITHMS[algorithm] ?? algorithm,
    keyUsage: keyUsage instanceof BitString ? keyUsageWords(keyUsage.valueBlock.valueHexView) : [],
    altNames: altNames(extensions.get(EXTENSION.subjectAltName)),
    isCa: x509.ca,
    isSelfSigned: signsItself(x509),
    subjectKeyIdentifier: octets(extensions.get(EXTENSION.subjectKeyIdentifier)),
  }
}

/**
 * Not by checkIssued: that also asks whether the key may sign certificates, and a self-signed server certificate
 * with KEYUSAGE(HANDSHAKE) signs itself all the same.
 */
export function signsItself(x509: X509Certificate): boolean {
  return x509.subject === x509.issuer && x509.verify(x509.publicKey)
}

/** What identifies a certificate in RACF: serial number and issuer (identity.md 4.1). */
export function certificateIdentity(facts: CertificateFacts): string {
  return `${facts.serial}.${printName(facts.issuer)}`
}

function octets(extension: Extension | undefined): Uint8Array | undefined {
  const value = extension?.parsedValue as unknown
  return value instanceof OctetString ? value.valueBlock.valueHexView : undefined
}

const ALT_NAME_KINDS: Readonly<Record<number, AltName['kind']>> = {
  1: 'email',
  2: 'domain',
  6: 'uri',
  7: 'ip',
}

function altNames(extension: Extension | undefined): AltName[] {
  const parsed = extension?.parsedValue as unknown
  const names = (parsed as { altNames?: { type: number; value: unknown }[] } | undefined)?.altNames ?? []
  return names.flatMap(({ type, value }) => {
    const kind = ALT_NAME_KINDS[type]
    if (!kind) return []
    return [{ kind, value: value instanceof OctetString ? addressText(value) : String(value) }]
  })
}

function addressText(value: OctetString): string {
  const bytes = value.valueBlock.valueHexView
  if (bytes.length === 4) return bytes.join('.')
  return (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':')
}
