// Connection ids: unique over all workers, because the agent hands out blocks and never hands out one twice. The
// next block is fetched when half of one is used, so that accepting never waits for the agent.

import type { AgentServices } from './port.ts'

interface Block {
  readonly first: number
  readonly size: number
}

export class Connids {
  readonly #services: Pick<AgentServices, 'connidRange'>
  #block: Block = { first: 0, size: 0 }
  #used = 0
  #next: Block | undefined
  #isFetching = false

  constructor(services: Pick<AgentServices, 'connidRange'>) {
    this.#services = services
  }

  /** Resolves when next() may be called. */
  async ready(): Promise<void> {
    if (this.#block.size === 0) this.#block = await this.#services.connidRange()
  }

  next(): number {
    if (this.#used >= this.#block.size / 2 && !this.#next && !this.#isFetching) void this.#fetch()
    if (this.#used >= this.#block.size) {
      // Without an answer yet the block starts over; its first connections are tens of thousands back.
      this.#block = this.#next ?? this.#block
      this.#next = undefined
      this.#used = 0
    }
    return this.#block.first + this.#used++
  }

  async #fetch(): Promise<void> {
    this.#isFetching = true
    try {
      this.#next = await this.#services.connidRange()
    } catch {
      // The agent is busy or gone; next() asks again.
    } finally {
      this.#isFetching = false
    }
  }
}
