// Key pairs of every kind RACDCERT knows, by node:crypto: WebCrypto makes neither the small nor the brainpool
// curves. Also what can be told of a key: its kind, size, and the algorithm that it signs with.

import { createHash, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

export type KeyType = 'RSA' | 'NISTECC' | 'BPECC' | 'DSA'

export interface KeyKind {
  readonly type: KeyType
  /** Bits. */
  readonly size: number
}

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

const NIST_CURVES: Readonly<Record<number, string>> = {
  192: 'prime192v1',
  224: 'secp224r1',
  256: 'prime256v1',
  384: 'secp384r1',
  521: 'secp521r1',
}
const BRAINPOOL_CURVES: Readonly<Record<number, string>> = {
  160: 'brainpoolP160r1',
  192: 'brainpoolP192r1',
  224: 'brainpoolP224r1',
  256: 'brainpoolP256r1',
  320: 'brainpoolP320r1',
  384: 'brainpoolP384r1',
  512: 'brainpoolP512r1',
}

/** Sizes that may be asked for; RSA and DSA take any size between the two. */
export const KEY_SIZES: Readonly<Record<KeyType, readonly number[]>> = {
  RSA: [1024, 4096],
  DSA: [1024, 2048],
  NISTECC: Object.keys(NIST_CURVES).map(Number),
  BPECC: Object.keys(BRAINPOOL_CURVES).map(Number),
}

export const DEFAULT_KEY_SIZE: Readonly<Record<KeyType, number>> = {
  RSA: 2048,
  DSA: 2048,
  NISTECC: 256,
  BPECC: 256,
}

export function isKeySize({ type, size }: KeyKind): boolean {
  const sizes = KEY_SIZES[type]
  if (type === 'NISTECC' || type === 'BPECC') return sizes.includes(size)
  return size >= (sizes[0] ?? 0) && size <= (sizes[1] ?? 0) && size % 8 === 0
}

const generate = promisify(generateKeyPair)

/** `kind` must be a size that exists (isKeySize). */
export async function generateKeys({ type, size }: KeyKind): Promise<KeyPair> {
  switch (type) {
    case 'RSA':
      return generate('rsa', { modulusLength: size })
    case 'DSA':
      return generate('dsa', { modulusLength: size, divisorLength: size > 1024 ? 256 : 160 })
    case 'NISTECC':
      return generate('ec', { namedCurve: NIST_CURVES[size] ?? '' })
    case 'BPECC':
      return generate('ec', { namedCurve: BRAINPOOL_CURVES[size] ?? '' })
  }
}

/** undefined for keys that RACF does not know, such as Ed25519. */
export function keyKind(key: KeyObject): KeyKind | undefined {
  const details = key.asymmetricKeyDetails
  if (key.asymmetricKeyType === 'rsa') return { type: 'RSA', size: details?.modulusLength ?? 0 }
  if (key.asymmetricKeyType === 'dsa') return { type: 'DSA', size: details?.modulusLength ?? 0 }
  if (key.asymmetricKeyType !== 'ec') return undefined
  const curve = details?.namedCurve ?? ''
  const size = Number(/\d{3}/.exec(curve)?.[0] ?? 0)
  return { type: curve.startsWith('brainpool') ? 'BPECC' : 'NISTECC', size }
}

export interface SigningAlgorithm {
  readonly hash: 'sha256' | 'sha384' | 'sha512'
  readonly oid: string
  /** RSA algorithm identifiers carry an explicit NULL (RFC 4055 5). */
  readonly hasNullParameters: boolean
}

/** The hash follows the strength of an elliptic curve; RSA and DSA sign with SHA-256 (identity.md 4.3). */
export function signingAlgorithm(key: KeyObject): SigningAlgorithm {
  const kind = keyKind(key)
  if (kind?.type === 'RSA') return { hash: 'sha256', oid: '1.2.840.113549.1.1.11', hasNullParameters: true }
  if (kind?.type === 'DSA') return { hash: 'sha256', oid: '2.16.840.1.101.3.4.3.2', hasNullParameters: false }
  if (!kind) throw new Error(`a ${key.asymmetricKeyType ?? 'secret'} key cannot sign certificates`)
  if (kind.size <= 256) return { hash: 'sha256', oid: '1.2.840.10045.4.3.2', hasNullParameters: false }
  if (kind.size <= 384) return { hash: 'sha384', oid: '1.2.840.10045.4.3.3', hasNullParameters: false }
  return { hash: 'sha512', oid: '1.2.840.10045.4.3.4', hasNullParameters: false }
}

/** SubjectPublicKeyInfo, DER. */
export function publicKeyInfo(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}

/** Equal for the two halves of a pair; keys are matched by it, never by file name. */
export function publicKeyDigest(publicKey: KeyObject): string {
  return createHash('sha256').update(publicKeyInfo(publicKey)).digest('hex')
}
