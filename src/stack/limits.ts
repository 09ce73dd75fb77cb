// What all stack processes together take at most: connections at once and handshakes per second, for all and per
// rule. What is over a limit is reset at once, so that the peer can try elsewhere; waiting would only move the queue
// here. The numbers are kept by the agent (agent/allowances.ts); a worker uses up what it was given.

import type { Clock } from '../common/clock.ts'
import { Allowance } from './allowance.ts'
import type { AgentServices, StackLimits } from './port.ts'

/** Handshakes that were not started within a second are not saved up. */
const HANDSHAKES_VALID_MS = 1000

export class Limits {
  readonly #limits: StackLimits
  readonly #services: Pick<AgentServices, 'allowance'>
  readonly #clock: Clock
  readonly #allowances = new Map<string, Allowance>()

  constructor(limits: StackLimits, services: Pick<AgentServices, 'allowance'>, clock: Clock) {
    this.#limits = limits
    this.#services = services
    this.#clock = clock
  }

  /** May one more connection live? Pair each true with leave(). */
  enter(): boolean | Promise<boolean> {
    return this.#limits.connections === 0 || this.#allowance('connections', 0).take()
  }

  leave(): void {
    if (this.#limits.connections !== 0) this.#allowance('connections', 0).giveBack()
  }

  /** May one more connection of this rule live? Pair each true with leaveRule(). */
  enterRule(rule: string): boolean | Promise<boolean> {
    return (
      (this.#limits.rules[rule]?.connections ?? 0) === 0 || this.#allowance(`connections ${rule}`, 0).take()
    )
  }

  leaveRule(rule: string): void {
    if ((this.#limits.rules[rule]?.connections ?? 0) !== 0)
      this.#allowance(`connections ${rule}`, 0).giveBack()
  }

  /** May this rule start a handshake now? */
  async mayHandshake(rule: string): Promise<boolean> {
    const own = this.#limits.rules[rule]?.handshakesPerSecond ?? 0
    if (this.#limits.handshakesPerSecond !== 0) {
      if (!(await this.#allowance('handshakes', HANDSHAKES_VALID_MS).take())) return false
    }
    return own === 0 || this.#allowance(`handshakes ${rule}`, HANDSHAKES_VALID_MS).take()
  }

  /** Gives up what this process holds of a limit and does not use, for another one: how many. */
  release(name: string): number {
    return this.#allowances.get(name)?.release() ?? 0
  }

  #allowance(name: string, validMs: number): Allowance {
    let allowance = this.#allowances.get(name)
    if (!allowance) {
      allowance = new Allowance(
        () => this.#services.allowance(name),
        () => this.#clock.now(),
        validMs,
      )
      this.#allowances.set(name, allowance)
    }
    return allowance
  }

  /** Milliseconds; 0 is no limit. */
  idleMs(rule: string | undefined): number {
    const own = rule === undefined ? undefined : this.#limits.rules[rule]?.idleSeconds
    return (own ?? this.#limits.idleSeconds) * 1000
  }
}
