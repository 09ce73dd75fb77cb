// Limits over all workers: the one place that knows what is left of each. Workers are given blocks (stack/allowance.ts);
// when nothing is left, what the others hold and do not use is called in before anybody is refused. A worker that
// dies loses its share to the rest; what a connection of an orphan occupies stays occupied.

import type { Clock } from '../common/clock.ts'
import type { StackLimits } from '../stack/port.ts'

/** A block is this part of a worker's even share: small enough to move, large enough to ask seldom. */
const BLOCKS_PER_SHARE = 8

/** Whoever is given blocks. */
export interface Holder {
  /** Calls in what is not in use: how many. */
  release(name: string): Promise<number>
}

export class Allowances {
  readonly #limits: StackLimits
  readonly #processes: number
  readonly #clock: Clock
  readonly #pools = new Map<string, Pool>()
  readonly #holders = new Set<Holder>()

  constructor(limits: StackLimits, processes: number, clock: Clock) {
    this.#limits = limits
    this.#processes = processes
    this.#clock = clock
  }

  join(holder: Holder): void {
    this.#holders.add(holder)
  }

  /** What the holder had is free for the others. */
  leave(holder: Holder): void {
    this.#holders.delete(holder)
    for (const pool of this.#pools.values()) pool.forget(holder)
  }

  /** Connections that live outside the holders, in workers of an earlier agent. */
  occupied(connections: number): void {
    this.#pool('connections').occupied = connections
  }

  /** A block of the named limit for this holder; 0 when nothing is left anywhere. */
  async grant(name: string, holder: Holder): Promise<number> {
    const pool = this.#pool(name)
    if (pool.left === 0) await this.#callIn(name, pool, holder)
    const wanted = Math.max(1, Math.floor(pool.limit / (BLOCKS_PER_SHARE * this.#processes)))
    return pool.give(holder, Math.min(wanted, pool.left))
  }

  async #callIn(name: string, pool: Pool, asking: Holder): Promise<void> {
    const others = [...this.#holders].filter((holder) => holder !== asking)
    await Promise.all(
      others.map(async (holder) => {
        // A worker that is dying gives its share back by leave().
        const released = await holder.release(name).catch(() => 0)
        pool.takeBack(holder, released)
      }),
    )
  }

  #pool(name: string): Pool {
    let pool = this.#pools.get(name)
    if (!pool) {
      pool = this.#newPool(name)
      this.#pools.set(name, pool)
    }
    return pool
  }

  /** `<what>` or `<what> <rule>`. */
  #newPool(name: string): Pool {
    const [what = '', ...rest] = name.split(' ')
    const limits = rest.length === 0 ? this.#limits : (this.#limits.rules[rest.join(' ')] ?? {})
    return what === 'handshakes'
      ? new RatePool(limits.handshakesPerSecond ?? 0, this.#clock)
      : new Pool(limits.connections ?? 0)
  }
}

/** Things that come back: connections. */
class Pool {
  readonly limit: number
  /** Beside what the holders have. */
  occupied = 0
  readonly #held = new Map<Holder, number>()

  constructor(limit: number) {
    this.limit = limit
  }

  get left(): number {
    let held = this.occupied
    for (const count of this.#held.values()) held += count
    return Math.max(0, this.limit - held)
  }

  give(holder: Holder, count: number): number {
    this.#held.set(holder, (this.#held.get(holder) ?? 0) + count)
    return count
  }

  takeBack(holder: Holder, count: number): void {
    const held = this.#held.get(holder)
    if (held !== undefined) this.#held.set(holder, Math.max(0, held - count))
  }

  forget(holder: Holder): void {
    this.#held.delete(holder)
  }
}

/** Things that come with time: at most one second's worth at once after a quiet time. */
class RatePool extends Pool {
  readonly #clock: Clock
  #tokens: number
  #filledAt: number

  constructor(perSecond: number, clock: Clock) {
    super(perSecond)
    this.#clock = clock
    this.#tokens = perSecond
    this.#filledAt = clock.now()
  }

  override get left(): number {
    const now = this.#clock.now()
    const gained = ((now - this.#filledAt) / 1000) * this.limit
    this.#tokens = Math.min(this.limit, this.#tokens + Math.max(0, gained))
    this.#filledAt = now
    return Math.floor(this.#tokens)
  }

  override give(_holder: Holder, count: number): number {
    this.#tokens -= count
    return count
  }

  override takeBack(_holder: Holder, count: number): void {
    this.#tokens = Math.min(this.limit, this.#tokens + count)
  }

  /** What a dead worker had is lost; time makes it up. */
  override forget(): void {}
}
