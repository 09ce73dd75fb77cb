// Rules from their statements: conditions as numbers, priorities, and the actions by name.

import type { AddressRange, PortRange } from '../common/address.ts'
import type { Place } from '../common/diagnostic.ts'
import { isAnyPort, namePattern, readAddresses, readPorts } from './condition-values.ts'
import type { Findings } from './findings.ts'
import { POLICY } from './keywords.ts'
import type { Conditions, Direction } from './policy.ts'
import type { ReadStatement } from './reader.ts'
import type { Resolver } from './resolve.ts'
import { readTimeCondition } from './time-condition.ts'

export type ActionScope = 'group' | 'environment' | 'connection'

/** A rule with gaps where its text has errors. */
export interface DraftRule {
  readonly name: string
  readonly place: Place
  readonly priority: number
  readonly direction: Direction | undefined
  readonly conditions: Conditions
  /** Names as written, whether defined or not. */
  readonly actions: Readonly<Record<ActionScope, string | undefined>>
  /** In the order of the lines of the rule. */
  readonly actionOrder: readonly ActionScope[]
}

const SCOPES: ReadonlyMap<string, ActionScope> = new Map([
  ['TTLSGroupAction', 'group'],
  ['TTLSEnvironmentAction', 'environment'],
  ['TTLSConnectionAction', 'connection'],
])

export class RuleBuilder {
  readonly #resolver: Resolver
  readonly #findings: Findings
  readonly #addresses = new Map<ReadStatement, readonly AddressRange[]>()
  readonly #ports = new Map<ReadStatement, readonly PortRange[]>()

  constructor(resolver: Resolver, findings: Findings) {
    this.#resolver = resolver
    this.#findings = findings
  }

  rule(read: ReadStatement): DraftRule {
    const { attributes, uses } = read
    const place = (read.statement.name ?? read.statement.keyword).place
    if (!hasCondition(read)) this.#findings.add('no-condition', place, { name: read.name })
    const actions: Record<ActionScope, string | undefined> = {
      group: undefined,
      environment: undefined,
      connection: undefined,
    }
    for (const [target, scope] of SCOPES) actions[scope] = uses.get(target)?.name?.text
    const order = [...uses.values()]
      .toSorted((left, right) => left.keyword.place.line - right.keyword.place.line)
      .flatMap((use) => SCOPES.get(use.target) ?? [])
    const priority = attributes['Priority']?.value
    return {
      name: read.name,
      place,
      priority: typeof priority === 'number' ? priority : 1,
      direction: attributes['Direction']?.value as Direction | undefined,
      conditions: this.#conditions(read),
      actions,
      actionOrder: order,
    }
  }

  #conditions(read: ReadStatement): Conditions {
    const job = pattern(read, 'Jobname')
    const user = pattern(read, 'Userid')
    const localAddresses = this.#addressCondition(read, 'LocalAddr')
    const remoteAddresses = this.#addressCondition(read, 'RemoteAddr')
    const localPorts = this.#portCondition(read, 'LocalPortRange')
    const remotePorts = this.#portCondition(read, 'RemotePortRange')
    const times = this.#times(read)
    return {
      ...(localAddresses && { localAddresses }),
      ...(remoteAddresses && { remoteAddresses }),
      ...(localPorts && { localPorts }),
      ...(remotePorts && { remotePorts }),
      ...(job && { job }),
      ...(user && { user }),
      ...(times && { times }),
    }
  }

  #addressCondition(read: ReadStatement, family: string): readonly AddressRange[] | undefined {
    const coded = read.attributes[family]?.value
    if (typeof coded === 'string') return rangesOf(coded)
    const target = this.#resolver.follow(read.uses.get(family))
    return target && this.#addressesOf(target)
  }

  #addressesOf(read: ReadStatement): readonly AddressRange[] {
    const known = this.#addresses.get(read)
    if (known) return known
    const { attributes } = read
    const coded = attributes['Addr'] ?? attributes['Prefix'] ?? attributes['Range']
    const own = coded ? (rangesOf(String(coded.value)) ?? []) : []
    const ranges = [...own, ...this.#members(read).flatMap((member) => this.#addressesOf(member))]
    this.#addresses.set(read, ranges)
    return ranges
  }

  #members(read: ReadStatement): readonly ReadStatement[] {
    return read.members.flatMap((use) => this.#resolver.follow(use) ?? [])
  }

  #portCondition(read: ReadStatement, family: string): readonly PortRange[] | undefined {
    const coded = read.attributes[family]?.value
    const target = this.#resolver.follow(read.uses.get(family))
    const ports =
      coded === undefined
        ? target && this.#portsOf(target)
        : [readPorts(String(coded))].filter((one) => !!one)
    // 0 is any port, also as one entry of a group.
    return ports?.some(isAnyPort) ? undefined : ports
  }

  #portsOf(read: ReadStatement): readonly PortRange[] {
    const known = this.#ports.get(read)
    if (known) return known
    const coded = read.attributes['Port']
    const own = coded ? readPorts(String(coded.value)) : undefined
    const members = this.#members(read).flatMap((member) => this.#portsOf(member))
    const ports = own ? [own, ...members] : members
    this.#ports.set(read, ports)
    return ports
  }

  #times(read: ReadStatement): Conditions['times'] {
    const target = this.#resolver.follow(read.uses.get('IpTimeCondition'))
    if (!target) return undefined
    const conditions = target.keyword === 'IpTimeGroup' ? this.#members(target) : [target]
    return conditions.map((condition) => readTimeCondition(condition.attributes))
  }
}

function pattern(read: ReadStatement, keyword: string): Conditions['job'] {
  const coded = read.attributes[keyword]?.value
  return typeof coded === 'string' ? namePattern(coded) : undefined
}

function rangesOf(text: string): readonly AddressRange[] | undefined {
  const form = text.includes('/') || text.includes('-') ? 'rule' : 'single'
  const read = readAddresses(text, text.toLowerCase() === 'all' ? 'rule' : form)
  return read.kind === 'ranges' || read.kind === 'short' ? read.ranges : undefined
}

const CONDITIONS = new Set([
  'LocalAddr',
  'RemoteAddr',
  'LocalPortRange',
  'RemotePortRange',
  'Jobname',
  'Userid',
])

/** Whether one is coded at all; a wrong value has its own finding. */
function hasCondition(read: ReadStatement): boolean {
  return read.statement.entries.some((entry) => {
    const parameter = POLICY.parameter('TTLSRule', entry.keyword.text)
    return parameter !== undefined && CONDITIONS.has(parameter.family ?? parameter.keyword)
  })
}
