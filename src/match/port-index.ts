// Which rules can match a pair of ports, in order of lookup. Each port range is cut into binary prefixes (1024-65535
// is six of them), and a rule is filed under the pair of its local and remote prefixes. A lookup probes the pairs of
// prefix lengths that occur, at most 17 x 17, whatever the number of rules; what it finds matches on both ports.

import type { PortRange } from '../common/address.ts'

/** Beyond this many entries one rule is filed under its local or remote ports alone, and tested for the others. */
const MOST_ENTRIES = 1024

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
      table = { localShift: BITS - local.length, remoteShift: BITS - remote.length, rules: new Map() }
      this.#tables.set(key, table)
    }
    const entry = local.bits * 65_536 + remote.bits
    const numbers = table.rules.get(entry)
    if (numbers) numbers.push(number)
    else table.rules.set(entry, [number])
  }

  /** Rule numbers whose ports match, ascending; a rule filed under one side only may still fail on the other. */
  *lookup(localPort: number, remotePort: number): Generator<number, void, undefined> {
    const lists: { readonly numbers: readonly number[]; at: number }[] = []
    for (const { localShift, remoteShift, rules } of this.#tables.values()) {
      const numbers = rules.get((localPort >>> localShift) * 65_536 + (remotePort >>> remoteShift))
      if (numbers) lists.push({ numbers, at: 0 })
    }
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
      yield smallest
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
