// Time as a dependency, so that certificate dates, time conditions and timers can be tested without waiting.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still until it is told otherwise. */
export class ManualClock implements Clock {
  #now: number

  constructor(now: number | string) {
    this.#now = typeof now === 'string' ? Date.parse(now) : now
  }

  now(): number {
    return this.#now
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
  }
}
