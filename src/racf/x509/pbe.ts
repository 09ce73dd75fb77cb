// Password-based encryption of PKCS#12 and PKCS#8: PBES2 as written today, and the SHA-1 schemes with triple DES and
// RC2 of older tools. node:crypto does the ciphers; the key derivation of PKCS#12 (RFC 7292 appendix B) is here because no
// cipher library of Node offers it.

import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto'
import { Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import { AlgorithmIdentifier } from 'pkijs'
import { fail, ok, type Result } from '../../common/result.ts'
import { decryptRc2 } from './rc2.ts'

/** One sentence why the content cannot be read; `isPassword` when another password might help. */
export interface PbeFailure {
  readonly isPassword: boolean
  readonly text: string
}

/** A file from outside must not keep the agent busy for minutes. */
const MAX_ITERATIONS = 5_000_000

const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const HMAC_SHA256 = '1.2.840.113549.2.9'
const AES256_CBC = '2.16.840.1.101.3.4.1.42'

const PBES2_CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  [AES256_CBC]: { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
}

const HMACS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [HMAC_SHA256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

/** The schemes of PKCS#12 itself, all with keys by SHA-1. */
const PKCS12_CIPHERS: Readonly<
  Record<string, { readonly name: 'triple-des' | 'rc2'; readonly keyBytes: number }>
> = {
  '1.2.840.113549.1.12.1.3': { name: 'triple-des', keyBytes: 24 },
  '1.2.840.113549.1.12.1.4': { name: 'triple-des', keyBytes: 16 },
  '1.2.840.113549.1.12.1.5': { name: 'rc2', keyBytes: 16 },
  '1.2.840.113549.1.12.1.6': { name: 'rc2', keyBytes: 5 },
}

const UNSUPPORTED: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.12.1.1': '128-bit RC4',
  '1.2.840.113549.1.12.1.2': '40-bit RC4',
}

export function decryptWithPassword(
  algorithm: AlgorithmIdentifier,
  encrypted: Uint8Array,
  password: string,
): Result<Buffer, PbeFailure> {
  const oid = algorithm.algorithmId
  const cipher = PKCS12_CIPHERS[oid]
  if (oid === PBES2) return decryptPbes2(algorithm, encrypted, password)
  if (cipher) return decryptPkcs12(algorithm, encrypted, password, cipher)
  const name = UNSUPPORTED[oid]
  const text = name
    ? `it is encrypted with ${name}, which is broken and not supported: convert it with "openssl pkcs12 -legacy"`
    : `it is encrypted in a way that is not known (${oid})`
  return fail({ isPassword: false, text })
}

const DAMAGED = 'its encryption parameters are damaged'

function decryptPbes2(
  algorithm: AlgorithmIdentifier,
  encrypted: Uint8Array,
  password: string,
): Result<Buffer, PbeFailure> {
  const [derivation, scheme] = sequence(algorithm.algorithmParams)
  const [derivationOid, derivationParameters] = sequence(derivation)
  const [schemeOid, iv] = sequence(scheme)
  const cipher = PBES2_CIPHERS[oidText(schemeOid)]
  if (oidText(derivationOid) !== PBKDF2 || !cipher)
    return fail({
      isPassword: false,
      text: `it is encrypted in a way that is not supported (${oidText(schemeOid)})`,
    })
  const [salt, iterations, ...rest] = sequence(derivationParameters)
  const prf = rest.find((each) => each instanceof Sequence)
  const hmac = prf ? HMACS[oidText(sequence(prf)[0])] : 'sha1'
  const count = iterations instanceof Integer ? iterations.valueBlock.valueDec : 0
  if (!(salt instanceof OctetString) || !(iv instanceof OctetString) || !hmac || !isCount(count))
    return fail({ isPassword: false, text: DAMAGED })
  const key = pbkdf2Sync(password, salt.valueBlock.valueHexView, count, cipher.keyBytes, hmac)
  return decipher(cipher.name, key, iv.valueBlock.valueHexView, encrypted)
}

function decryptPkcs12(
  algorithm: AlgorithmIdentifier,
  encrypted: Uint8Array,
  password: string,
  { name, keyBytes }: { readonly name: 'triple-des' | 'rc2'; readonly keyBytes: number },
): Result<Buffer, PbeFailure> {
  const [salt, iterations] = sequence(algorithm.algorithmParams)
  const count = iterations instanceof Integer ? iterations.valueBlock.valueDec : 0
  if (!(salt instanceof OctetString) || !isCount(count)) return fail({ isPassword: false, text: DAMAGED })
  const saltBytes = salt.valueBlock.valueHexView
  const key = derivePkcs12(password, saltBytes, count, { purpose: 1, bytes: keyBytes, hash: 'sha1' })
  const iv = derivePkcs12(password, saltBytes, count, { purpose: 2, bytes: 8, hash: 'sha1' })
  if (name === 'rc2') {
    const plain = decryptRc2(key, iv, encrypted)
    return plain ? ok(plain) : fail(WRONG_PASSWORD)
  }
  // Two-key triple DES is three-key with the first key again.
  const full = keyBytes === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key
  return decipher('des-ede3-cbc', full, iv, encrypted)
}

const WRONG_PASSWORD: PbeFailure = { isPassword: true, text: 'the password is not correct' }

function decipher(
  name: string,
  key: Uint8Array,
  iv: Uint8Array,
  encrypted: Uint8Array,
): Result<Buffer, PbeFailure> {
  try {
    const cipher = createDecipheriv(name, key, iv)
    return ok(Buffer.concat([cipher.update(encrypted), cipher.final()]))
  } catch {
    // A wrong key shows as bad padding; node has no other reason for throwing here.
    return fail(WRONG_PASSWORD)
  }
}

/** AES-256-CBC with a key by PBKDF2 and HMAC-SHA-256, which every current tool reads. */
export function encryptWithPassword(
  content: Uint8Array,
  password: string,
): { readonly algorithm: AlgorithmIdentifier; readonly encrypted: Buffer } {
  const iterations = 10_000
  const salt = randomBytes(16)
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, iterations, 32, 'sha256'), iv)
  const parameters = new Sequence({
    value: [
      new Sequence({
        value: [
          new ObjectIdentifier({ value: PBKDF2 }),
          new Sequence({
            value: [
              octets(salt),
              new Integer({ value: iterations }),
              new AlgorithmIdentifier({ algorithmId: HMAC_SHA256 }).toSchema(),
            ],
          }),
        ],
      }),
      new Sequence({ value: [new ObjectIdentifier({ value: AES256_CBC }), octets(iv)] }),
    ],
  })
  return {
    algorithm: new AlgorithmIdentifier({ algorithmId: PBES2, algorithmParams: parameters }),
    encrypted: Buffer.concat([cipher.update(content), cipher.final()]),
  }
}

