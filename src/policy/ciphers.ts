// Cipher suites: every suite that System SSL knows, with its OpenSSL name, and the default lists by level
// (policy-language.md 5.1 to 5.3). Names are the IANA ones; codes are four upper-case hexadecimal digits.

import type { Level } from './policy.ts'

export type ProtocolName = 'SSLv2' | 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

export const PROTOCOLS: readonly ProtocolName[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

export interface CipherSuite {
  /** Four upper-case hexadecimal digits. */
  readonly code: string
  /** Constant of the policy language, identical to the IANA name. */
  readonly name: string
  /** Name in OpenSSL, of old releases too; empty when it never had one. */
  readonly openssl: string
  /** Whether OpenSSL 3 still has it. */
  readonly available: boolean
  readonly protocols: readonly ProtocolName[]
}

/** Sets of protocol versions that the table uses. */
const ERAS = {
  old: ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'],
  export: ['SSLv3', 'TLSv1'],
  des: ['SSLv3', 'TLSv1', 'TLSv1.1'],
  ec: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  tls12: ['TLSv1.2'],
  tls13: ['TLSv1.3'],
} as const satisfies Record<string, readonly ProtocolName[]>

type Row = readonly [code: string, name: string, openssl: string, available: boolean, era: keyof typeof ERAS]

const ROWS: readonly Row[] = [
  ['0000', 'TLS_NULL_WITH_NULL_NULL', '', false, 'old'],
  ['0001', 'TLS_RSA_WITH_NULL_MD5', 'NULL-MD5', true, 'old'],
  ['0002', 'TLS_RSA_WITH_NULL_SHA', 'NULL-SHA', true, 'old'],
  ['0003', 'TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'EXP-RC4-MD5', false, 'export'],
  ['0004', 'TLS_RSA_WITH_RC4_128_MD5', 'RC4-MD5', false, 'old'],
  ['0005', 'TLS_RSA_WITH_RC4_128_SHA', 'RC4-SHA', false, 'old'],
  ['0006', 'TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5', 'EXP-RC2-CBC-MD5', false, 'export'],
  ['0009', 'TLS_RSA_WITH_DES_CBC_SHA', 'DES-CBC-SHA', false, 'des'],
  ['000A', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'DES-CBC3-SHA', false, 'old'],
  ['000C', 'TLS_DH_DSS_WITH_DES_CBC_SHA', 'DH-DSS-DES-CBC-SHA', false, 'des'],
  ['000D', 'TLS_DH_DSS_WITH_3DES_EDE_CBC_SHA', 'DH-DSS-DES-CBC3-SHA', false, 'old'],
  ['000F', 'TLS_DH_RSA_WITH_DES_CBC_SHA', 'DH-RSA-DES-CBC-SHA', false, 'des'],
  ['0010', 'TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA', 'DH-RSA-DES-CBC3-SHA', false, 'old'],
  ['0012', 'TLS_DHE_DSS_WITH_DES_CBC_SHA', 'EDH-DSS-DES-CBC-SHA', false, 'des'],
  ['0013', 'TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA', 'EDH-DSS-DES-CBC3-SHA', false, 'old'],
  ['0015', 'TLS_DHE_RSA_WITH_DES_CBC_SHA', 'EDH-RSA-DES-CBC-SHA', false, 'des'],
  ['0016', 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA', 'EDH-RSA-DES-CBC3-SHA', false, 'old'],
  ['002F', 'TLS_RSA_WITH_AES_128_CBC_SHA', 'AES128-SHA', true, 'old'],
  ['0030', 'TLS_DH_DSS_WITH_AES_128_CBC_SHA', 'DH-DSS-AES128-SHA', false, 'old'],
  ['0031', 'TLS_DH_RSA_WITH_AES_128_CBC_SHA', 'DH-RSA-AES128-SHA', false, 'old'],
  ['0032', 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA', 'DHE-DSS-AES128-SHA', true, 'old'],
  ['0033', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 'DHE-RSA-AES128-SHA', true, 'old'],
  ['0035', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'AES256-SHA', true, 'old'],
  ['0036', 'TLS_DH_DSS_WITH_AES_256_CBC_SHA', 'DH-DSS-AES256-SHA', false, 'old'],
  ['0037', 'TLS_DH_RSA_WITH_AES_256_CBC_SHA', 'DH-RSA-AES256-SHA', false, 'old'],
  ['0038', 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA', 'DHE-DSS-AES256-SHA', true, 'old'],
  ['0039', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 'DHE-RSA-AES256-SHA', true, 'old'],
  ['003B', 'TLS_RSA_WITH_NULL_SHA256', 'NULL-SHA256', true, 'tls12'],
  ['003C', 'TLS_RSA_WITH_AES_128_CBC_SHA256', 'AES128-SHA256', true, 'tls12'],
  ['003D', 'TLS_RSA_WITH_AES_256_CBC_SHA256', 'AES256-SHA256', true, 'tls12'],
  ['003E', 'TLS_DH_DSS_WITH_AES_128_CBC_SHA256', 'DH-DSS-AES128-SHA256', false, 'tls12'],
  ['003F', 'TLS_DH_RSA_WITH_AES_128_CBC_SHA256', 'DH-RSA-AES128-SHA256', false, 'tls12'],
  ['0040', 'TLS_DHE_DSS_WITH_AES_128_CBC_SHA256', 'DHE-DSS-AES128-SHA256', true, 'tls12'],
  ['0067', 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256', 'DHE-RSA-AES128-SHA256', true, 'tls12'],
  ['0068', 'TLS_DH_DSS_WITH_AES_256_CBC_SHA256', 'DH-DSS-AES256-SHA256', false, 'tls12'],
  ['0069', 'TLS_DH_RSA_WITH_AES_256_CBC_SHA256', 'DH-RSA-AES256-SHA256', false, 'tls12'],
  ['006A', 'TLS_DHE_DSS_WITH_AES_256_CBC_SHA256', 'DHE-DSS-AES256-SHA256', true, 'tls12'],
  ['006B', 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256', 'DHE-RSA-AES256-SHA256', true, 'tls12'],
  ['009C', 'TLS_RSA_WITH_AES_128_GCM_SHA256', 'AES128-GCM-SHA256', true, 'tls12'],
  ['009D', 'TLS_RSA_WITH_AES_256_GCM_SHA384', 'AES256-GCM-SHA384', true, 'tls12'],
  ['009E', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'DHE-RSA-AES128-GCM-SHA256', true, 'tls12'],
  ['009F', 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'DHE-RSA-AES256-GCM-SHA384', true, 'tls12'],
  ['00A0', 'TLS_DH_RSA_WITH_AES_128_GCM_SHA256', 'DH-RSA-AES128-GCM-SHA256', false, 'tls12'],
  ['00A1', 'TLS_DH_RSA_WITH_AES_256_GCM_SHA384', 'DH-RSA-AES256-GCM-SHA384', false, 'tls12'],
  ['00A2', 'TLS_DHE_DSS_WITH_AES_128_GCM_SHA256', 'DHE-DSS-AES128-GCM-SHA256', true, 'tls12'],
  ['00A3', 'TLS_DHE_DSS_WITH_AES_256_GCM_SHA384', 'DHE-DSS-AES256-GCM-SHA384', true, 'tls12'],
  ['00A4', 'TLS_DH_DSS_WITH_AES_128_GCM_SHA256', 'DH-DSS-AES128-GCM-SHA256', false, 'tls12'],
  ['00A5', 'TLS_DH_DSS_WITH_AES_256_GCM_SHA384', 'DH-DSS-AES256-GCM-SHA384', false, 'tls12'],
  ['1301', 'TLS_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256', true, 'tls13'],
  ['1302', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_256_GCM_SHA384', true, 'tls13'],
  ['1303', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_CHACHA20_POLY1305_SHA256', true, 'tls13'],
  ['C001', 'TLS_ECDH_ECDSA_WITH_NULL_SHA', 'ECDH-ECDSA-NULL-SHA', false, 'ec'],
  ['C002', 'TLS_ECDH_ECDSA_WITH_RC4_128_SHA', 'ECDH-ECDSA-RC4-SHA', false, 'ec'],
  ['C003', 'TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA', 'ECDH-ECDSA-DES-CBC3-SHA', false, 'ec'],
  ['C004', 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA', 'ECDH-ECDSA-AES128-SHA', false, 'ec'],
  ['C005', 'TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA', 'ECDH-ECDSA-AES256-SHA', false, 'ec'],
  ['C006', 'TLS_ECDHE_ECDSA_WITH_NULL_SHA', 'ECDHE-ECDSA-NULL-SHA', true, 'ec'],
  ['C007', 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA', 'ECDHE-ECDSA-RC4-SHA', false, 'ec'],
  ['C008', 'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA', 'ECDHE-ECDSA-DES-CBC3-SHA', false, 'ec'],
  ['C009', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 'ECDHE-ECDSA-AES128-SHA', true, 'ec'],
  ['C00A', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 'ECDHE-ECDSA-AES256-SHA', true, 'ec'],
  ['C00B', 'TLS_ECDH_RSA_WITH_NULL_SHA', 'ECDH-RSA-NULL-SHA', false, 'ec'],
  ['C00C', 'TLS_ECDH_RSA_WITH_RC4_128_SHA', 'ECDH-RSA-RC4-SHA', false, 'ec'],
  ['C00D', 'TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA', 'ECDH-RSA-DES-CBC3-SHA', false, 'ec'],
  ['C00E', 'TLS_ECDH_RSA_WITH_AES_128_CBC_SHA', 'ECDH-RSA-AES128-SHA', false, 'ec'],
  ['C00F', 'TLS_ECDH_RSA_WITH_AES_256_CBC_SHA', 'ECDH-RSA-AES256-SHA', false, 'ec'],
  ['C010', 'TLS_ECDHE_RSA_WITH_NULL_SHA', 'ECDHE-RSA-NULL-SHA', true, 'ec'],
  ['C011', 'TLS_ECDHE_RSA_WITH_RC4_128_SHA', 'ECDHE-RSA-RC4-SHA', false, 'ec'],
  ['C012', 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 'ECDHE-RSA-DES-CBC3-SHA', false, 'ec'],
  ['C013', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'ECDHE-RSA-AES128-SHA', true, 'ec'],
  ['C014', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 'ECDHE-RSA-AES256-SHA', true, 'ec'],
  ['C023', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 'ECDHE-ECDSA-AES128-SHA256', true, 'tls12'],
  ['C024', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384', 'ECDHE-ECDSA-AES256-SHA384', true, 'tls12'],
  ['C025', 'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256', 'ECDH-ECDSA-AES128-SHA256', false, 'tls12'],
  ['C026', 'TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384', 'ECDH-ECDSA-AES256-SHA384', false, 'tls12'],
  ['C027', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'ECDHE-RSA-AES128-SHA256', true, 'tls12'],
  ['C028', 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384', 'ECDHE-RSA-AES256-SHA384', true, 'tls12'],
  ['C029', 'TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256', 'ECDH-RSA-AES128-SHA256', false, 'tls12'],
  ['C02A', 'TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384', 'ECDH-RSA-AES256-SHA384', false, 'tls12'],
  ['C02B', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'ECDHE-ECDSA-AES128-GCM-SHA256', true, 'tls12'],
  ['C02C', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'ECDHE-ECDSA-AES256-GCM-SHA384', true, 'tls12'],
  ['C02D', 'TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256', 'ECDH-ECDSA-AES128-GCM-SHA256', false, 'tls12'],
  ['C02E', 'TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384', 'ECDH-ECDSA-AES256-GCM-SHA384', false, 'tls12'],
  ['C02F', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', true, 'tls12'],
  ['C030', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 'ECDHE-RSA-AES256-GCM-SHA384', true, 'tls12'],
  ['C031', 'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256', 'ECDH-RSA-AES128-GCM-SHA256', false, 'tls12'],
  ['C032', 'TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384', 'ECDH-RSA-AES256-GCM-SHA384', false, 'tls12'],
]

export const CIPHER_SUITES: readonly CipherSuite[] = ROWS.map(([code, name, openssl, available, era]) => ({
  code,
  name,
  openssl,
  available,
  protocols: ERAS[era],
}))

const BY_CODE = new Map(CIPHER_SUITES.map((suite) => [suite.code, suite]))
const BY_NAME = new Map(CIPHER_SUITES.map((suite) => [suite.name, suite]))

export function cipherByCode(code: string): CipherSuite | undefined {
  return BY_CODE.get(code.toUpperCase())
}

export function cipherByName(name: string): CipherSuite | undefined {
  return BY_NAME.get(name.toUpperCase())
}

/** SSL V2 constants by their one-digit code; nothing in OpenSSL 3 corresponds to them. */
export const SSLV2_CIPHERS: ReadonlyMap<string, string> = new Map([
  ['1', 'TLS_RC4_128_WITH_MD5'],
  ['2', 'TLS_RC4_128_EXPORT40_WITH_MD5'],
  ['3', 'TLS_RC2_CBC_128_CBC_WITH_MD5'],
  ['4', 'TLS_RC2_CBC_128_CBC_EXPORT40_WITH_MD5'],
  ['6', 'TLS_DES_64_CBC_WITH_MD5'],
  ['7', 'TLS_DES_192_EDE3_CBC_WITH_MD5'],
])

const codes = (list: string) => list.split(' ')

const V2R1 = codes(
  '0005 0004 0035 0036 0037 0038 0039 002F 0030 0031 0032 0033 000A 0016 0013 0010 000D 0009 0015 0012 000F ' +
    '000C 0003 0006 0002 0001 0000',
)
const V2R2 = V2R1.filter((code) => code > '0006')
const V2R3 = codes('0035 0038 0039 002F 0032 0033')

/** What System SSL offers when no TTLSCipherParms is coded; no list holds a TLS 1.3 suite. */
export const DEFAULT_CIPHERS: Readonly<Record<Level, readonly string[]>> = {
  V2R1,
  V2R2,
  V2R3,
  V2R4: V2R3,
  V2R5: V2R3,
  '3.1': V2R3,
  '3.2': codes('C030 C02C C02F C02B'),
}

export interface SuiteB {
  readonly ciphers: readonly string[]
  readonly pairs: readonly string[]
  readonly curves: readonly string[]
}

/** SuiteBProfile replaces ciphers, signature pairs and curves (policy-language.md 4.11). */
export const SUITE_B: ReadonlyMap<string, SuiteB> = new Map([
  ['128', { ciphers: codes('C02B C023'), pairs: codes('0403'), curves: codes('0023') }],
  ['128Min', { ciphers: codes('C02B C02C'), pairs: codes('0403 0503'), curves: codes('0023 0024') }],
  ['192', { ciphers: codes('C02C C024'), pairs: codes('0503'), curves: codes('0024') }],
  ['192Min', { ciphers: codes('C02C'), pairs: codes('0503'), curves: codes('0024') }],
  ['All', { ciphers: codes('C02C C024 C02B C023'), pairs: codes('0503 0403'), curves: codes('0023 0024') }],
])
