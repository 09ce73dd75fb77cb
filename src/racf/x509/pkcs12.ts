// PKCS#12 files: certificates and keys with their friendly names. Structures by pkijs, ciphers by pbe.ts, so that
// elliptic curve keys and files of older tools are read too.

import { createHmac, createPrivateKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { BmpString, OctetString, Utf8String } from 'asn1js'
import {
  AlgorithmIdentifier,
  Attribute,
  AuthenticatedSafe,
  CertBag,
  ContentInfo,
  DigestInfo,
  EncryptedContentInfo,
  EncryptedData,
  MacData,
  PFX,
  PKCS8ShroudedKeyBag,
  SafeBag,
  SafeContents,
} from 'pkijs'
import { fail, ok, type Result } from '../../common/result.ts'
import {
  decryptWithPassword,
  derivePkcs12,
  encryptWithPassword,
  isCount,
  octets,
  type PbeFailure,
} from './pbe.ts'

export interface Pkcs12Certificate {
  readonly der: Buffer
  readonly friendlyName: string | undefined
}

export interface Pkcs12Content {
  /** In the order of the file. */
  readonly certificates: readonly Pkcs12Certificate[]
  readonly keys: readonly KeyObject[]
}

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const KEY_BAG = '1.2.840.113549.1.12.10.1.1'
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2'
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'
const FRIENDLY_NAME = '1.2.840.113549.1.9.20'
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21'

const MAC_HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** True when the bytes are a PKCS#12 file as far as its outer form goes. */
export function isPkcs12(der: Uint8Array): boolean {
  return parsePfx(der) !== undefined
}

export function readPkcs12(der: Uint8Array, password: string): Result<Pkcs12Content, PbeFailure> {
  const pfx = parsePfx(der)
  const content: unknown = pfx?.authSafe.content
  if (!pfx || pfx.authSafe.contentType !== DATA || !(content instanceof OctetString))
    return fail({ isPassword: false, text: 'it is not a PKCS#12 file' })
  const bytes = Uint8Array.from(Buffer.from(content.getValue()))
  const mac = checkMac(pfx.macData, bytes, password)
  if (mac) return fail(mac)
  try {
    return readSafe(bytes, password)
  } catch {
    // pkijs throws on every structural error, and the structure is all that is left to be wrong.
    return fail({ isPassword: false, text: 'it is a damaged PKCS#12 file' })
  }
}

function parsePfx(der: Uint8Array): PFX | undefined {
  try {
    return PFX.fromBER(Uint8Array.from(der))
  } catch {
    // Any other kind of file.
    return undefined
  }
}

function checkMac(
  macData: MacData | undefined,
  content: Uint8Array,
  password: string,
): PbeFailure | undefined {
  if (!macData) return undefined
  const algorithm = macData.mac.digestAlgorithm.algorithmId
  const hash = MAC_HASHES[algorithm]
  const iterations = macData.iterations ?? 1
  if (!hash || !isCount(iterations))
    return {
      isPassword: false,
      text: `its integrity check is of a kind that is not supported (${algorithm})`,
    }
  const salt = macData.macSalt.valueBlock.valueHexView
  const bytes = hashBytes(hash)
  const key = derivePkcs12(password, salt, iterations, { purpose: 3, bytes, hash })
  const expected = macData.mac.digest.valueBlock.valueHexView
  const actual = createHmac(hash, key).update(content).digest()
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return undefined
  return { isPassword: true, text: 'the password is not correct' }
}

function readSafe(bytes: Uint8Array, password: string): Result<Pkcs12Content, PbeFailure> {
  const certificates: Pkcs12Certificate[] = []
  const keys: KeyObject[] = []
  for (const info of AuthenticatedSafe.fromBER(bytes).safeContents) {
    const opened = openContents(info, password)
    if (!opened.ok) return opened
    for (const bag of SafeContents.fromBER(opened.value).safeBags) {
      const failure = readBag(bag, password, certificates, keys)
      if (failure) return fail(failure)
    }
  }
  return ok({ certificates, keys })
}

function openContents(info: ContentInfo, password: string): Result<Uint8Array, PbeFailure> {
  const content: unknown = info.content
  if (info.contentType === DATA && content instanceof OctetString)
    return ok(new Uint8Array(content.getValue()))
  if (info.contentType !== ENCRYPTED_DATA)
    return fail({ isPassword: false, text: 'it is encrypted for a public key, which is not supported' })
  const { encryptedContentInfo } = new EncryptedData({ schema: content })
  const encrypted = new Uint8Array(encryptedContentInfo.getEncryptedContent())
  const opened = decryptWithPassword(encryptedContentInfo.contentEncryptionAlgorithm, encrypted, password)
  return opened.ok ? ok(Uint8Array.from(opened.value)) : opened
}

function readBag(
  bag: SafeBag,
  password: string,
  certificates: Pkcs12Certificate[],
  keys: KeyObject[],
): PbeFailure | undefined {
  const value: unknown = bag.bagValue
  if (value instanceof CertBag && value.certId === X509_CERTIFICATE) {
    const der = Buffer.from((value.certValue as OctetString).getValue())
    certificates.push({ der, friendlyName: friendlyName(bag) })
  } else if (value instanceof PKCS8ShroudedKeyBag) {
    const encrypted = value.encryptedData.valueBlock.valueHexView
    const opened = decryptWithPassword(value.encryptionAlgorithm, encrypted, password)
    if (!opened.ok) return opened.error
    keys.push(createPrivateKey({ key: opened.value, format: 'der', type: 'pkcs8' }))
  } else if (bag.bagId === KEY_BAG) {
    const key = Buffer.from(bag.bagValue.toSchema().toBER())
    keys.push(createPrivateKey({ key, format: 'der', type: 'pkcs8' }))
  }
  return undefined
}

function friendlyName(bag: SafeBag): string | undefined {
  const attribute = bag.bagAttributes?.find(({ type }) => type === FRIENDLY_NAME)
  const value: unknown = attribute?.values[0]
  return value instanceof BmpString || value instanceof Utf8String ? value.valueBlock.value : undefined
}

/** One key with its certificate, the chain after it, all named; DER. */
export function writePkcs12(
  label: string,
  chain: readonly Uint8Array[],
  privateKey: KeyObject,
  password: string,
): Buffer {
  const identifier = randomBytes(20)
  const certificateBags = chain.map((der, index) =>
    certificateBag(der, index === 0 ? { label, identifier } : undefined),
  )
  const certificates = encryptWithPassword(contentsOf(certificateBags), password)
  const key = encryptWithPassword(privateKey.export({ type: 'pkcs8', format: 'der' }), password)
  const keyBag = new SafeBag({
    bagId: SHROUDED_KEY_BAG,
    bagValue: new PKCS8ShroudedKeyBag({
      encryptionAlgorithm: key.algorithm,
      encryptedData: octets(key.encrypted),
    }),
    bagAttributes: attributes(label, identifier),
  })
  const safe = new AuthenticatedSafe({
    safeContents: [
      new ContentInfo({ contentType: DATA, content: octets(contentsOf([keyBag])) }),
      new ContentInfo({
        contentType: ENCRYPTED_DATA,
        content: new EncryptedData({
          encryptedContentInfo: new EncryptedContentInfo({
            contentType: DATA,
            contentEncryptionAlgorithm: certificates.algorithm,
            encryptedContent: octets(certificates.encrypted),
          }),
        }).toSchema(),
      }),
    ],
  })
  const content = new Uint8Array(safe.toSchema().toBER())
  const pfx = new PFX({
    authSafe: new ContentInfo({ contentType: DATA, content: octets(content) }),
    macData: macOf(content, password),
  })
  return Buffer.from(pfx.toSchema().toBER())
}

function macOf(content: Uint8Array, password: string): MacData {
  const iterations = 10_000
  const salt = randomBytes(16)
  const key = derivePkcs12(password, salt, iterations, { purpose: 3, bytes: 32, hash: 'sha256' })
  return new MacData({
    mac: new DigestInfo({
      digestAlgorithm: new AlgorithmIdentifier({ algorithmId: '2.16.840.1.101.3.4.2.1' }),
      digest: octets(createHmac('sha256', key).update(content).digest()),
    }),
    macSalt: octets(salt),
    iterations,
  })
}

function contentsOf(safeBags: SafeBag[]): Uint8Array {
  return new Uint8Array(new SafeContents({ safeBags }).toSchema().toBER())
}

function certificateBag(der: Uint8Array, own: { label: string; identifier: Buffer } | undefined): SafeBag {
  return new SafeBag({
    bagId: CERTIFICATE_BAG,
    bagValue: new CertBag({ certId: X509_CERTIFICATE, certValue: octets(der) }),
    ...(own ? { bagAttributes: attributes(own.label, own.identifier) } : {}),
  })
}

function attributes(label: string, identifier: Buffer): Attribute[] {
  return [
    new Attribute({ type: FRIENDLY_NAME, values: [new BmpString({ value: label })] }),
    new Attribute({ type: LOCAL_KEY_ID, values: [octets(identifier)] }),
  ]
}

function hashBytes(hash: string): number {
  return createHmac(hash, '').digest().length
}
