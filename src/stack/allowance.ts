// One worker's share of a limit that holds for all workers together. The agent hands out blocks; taking from a block
// asks nobody, and only a worker whose block is used up waits for an answer. Several that wait share one question.

/** A refusal holds for this long, so that a storm of refused connections does not become a storm of questions. */
const REFUSED_FOR_MS = 5

export class Allowance {
  readonly #ask: () => Promise<number>
  /** Milliseconds after which what was not used is void; 0 for never. */
  readonly #validMs: number
  readonly #now: () => number
  #spare = 0
  #block = 0
  #grantedAt = 0
  #refusedAt = Number.NEGATIVE_INFINITY
  #asking: Promise<number> | undefined

  /** `ask` gives the size of a new block, 0 when nothing is left anywhere. */
  constructor(ask: () => Promise<number>, now: () => number, validMs = 0) {
    this.#ask = ask
    this.#now = now
    this.#validMs = validMs
  }

  /** Takes one; true at once as long as the block lasts. */
  take(): boolean | Promise<boolean> {
    if (!this.#takeSpare()) return this.#takeLater()
    // The next block is fetched before this one is used up, so that accepting does not wait for the agent.
    if (this.#spare < this.#block / 2) void this.#fill()
    return true
  }

  /** One that was taken is free again. */
  giveBack(): void {
    this.#spare++
  }

  /** Gives up what is not in use, for another worker: how many. */
  release(): number {
    const spare = this.#spare
    this.#spare = 0
    return spare
  }

  #takeSpare(): boolean {
    if (this.#validMs > 0 && this.#now() - this.#grantedAt >= this.#validMs) this.#spare = 0
    if (this.#spare < 1) return false
    this.#spare--
    return true
  }

  async #takeLater(): Promise<boolean> {
    for (;;) {
      const granted = await this.#fill()
      // Others that waited for the same answer may have been faster.
      if (this.#takeSpare()) return true
      if (granted === 0) return false
    }
  }

  #fill(): Promise<number> {
    if (this.#now() - this.#refusedAt < REFUSED_FOR_MS) return Promise.resolve(0)
    // No answer is no allowance; what is wrong with the agent is not told here.
    const ask = (): Promise<number> => this.#ask().catch(() => 0)
    this.#asking ??= ask().then((granted) => {
      this.#asking = undefined
      if (granted === 0) this.#refusedAt = this.#now()
      else {
        if (this.#validMs > 0 && this.#now() - this.#grantedAt >= this.#validMs) this.#spare = 0
        this.#spare += granted
        this.#block = granted
        this.#grantedAt = this.#now()
      }
      return granted
    })
    return this.#asking
  }
}