export interface Pkcs12Derivation {
  /** 1 key, 2 initialization vector, 3 MAC key. */
  readonly purpose: 1 | 2 | 3
  readonly bytes: number
  readonly hash: string
}

/** RFC 7292 appendix B.2. */
export function derivePkcs12(
  password: string,
  salt: Uint8Array,
  iterations: number,
  { purpose, bytes, hash }: Pkcs12Derivation,
): Buffer {
  const size = createHash(hash).digest().length
  const block = size > 32 ? 128 : 64
  const secret = fill(Buffer.from(`${password}\0`, 'utf16le').swap16(), block)
  const input = Buffer.concat([fill(salt, block), secret])
  const output: Buffer[] = []
  for (let made = 0; made < bytes; made += size) {
    let digest = createHash(hash).update(Buffer.alloc(block, purpose)).update(input).digest()
    for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest()
    output.push(digest)
    addToBlocks(input, fill(digest, block).subarray(0, block), block)
  }
  return Buffer.concat(output).subarray(0, bytes)
}

/** `value` repeated up to a multiple of `block` bytes. */
function fill(value: Uint8Array, block: number): Buffer {
  const length = block * Math.ceil(value.length / block)
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, value)
}

/** Adds `addend` + 1 to every block of `input`, as big-endian numbers without the overflow. */
function addToBlocks(input: Buffer, addend: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let at = block - 1; at >= 0; at--) {
      carry += (input[start + at] ?? 0) + (addend[at] ?? 0)
      input[start + at] = carry & 0xff
      carry >>= 8
    }
  }
}

export function isCount(iterations: number): boolean {
  return iterations >= 1 && iterations <= MAX_ITERATIONS
}

export function octets(value: Uint8Array): OctetString {
  return new OctetString({ valueHex: Uint8Array.from(value).buffer })
}

function sequence(value: unknown): readonly unknown[] {
  return value instanceof Sequence ? value.valueBlock.value : []
}

function oidText(value: unknown): string {
  return value instanceof ObjectIdentifier ? value.valueBlock.toString() : ''
}
