// Which of many rules for the same ports can match a remote address, in order of lookup: partners of one service,
// each with a rule of its own. As in port-index.ts a range is cut into binary prefixes and filed by prefix; a lookup
// probes the prefix lengths that occur.

import type { AddressRange, IpAddress } from '../common/address.ts'

/** A range in more pieces than this is looked at for every address. */
const MOST_PIECES = 64

type Key = number | bigint

export class AddressIndex {
  /** Rules without an address, and those in too many pieces. */
  readonly #everywhere: number[] = []
  readonly #byLength: { readonly [family in 4 | 6]: Map<number, Map<Key, number[]>> } = {
    4: new Map(),
    6: new Map(),
  }

  /** Numbers are added in ascending order. */
  add(number: number, ranges: readonly AddressRange[] | undefined): void {
    const pieces = ranges?.flatMap((range) => [...cut(range)])
    if (!pieces || pieces.length > MOST_PIECES) {
      this.#everywhere.push(number)
      return
    }
    for (const { family, length, key } of pieces) {
      const lengths = this.#byLength[family]
      let keys = lengths.get(length)
      if (!keys) {
        keys = new Map()
        lengths.set(length, keys)
      }
      const numbers = keys.get(key)
      if (!numbers) keys.set(key, [number])
      // Ranges of one rule may overlap.
      else if (numbers.at(-1) !== number) numbers.push(number)
    }
  }

  /** Ascending lists of rule numbers; a number may be in several of them. */
  *lists(address: IpAddress): Generator<readonly number[], void, undefined> {
    if (this.#everywhere.length > 0) yield this.#everywhere
    for (const [length, keys] of this.#byLength[address.family]) {
      const numbers = keys.get(keyOf(address, length))
      if (numbers) yield numbers
    }
  }
}

/** The leading bits. IPv4 addresses are numbers beyond 2^31, so that shifting would make them negative. */
function keyOf(address: IpAddress, length: number): Key {
  return address.family === 4
    ? Math.floor(address.value / 2 ** (32 - length))
    : address.value >> BigInt(128 - length)
}

interface Piece {
  readonly family: 4 | 6
  readonly length: number
  readonly key: Key
}

/** The fewest binary prefixes that cover a range exactly; stops when there are too many. */
function* cut({ family, low, high }: AddressRange): Generator<Piece, void, undefined> {
  const width = family === 4 ? 32n : 128n
  const last = BigInt(high)
  let at = BigInt(low)
  for (let pieces = 0; at <= last && pieces <= MOST_PIECES; pieces++) {
    let free = 0n
    while (free < width && at % (1n << (free + 1n)) === 0n && at + (1n << (free + 1n)) - 1n <= last) free++
    const key = at >> free
    yield { family, length: Number(width - free), key: family === 4 ? Number(key) : key }
    at += 1n << free
  }
}
