// Counters that the addon's thread writes and JavaScript reads without a call: slots in blocks of shared memory. A slot
// is used again after its side's last report; its numbers are copied before.

import type { Counters } from '../engine.ts'

const SLOTS_PER_BLOCK = 256
/** In, out and waiting, and one for alignment: a side's numbers do not share a cache line with more than one other. */
const NUMBERS_PER_SLOT = 4

interface Place {
  readonly numbers: Float64Array
  readonly index: number
}

export interface Slot extends Place {
  readonly counters: Counters
  readonly waiting: number
}

class OpenSlot implements Slot {
  readonly numbers: Float64Array
  readonly index: number
  readonly counters: Counters
  readonly #state = { isOpen: true }

  constructor({ numbers, index }: Place) {
    this.numbers = numbers
    this.index = index
    numbers.fill(0, index, index + NUMBERS_PER_SLOT)
    const state = this.#state
    let bytesIn = 0
    let bytesOut = 0
    this.counters = {
      get bytesIn() {
        if (state.isOpen) bytesIn = numbers[index] ?? 0
        return bytesIn
      },
      get bytesOut() {
        if (state.isOpen) bytesOut = numbers[index + 1] ?? 0
        return bytesOut
      },
    }
  }

  get waiting(): number {
    return this.#state.isOpen ? (this.numbers[this.index + 2] ?? 0) : 0
  }

  close(): void {
    // Reading keeps the last value.
    void this.counters.bytesIn
    void this.counters.bytesOut
    this.#state.isOpen = false
  }
}

export class CounterSlots {
  readonly #free: Place[] = []

  take(): Slot {
    const place = this.#free.pop() ?? this.#grow()
    return new OpenSlot(place)
  }

  giveBack(slot: Slot): void {
    if (slot instanceof OpenSlot) slot.close()
    this.#free.push({ numbers: slot.numbers, index: slot.index })
  }

  /** Blocks are never given back: the addon holds addresses into them. */
  #grow(): Place {
    const numbers = new Float64Array(SLOTS_PER_BLOCK * NUMBERS_PER_SLOT)
    for (let slot = SLOTS_PER_BLOCK - 1; slot > 0; slot--)
      this.#free.push({ numbers, index: slot * NUMBERS_PER_SLOT })
    return { numbers, index: 0 }
  }
}
