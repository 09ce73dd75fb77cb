// Certificate extensions: how GENCERT's words become them (identity.md 4.3) and how a listing gets words back.

import { BitString, Integer, OctetString } from 'asn1js'
import { AuthorityKeyIdentifier, BasicConstraints, Extension, GeneralName, GeneralNames } from 'pkijs'
import { parseAddress } from '../../common/address.ts'
import type { KeyType } from './keys.ts'

export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
} as const

export const KEY_USAGE_WORDS = ['HANDSHAKE', 'DATAENCRYPT', 'DOCSIGN', 'CERTSIGN', 'KEYAGREE'] as const
export type KeyUsageWord = (typeof KEY_USAGE_WORDS)[number]

/** What each key type may be used for; anything else is IRRD156I. */
export const ALLOWED_USAGE: Readonly<Record<KeyType, readonly KeyUsageWord[]>> = {
  RSA: ['HANDSHAKE', 'DATAENCRYPT', 'DOCSIGN', 'CERTSIGN'],
  DSA: ['HANDSHAKE', 'DOCSIGN', 'CERTSIGN'],
  NISTECC: ['HANDSHAKE', 'DOCSIGN', 'CERTSIGN', 'KEYAGREE'],
  BPECC: ['HANDSHAKE', 'DOCSIGN', 'CERTSIGN', 'KEYAGREE'],
}

// Bit numbers of RFC 5280 4.2.1.3.
const DIGITAL_SIGNATURE = 0
const NON_REPUDIATION = 1
const KEY_ENCIPHERMENT = 2
const DATA_ENCIPHERMENT = 3
const KEY_AGREEMENT = 4
const KEY_CERT_SIGN = 5
const CRL_SIGN = 6

const USAGE_BITS: Readonly<Record<KeyUsageWord, readonly number[]>> = {
  HANDSHAKE: [DIGITAL_SIGNATURE],
  DATAENCRYPT: [DATA_ENCIPHERMENT],
  DOCSIGN: [NON_REPUDIATION],
  CERTSIGN: [KEY_CERT_SIGN, CRL_SIGN],
  KEYAGREE: [KEY_AGREEMENT],
}

export interface AltNames {
  readonly ip?: string | undefined
  readonly domain?: string | undefined
  readonly email?: string | undefined
  readonly uri?: string | undefined
}

export function keyUsageExtension(words: readonly KeyUsageWord[], type: KeyType): Extension {
  const bits = new Set(words.flatMap((word) => USAGE_BITS[word]))
  if (words.includes('HANDSHAKE') && type === 'RSA') bits.add(KEY_ENCIPHERMENT)
  let octet = 0
  for (const bit of bits) octet |= 0x80 >> bit
  const unusedBits = 7 - Math.max(...bits)
  const value = new BitString({ valueHex: Uint8Array.of(octet).buffer, unusedBits })
  return extension(EXTENSION.keyUsage, value.toBER(), true)
}

/** Words of a BIT STRING's octets, in RACF's order. */
export function keyUsageWords(octets: Uint8Array): KeyUsageWord[] {
  const has = (bit: number): boolean => ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0
  return KEY_USAGE_WORDS.filter((word) => USAGE_BITS[word].some(has))
}

export function basicConstraintsExtension(): Extension {
  return extension(EXTENSION.basicConstraints, new BasicConstraints({ cA: true }).toSchema().toBER(), true)
}

export function subjectKeyIdentifierExtension(identifier: Uint8Array): Extension {
  const value = new OctetString({ valueHex: Uint8Array.from(identifier).buffer })
  return extension(EXTENSION.subjectKeyIdentifier, value.toBER(), false)
}

export function authorityKeyIdentifierExtension(identifier: Uint8Array): Extension {
  const keyIdentifier = new OctetString({ valueHex: Uint8Array.from(identifier).buffer })
  const value = new AuthorityKeyIdentifier({ keyIdentifier })
  return extension(EXTENSION.authorityKeyIdentifier, value.toSchema().toBER(), false)
}

/** `isCritical` where the subject is empty (RFC 5280 4.2.1.6). undefined without any name. */
export function altNameExtension(names: AltNames, isCritical: boolean): Extension | undefined {
  const list: GeneralName[] = []
  if (names.ip !== undefined) {
    const valueHex = Uint8Array.from(addressOctets(names.ip)).buffer
    list.push(new GeneralName({ type: 7, value: new OctetString({ valueHex }) }))
  }
  if (names.email !== undefined) list.push(new GeneralName({ type: 1, value: names.email }))
  if (names.domain !== undefined) list.push(new GeneralName({ type: 2, value: names.domain }))
  if (names.uri !== undefined) list.push(new GeneralName({ type: 6, value: names.uri }))
  if (list.length === 0) return undefined
  const value = new GeneralNames({ names: list }).toSchema().toBER()
  return extension(EXTENSION.subjectAltName, value, isCritical)
}

/** Network byte order; the caller has checked the address. */
function addressOctets(text: string): number[] {
  const address = parseAddress(text)
  if (!address) throw new Error(`invariant: ${text} was checked to be an address`)
  const length = address.family === 4 ? 4 : 16
  const value = BigInt(address.value)
  return Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn))
}

function extension(extnID: string, extnValue: ArrayBuffer, critical: boolean): Extension {
  return new Extension({ extnID, critical, extnValue })
}

/** A certificate's serial number as an ASN.1 integer; zero is allowed (identity.md 4.3). */
export function serialInteger(serial: number): Integer {
  return new Integer({ value: serial })
}
