// IP addresses as numbers, so that matching compares and never parses. IPv4 fits a number, IPv6 needs a bigint.
// All values are plain data: they cross from the agent to the workers.

export type IpAddress =
  | { readonly family: 4; readonly value: number }
  | { readonly family: 6; readonly value: bigint }

/** Both ends included. `prefix` is kept for displays when the range was written as address/prefix. */
export type AddressRange = { readonly prefix?: number } & (
  | { readonly family: 4; readonly low: number; readonly high: number }
  | { readonly family: 6; readonly low: bigint; readonly high: bigint }
)

/** Both ends included. */
export interface PortRange {
  readonly low: number
  readonly high: number
}

export interface Endpoint {
  readonly address: IpAddress
  readonly port: number
}

/** Dotted decimal with four parts, or an IPv6 address without zone; undefined otherwise. */
export function parseAddress(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    value = value * 256 + Number(part)
  }
  return { family: 4, value }
}

/**
 * The short forms of inet_aton: `a`, `a.b`, `a.b.c`, the last part filling the rest. z/OS accepts them
 * (policy-language.md 1.4: `RemoteAddr 6793` is 0.0.26.137).
 */
export function parseInetAton(text: string): IpAddress | undefined {
  const parts = text.split('.')
  if (parts.length > 4 || parts.some((part) => !/^\d{1,10}$/.test(part))) return undefined
  const last = Number(parts.at(-1))
  const leading = parts.slice(0, -1).map(Number)
  if (leading.some((part) => part > 255) || last >= 256 ** (4 - leading.length)) return undefined
  const high = leading.reduce((sum, part, index) => sum + part * 256 ** (3 - index), 0)
  return { family: 4, value: high + last }
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : []
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array<number>(missing).fill(0), ...tail]
  return { family: 6, value: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n) }
}

/** Groups of one side of `::`; a dotted IPv4 address may stand at the very end. */
function parseGroups(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const embedded = parseIpv4(part)
      if (!embedded || !atEnd || index !== parts.length - 1) return undefined
      groups.push(Math.floor(Number(embedded.value) / 65536), Number(embedded.value) % 65536)
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

const MAPPED_PREFIX = 0xffffn << 32n

/** A dual-stack socket shows an IPv4 peer as ::ffff:a.b.c.d; policy speaks of the IPv4 address. */
export function unmapped(address: IpAddress): IpAddress {
  if (address.family === 4 || address.value >> 32n !== 0xffffn) return address
  return { family: 4, value: Number(address.value - MAPPED_PREFIX) }
}

/** The address with `prefix` leading bits kept; undefined when the prefix is longer than the address. */
export function prefixRange(address: IpAddress, prefix: number): AddressRange | undefined {
  if (prefix < 0 || prefix > (address.family === 4 ? 32 : 128)) return undefined
  if (address.family === 4) {
    const size = 2 ** (32 - prefix)
    const low = Math.floor(address.value / size) * size
    return { family: 4, low, high: low + size - 1, prefix }
  }
  const bits = BigInt(128 - prefix)
  const low = (address.value >> bits) << bits
  return { family: 6, low, high: low + (1n << bits) - 1n, prefix }
}

export function singleAddress(address: IpAddress): AddressRange {
  return address.family === 4
    ? { family: 4, low: address.value, high: address.value }
    : { family: 6, low: address.value, high: address.value }
}

/** undefined when the ends are of different families or in the wrong order. */
export function addressRange(low: IpAddress, high: IpAddress): AddressRange | undefined {
  if (low.family === 4 && high.family === 4 && low.value <= high.value)
    return { family: 4, low: low.value, high: high.value }
  if (low.family === 6 && high.family === 6 && low.value <= high.value)
    return { family: 6, low: low.value, high: high.value }
  return undefined
}

export function contains(range: AddressRange, address: IpAddress): boolean {
  return range.family === address.family && address.value >= range.low && address.value <= range.high
}

/** Dotted decimal, or IPv6 in the short form of RFC 5952. */
export function formatAddress(address: IpAddress): string {
  if (address.family === 4) {
    const { value } = address
    return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
  }
  const { value } = address
  const groups = Array.from({ length: 8 }, (_, index) =>
    Number((value >> BigInt(112 - index * 16)) & 0xffffn),
  )
  if (value >> 32n === 0xffffn)
    return `::ffff:${formatAddress({ family: 4, value: Number(value - MAPPED_PREFIX) })}`
  const { start, length } = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
