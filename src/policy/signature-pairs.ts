// Signature pairs: hash and signature algorithm (policy-language.md 5.5), in the order of the default list.

import type { Level } from './policy.ts'

export interface SignaturePair {
  /** Four digits: hash, then algorithm. */
  readonly code: string
  readonly name: string
  /** Name for OpenSSL's list of signature algorithms. */
  readonly openssl: string
  /** Whether OpenSSL 3 has it. */
  readonly available: boolean
}

const row = (code: string, name: string, openssl: string, available = true): SignaturePair => ({
  code,
  name: `TLS_SIGALG_${name}`,
  openssl,
  available,
})

export const SIGNATURE_PAIRS: readonly SignaturePair[] = [
  row('0601', 'SHA512_WITH_RSA', 'RSA+SHA512'),
  row('0603', 'SHA512_WITH_ECDSA', 'ECDSA+SHA512'),
  row('0501', 'SHA384_WITH_RSA', 'RSA+SHA384'),
  row('0503', 'SHA384_WITH_ECDSA', 'ECDSA+SHA384'),
  row('0401', 'SHA256_WITH_RSA', 'RSA+SHA256'),
  row('0403', 'SHA256_WITH_ECDSA', 'ECDSA+SHA256'),
  row('0402', 'SHA256_WITH_DSA', 'DSA+SHA256'),
  row('0301', 'SHA224_WITH_RSA', 'RSA+SHA224'),
  row('0303', 'SHA224_WITH_ECDSA', 'ECDSA+SHA224'),
  row('0302', 'SHA224_WITH_DSA', 'DSA+SHA224'),
  row('0201', 'SHA1_WITH_RSA', 'RSA+SHA1'),
  row('0203', 'SHA1_WITH_ECDSA', 'ECDSA+SHA1'),
  row('0202', 'SHA1_WITH_DSA', 'DSA+SHA1'),
  row('0806', 'SHA512_WITH_RSASSA_PSS', 'rsa_pss_rsae_sha512'),
  row('0805', 'SHA384_WITH_RSASSA_PSS', 'rsa_pss_rsae_sha384'),
  row('0804', 'SHA256_WITH_RSASSA_PSS', 'rsa_pss_rsae_sha256'),
  row('0101', 'MD5_WITH_RSA', 'RSA+MD5', false),
]

const BY_CODE = new Map(SIGNATURE_PAIRS.map((pair) => [pair.code, pair]))
const BY_NAME = new Map(SIGNATURE_PAIRS.map((pair) => [pair.name, pair]))

export function pairByCode(code: string): SignaturePair | undefined {
  return BY_CODE.get(code)
}

export function pairByName(name: string): SignaturePair | undefined {
  return BY_NAME.get(name.toUpperCase())
}

/** SignaturePairs when nothing is coded. From 3.2 SHA-1, SHA-224 and DSA are gone. */
export function defaultPairs(level: Level, tls13: boolean): readonly string[] {
  return SIGNATURE_PAIRS.map((pair) => pair.code).filter((code) => {
    if (code === '0101') return false
    if (code.startsWith('08')) return tls13
    return level !== '3.2' || !(code.startsWith('02') || code.startsWith('03') || code.endsWith('02'))
  })
}
