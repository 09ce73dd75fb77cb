// What one stack process takes at most: connections at once and handshakes per second, for all and per rule. What
// is over a limit is reset at once, so that the peer can try elsewhere; waiting would only move the queue here.

import type { Clock } from '../common/clock.ts'
import type { StackLimits } from './port.ts'

/** Handshakes that may start at once after a quiet time: one second's worth. */
class TokenBucket {
  readonly #perSecond: number
  #tokens: number
  #filledAt: number

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#tokens = perSecond
    this.#filledAt = now
  }

  take(now: number): boolean {
    const gained = ((now - this.#filledAt) / 1000) * this.#perSecond
    this.#tokens = Math.min(this.#perSecond, this.#tokens + Math.max(0, gained))
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}

export class Limits {
  readonly #limits: StackLimits
  readonly #clock: Clock
  readonly #buckets = new Map<string, TokenBucket>()
  readonly #perRule = new Map<string, number>()

  constructor(limits: StackLimits, clock: Clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** May one more connection live beside `live` others? */
  admits(live: number): boolean {
    return this.#limits.connections === 0 || live < this.#limits.connections
  }

  /** May one more connection of this rule live? Pair each true with leaveRule(). */
  enterRule(rule: string): boolean {
    const allowed = this.#limits.rules[rule]?.connections ?? 0
    const live = this.#perRule.get(rule) ?? 0
    if (allowed !== 0 && live >= allowed) return false
    this.#perRule.set(rule, live + 1)
    return true
  }

  leaveRule(rule: string): void {
    const live = (this.#perRule.get(rule) ?? 1) - 1
    if (live === 0) this.#perRule.delete(rule)
    else this.#perRule.set(rule, live)
  }

  /** May this rule start a handshake now? */
  mayHandshake(rule: string): boolean {
    const own = this.#limits.rules[rule]?.handshakesPerSecond ?? 0
    return this.#take('', this.#limits.handshakesPerSecond) && this.#take(rule, own)
  }

  #take(name: string, perSecond: number): boolean {
    if (perSecond === 0) return true
    const now = this.#clock.now()
    let bucket = this.#buckets.get(name)
    if (!bucket) {
      bucket = new TokenBucket(perSecond, now)
      this.#buckets.set(name, bucket)
    }
    return bucket.take(now)
  }

  /** Milliseconds; 0 is no limit. */
  idleMs(rule: string | undefined): number {
    const own = rule === undefined ? undefined : this.#limits.rules[rule]?.idleSeconds
    return (own ?? this.#limits.idleSeconds) * 1000
  }
}
