// Curves and key exchange groups (policy-language.md 5.4). Codes are the decimal IANA numbers as four digits.

export interface KeyExchangeGroup {
  readonly code: string
  /** Name in the policy language. */
  readonly name: string
  /** Name that OpenSSL and Node take. */
  readonly openssl: string
  readonly tls13: boolean
}

const row = (code: string, name: string, openssl: string, tls13: boolean): KeyExchangeGroup => ({
  code,
  name,
  openssl,
  tls13,
})

export const GROUPS: readonly KeyExchangeGroup[] = [
  row('0019', 'secp192r1', 'prime192v1', false),
  row('0021', 'secp224r1', 'secp224r1', false),
  row('0023', 'secp256r1', 'prime256v1', true),
  row('0024', 'secp384r1', 'secp384r1', true),
  row('0025', 'secp521r1', 'secp521r1', true),
  row('0029', 'X25519', 'X25519', true),
  row('0030', 'X448', 'X448', true),
]

const BY_CODE = new Map(GROUPS.map((group) => [group.code, group]))
const BY_NAME = new Map(GROUPS.map((group) => [group.name.toLowerCase(), group]))

export function groupByCode(code: string): KeyExchangeGroup | undefined {
  return BY_CODE.get(code)
}

export function groupByName(name: string): KeyExchangeGroup | undefined {
  return BY_NAME.get(name.toLowerCase())
}

/** ClientECurves when nothing is coded. The order in 3.2 is said to differ, but not how: the older one stays
 * (policy-language.md Q14). */
export function defaultClientCurves(tls13: boolean): readonly string[] {
  const curves = ['0021', '0023', '0024', '0025', '0019']
  return tls13 ? [...curves, '0029'] : curves
}

/** ClientKeyShareGroups when nothing is coded: the first curve that TLS 1.3 allows, none for `Any`. */
export function defaultKeyShare(clientCurves: readonly string[] | 'Any'): readonly string[] {
  if (clientCurves === 'Any') return []
  const first = clientCurves.find((code) => groupByCode(code)?.tls13)
  return first === undefined ? [] : [first]
}
