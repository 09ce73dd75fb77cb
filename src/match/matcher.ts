// Rule lookup. A policy is compiled once; after that the cost of a lookup depends on the rules whose ports, and
// where those are many also remote addresses, match the connection, not on how many rules there are.

import type { Policy, Rule } from '../policy/policy.ts'
import { firstFailure, normalized } from './condition.ts'
import type { ConnectionFacts } from './facts.ts'
import { PortIndex, RULES_PER_SLICE } from './port-index.ts'

export class Matcher {
  #rules: readonly Rule[]
  /** By direction, so that a server's rules cost a client nothing. */
  readonly #indexes: Readonly<Record<ConnectionFacts['direction'], PortIndex>> = {
    inbound: new PortIndex(),
    outbound: new PortIndex(),
  }

  constructor(policy: Policy) {
    this.#rules = policy.rules
    for (const _slice of this.#file());
  }

  /** The same in slices: `pause` lets others have their turn between two of them. */
  static async inSlices(policy: Policy, pause: () => Promise<void>): Promise<Matcher> {
    const matcher = new Matcher({ ...policy, rules: [] })
    matcher.#rules = policy.rules
    for (const _slice of matcher.#file()) await pause()
    return matcher
  }

  /** Files the rules in order and stops after every RULES_PER_SLICE of them. */
  *#file(): Generator<void, void, undefined> {
    for (const [number, { direction, conditions }] of this.#rules.entries()) {
      const { localPorts, remotePorts } = conditions
      if (direction !== 'Outbound') this.#indexes.inbound.add(number, localPorts, remotePorts)
      if (direction !== 'Inbound') this.#indexes.outbound.add(number, localPorts, remotePorts)
      if (number % RULES_PER_SLICE === RULES_PER_SLICE - 1) yield
    }
    const addresses = (number: number) => this.#rules[number]?.conditions.remoteAddresses
    yield* this.#indexes.inbound.divide(addresses)
    yield* this.#indexes.outbound.divide(addresses)
  }

  /** Rules that could match by direction, ports and remote address, in order of lookup. */
  *candidates({ direction, local, remote }: ConnectionFacts): Generator<Rule, void, undefined> {
    for (const number of this.#indexes[direction].lookup(local.port, remote.port, remote.address)) {
      const rule = this.#rules[number]
      if (rule) yield rule
    }
  }

  /** The first rule in order of lookup that matches; `now` in Unix milliseconds decides time conditions. */
  match(facts: ConnectionFacts, now: number): Rule | undefined {
    const seen = normalized(facts)
    for (const rule of this.candidates(seen)) if (firstFailure(rule, seen, now) === undefined) return rule
    return undefined
  }
}
