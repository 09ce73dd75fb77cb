// Values of conditions: addresses, ports, patterns and times as text, and what they mean as numbers. The checks
// and the rule builder read the same text through these functions, so that they cannot disagree.

import {
  type AddressRange,
  addressRange,
  type IpAddress,
  type PortRange,
  parseAddress,
  parseInetAton,
  prefixRange,
  singleAddress,
} from '../common/address.ts'
import type { NamePattern, TimeCondition } from './policy.ts'

export type AddressForm = 'single' | 'rule' | 'prefix' | 'range'

export type ReadAddresses =
  | { readonly kind: 'all' }
  | { readonly kind: 'ranges'; readonly ranges: readonly AddressRange[] }
  /** Fewer than four parts, as inet_addr takes it (policy-language.md 1.4). */
  | { readonly kind: 'short'; readonly address: IpAddress; readonly ranges: readonly AddressRange[] }
  | { readonly kind: 'mapped' }
  | { readonly kind: 'wrong' }

const WRONG = { kind: 'wrong' } as const

export function readAddresses(text: string, form: AddressForm): ReadAddresses {
  if (form === 'rule' && text.toLowerCase() === 'all') return { kind: 'all' }
  if (form !== 'single' && form !== 'range' && text.includes('/')) return readPrefix(text)
  if (form !== 'single' && form !== 'prefix' && text.includes('-')) return readRange(text)
  if (form === 'prefix' || form === 'range') return WRONG
  const address = parseAddress(text)
  if (address) return isMapped(address) ? { kind: 'mapped' } : ranges(singleAddress(address))
  const short = parseInetAton(text)
  if (!short) return WRONG
  return { kind: 'short', address: short, ranges: [singleAddress(short)] }
}

function ranges(range: AddressRange | undefined): ReadAddresses {
  return range ? { kind: 'ranges', ranges: [range] } : WRONG
}

function readPrefix(text: string): ReadAddresses {
  const [address, length, ...more] = text.split('/')
  const parsed = parseAddress(address ?? '')
  if (!parsed || length === undefined || more.length > 0 || !/^\d{1,3}$/.test(length)) return WRONG
  if (isMapped(parsed)) return { kind: 'mapped' }
  return ranges(prefixRange(parsed, Number(length)))
}

function readRange(text: string): ReadAddresses {
  const [low, high, ...more] = text.split('-').map(parseAddress)
  if (!low || !high || more.length > 0) return WRONG
  if (isMapped(low) || isMapped(high)) return { kind: 'mapped' }
  return ranges(addressRange(low, high))
}

/** ::ffff:a.b.c.d and ::a.b.c.d, but not :: and ::1. */
function isMapped(address: IpAddress): boolean {
  if (address.family === 4) return false
  const high = address.value >> 32n
  return high === 0xffffn || (high === 0n && address.value > 1n)
}

const ANY_PORT: PortRange = { low: 0, high: 65_535 }

/** `n`, `n-m`, `n:m` or `n m`; 0 is any port. Undefined when it is neither. */
export function readPorts(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:[-: ](\d{1,5}))?$/.exec(text)
  if (!match) return undefined
  const low = Number(match[1])
  const high = match[2] === undefined ? low : Number(match[2])
  if (low > high || high > 65_535) return undefined
  if (high === 0) return ANY_PORT
  return low === 0 && match[2] === undefined ? undefined : { low, high }
}

export function isAnyPort(range: PortRange): boolean {
  return range.low === 0 && range.high === 65_535
}

/** 1 to 8 characters of z/OS names, wildcards included; what the wildcards mean is judged apart. */
export const JOB_PATTERN = /^[A-Za-z0-9@#$§*?]{1,8}\*?$/

/** Undefined for a lone `*`: that is no condition at all. */
export function namePattern(text: string): NamePattern | undefined {
  if (text === '*') return undefined
  return text.endsWith('*') ? { text: text.slice(0, -1), isPrefix: true } : { text, isPrefix: false }
}

/** Moments as the digits say, without a zone: the zone belongs to the time condition. */
export interface DateRange {
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** yyyymmddhhmmss:yyyymmddhhmmss, or with a hyphen. */
export function readDates(text: string): DateRange | undefined {
  const match = /^(\d{14})[:-](\d{14})$/.exec(text)
  const from = readMoment(match?.[1])
  const to = readMoment(match?.[2])
  return from && to && (match?.[1] ?? '') <= (match?.[2] ?? '') ? { from, to } : undefined
}

function readMoment(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined
  const parts = [text.slice(0, 4), ...(text.slice(4).match(/../g) ?? [])].map(Number)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  const same =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return same ? parts : undefined
}

/** Minutes since midnight of `hh:mm-hh:mm`, several separated by commas. */
export function readDayRanges(text: string): TimeCondition['timesOfDay'] | undefined {
  const read = text.split(',').map((part) => {
    const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(part.trim())
    if (!match) return undefined
    const from = Number(match[1]) * 60 + Number(match[2])
    const to = Number(match[3]) * 60 + Number(match[4])
    const valid = Number(match[2]) < 60 && Number(match[4]) < 60 && from <= 1440 && to <= 1440
    return valid ? { from, to } : undefined
  })
  const valid = read.filter((range) => range !== undefined)
  return valid.length === read.length ? valid : undefined
}
