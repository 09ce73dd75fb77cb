// One predicate per kind of condition, and which of them fails first. The matcher, `explain` and the tests all go
// through these; a condition that is absent is not considered.

import { contains, type IpAddress, type PortRange, unmapped } from '../common/address.ts'
import type { Conditions, NamePattern, Rule } from '../policy/policy.ts'
import type { ConnectionFacts } from './facts.ts'
import { isActive } from './time.ts'

export type ConditionKind =
  | 'Direction'
  | 'LocalPortRange'
  | 'RemotePortRange'
  | 'LocalAddr'
  | 'RemoteAddr'
  | 'Jobname'
  | 'Userid'
  | 'IpTimeCondition'

export function matchesName(pattern: NamePattern, name: string): boolean {
  return pattern.isPrefix ? name.startsWith(pattern.text) : name === pattern.text
}

export function matchesPort(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some((range) => port >= range.low && port <= range.high)
}

function matchesAddress(ranges: Conditions['localAddresses'], address: IpAddress): boolean {
  return ranges === undefined || ranges.some((range) => contains(range, address))
}

export function matchesDirection(rule: Rule, direction: ConnectionFacts['direction']): boolean {
  return rule.direction === 'Both' || (rule.direction === 'Inbound') === (direction === 'inbound')
}

/** Facts as conditions see them: a dual-stack socket's ::ffff:a.b.c.d is the IPv4 address. */
export function normalized(facts: ConnectionFacts): ConnectionFacts {
  const local = unmapped(facts.local.address)
  const remote = unmapped(facts.remote.address)
  if (local === facts.local.address && remote === facts.remote.address) return facts
  return {
    ...facts,
    local: { address: local, port: facts.local.port },
    remote: { address: remote, port: facts.remote.port },
  }
}

/**
 * The first condition of the rule that does not hold, in a fixed order; undefined when the rule matches. The facts
 * are normalized; `now` is in Unix milliseconds.
 */
export function firstFailure(rule: Rule, facts: ConnectionFacts, now: number): ConditionKind | undefined {
  const { conditions } = rule
  if (!matchesDirection(rule, facts.direction)) return 'Direction'
  if (conditions.localPorts && !matchesPort(conditions.localPorts, facts.local.port)) return 'LocalPortRange'
  if (conditions.remotePorts && !matchesPort(conditions.remotePorts, facts.remote.port))
    return 'RemotePortRange'
  if (!matchesAddress(conditions.localAddresses, facts.local.address)) return 'LocalAddr'
  if (!matchesAddress(conditions.remoteAddresses, facts.remote.address)) return 'RemoteAddr'
  if (conditions.job && !matchesName(conditions.job, facts.job)) return 'Jobname'
  if (conditions.user && !matchesName(conditions.user, facts.user)) return 'Userid'
  if (conditions.times && !conditions.times.some((time) => isActive(time, now))) return 'IpTimeCondition'
  return undefined
}
