// One end of a connection as TypeScript knows it: a number that the addon knows too, its facts, its counters, and who
// is to hear of it. Everything else of it lives on the addon's thread.

import type { Socket } from 'node:net'
import type { Counters, Side, TlsFacts } from '../engine.ts'
import type { CounterSlots, Slot } from './counters.ts'

/** Whoever works with a side hears what the addon reports of it. */
export type ReportListener = (kind: number, detail: unknown) => void

export class NativeSide implements Side {
  tls: TlsFacts | undefined
  readonly id: number
  /** Names the server in the session cache of a client. */
  readonly peer: string
  readonly counters: Counters
  /** False once the addon has forgotten the side, or has never had it. */
  isLive = true
  listener: ReportListener | undefined
  readonly #slots: CounterSlots
  readonly #slot: Slot

  constructor(id: number, socket: Socket, slots: CounterSlots) {
    this.id = id
    this.peer = `${socket.remoteAddress} ${socket.remotePort}`
    this.#slots = slots
    this.#slot = slots.take()
    this.counters = this.#slot.counters
  }

  get memory(): { readonly numbers: Float64Array; readonly index: number } {
    return this.#slot
  }

  /** Bytes that wait for the peer to read. */
  get waiting(): number {
    return this.#slot.waiting
  }

  /** After the addon's last word: the counters stand still from here on. */
  release(): void {
    if (!this.isLive) return
    this.isLive = false
    this.listener = undefined
    this.#slots.giveBack(this.#slot)
  }
}
