// Which rules can match a pair of ports, in order of lookup. Each port range is cut into binary prefixes (1024-65535
// is six of them), and a rule is filed under the pair of its local and remote prefixes. A lookup probes the pairs of
// prefix lengths that occur, at most 17 x 17, whatever the number of rules; what it finds matches on both ports.

import type { AddressRange, IpAddress, PortRange } from '../common/address.ts'
import { AddressIndex } from './address-index.ts'

/** Beyond this many entries one rule is filed under its local or remote ports alone, and tested for the others. */
const MOST_ENTRIES = 1024

/** From this many rules for the same ports they are filed by remote address too. */
const MANY = 32
/** About a millisecond of work. */
export const RULES_PER_SLICE = 500

const BITS = 16
const ANY: readonly Prefix[] = [{ length: 0, bits: 0 }]

interface Prefix {
  readonly length: number
  /** The leading bits of the port. */
  readonly bits: number
}

interface Table {
  readonly localShift: number
  readonly remoteShift: number
  /** By local bits and remote bits: rule numbers, ascending. */
  readonly rules: Map<number, number[]>
  /** Of those with many rules, by the same key. */
  readonly addresses: Map<number, AddressIndex>
}

export class PortIndex {
  readonly #tables = new Map<number, Table>()

  /** Numbers are added in ascending order. */
  add(
    number: number,
    localPorts: readonly PortRange[] | undefined,
    remotePorts: readonly PortRange[] | undefined,
  ): void {
    let local = prefixesOf(localPorts)
    let remote = prefixesOf(remotePorts)
    if (local.length * remote.length > MOST_ENTRIES) {
      if (local.length <= remote.length) remote = ANY
      else local = ANY
    }
    for (const one of local) for (const other of remote) this.#file(number, one, other)
  }

  #file(number: number, local: Prefix, remote: Prefix): void {
    const key = local.length * (BITS + 1) + remote.length
    let table = this.#tables.get(key)
    if (!table) {
      table = {
        localShift: BITS - local.length,
        remoteShift: BITS - remote.length,
        rules: new Map(),
        addresses: new Map(),
      }
      this.#tables.set(key, table)
    }
    const entry = local.bits * 65_536 + remote.bits
    const numbers = table.rules.get(entry)
    if (numbers) numbers.push(number)
    else table.rules.set(entry, [number])
  }

  /** When all rules are added: files by address the rules of ports that have many. Stops after each such entry. */
  *divide(
    addresses: (number: number) => readonly AddressRange[] | undefined,
  ): Generator<void, void, undefined> {
    for (const { rules, addresses: divided } of this.#tables.values())
      for (const [entry, numbers] of rules) {
        if (numbers.length < MANY) continue
        const index = new AddressIndex()
        for (const [at, number] of numbers.entries()) {
          index.add(number, addresses(number))
          if (at % RULES_PER_SLICE === RULES_PER_SLICE - 1) yield
        }
        divided.set(entry, index)
        yield
      }
  }

  /**
   * Rule numbers whose ports match, ascending; a rule filed under one side only may still fail on the other. Of ports
   * with many rules, only those that can match the remote address.
   */
  *lookup(localPort: number, remotePort: number, remote: IpAddress): Generator<number, void, undefined> {
    const lists: { readonly numbers: readonly number[]; at: number }[] = []
    for (const { localShift, remoteShift, rules, addresses } of this.#tables.values()) {
      const entry = (localPort >>> localShift) * 65_536 + (remotePort >>> remoteShift)
      const divided = addresses.get(entry)
      if (divided) for (const numbers of divided.lists(remote)) lists.push({ numbers, at: 0 })
      else {
        const numbers = rules.get(entry)
        if (numbers) lists.push({ numbers, at: 0 })
      }
    }
    let last = -1
    for (;;) {
      let first: { readonly numbers: readonly number[]; at: number } | undefined
      let smallest = Number.POSITIVE_INFINITY
      for (const list of lists) {
        const number = list.numbers[list.at]
        if (number !== undefined && number < smallest) {
          smallest = number
          first = list
        }
      }
      if (!first) return
      first.at++
      // A rule with several address ranges can be in several lists.
      if (smallest !== last) yield smallest
      last = smallest
    }
  }
}

function prefixesOf(ranges: readonly PortRange[] | undefined): readonly Prefix[] {
  return ranges === undefined ? ANY : merged(ranges).flatMap(cut)
}

/** Without overlaps, so that no rule is found twice. */
function merged(ranges: readonly PortRange[]): readonly PortRange[] {
  const result: PortRange[] = []
  for (const range of ranges.toSorted((left, right) => left.low - right.low)) {
    const last = result.at(-1)
    if (last && range.low <= last.high + 1)
      result[result.length - 1] = { low: last.low, high: Math.max(last.high, range.high) }
    else result.push(range)
  }
  return result
}

/** The fewest binary prefixes that cover a range exactly. */
function cut({ low, high }: PortRange): Prefix[] {
  const prefixes: Prefix[] = []
  let at = low
  while (at <= high) {
    let free = 0
    while (free < BITS && at % 2 ** (free + 1) === 0 && at + 2 ** (free + 1) - 1 <= high) free++
    prefixes.push({ length: BITS - free, bits: at >>> free })
    at += 2 ** free
  }
  return prefixes
}
