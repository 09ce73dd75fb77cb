// What a change of policy means for traffic, not for text: rules by what they match and what they lead to. Names of
// actions, comments, layout and unused statements make no difference.

import { effectiveAction } from '../policy/effective.ts'
import { isSecret } from '../policy/keywords.ts'
import type { AttributeValue, Conditions, Policy, Rule } from '../policy/policy.ts'
import { formatPattern, formatRange } from './explain.ts'
import type { ConnectionFacts } from './facts.ts'
import { type CompiledPolicy, type Mapping, mapConnection, type Unmapped } from './map.ts'

export interface ValueChange {
  /** Keyword of a condition or a parameter. */
  readonly keyword: string
  readonly before: string
  readonly after: string
}

export interface PolicyDiff {
  readonly added: readonly Rule[]
  readonly removed: readonly Rule[]
  readonly changed: readonly { readonly rule: Rule; readonly changes: readonly ValueChange[] }[]
  /** The same rule under another name. */
  readonly renamed: readonly { readonly before: Rule; readonly after: Rule }[]
  /** Rules that were looked up the other way round and can match the same connection. */
  readonly reordered: readonly { readonly first: Rule; readonly second: Rule }[]
}

export function diffPolicies(before: Policy, after: Policy): PolicyDiff {
  const old = new Map(before.rules.map((rule) => [rule.name, rule]))
  const now = new Map(after.rules.map((rule) => [rule.name, rule]))
  const gone = before.rules.filter((rule) => !now.has(rule.name))
  const fresh = after.rules.filter((rule) => !old.has(rule.name))
  const renamed = pairRenamed(gone, fresh, before, after)
  const changed = after.rules.flatMap((rule) => {
    const earlier = old.get(rule.name)
    const changes = earlier ? changesOf(earlier, rule, before, after) : []
    return changes.length > 0 ? [{ rule, changes }] : []
  })
  return {
    added: fresh.filter((rule) => !renamed.some((pair) => pair.after === rule)),
    removed: gone.filter((rule) => !renamed.some((pair) => pair.before === rule)),
    changed,
    renamed,
    reordered: reorderedRules(old, after),
  }
}

export function isSame({ added, removed, changed, reordered }: PolicyDiff): boolean {
  return added.length + removed.length + changed.length + reordered.length === 0
}

function pairRenamed(
  gone: readonly Rule[],
  fresh: readonly Rule[],
  before: Policy,
  after: Policy,
): PolicyDiff['renamed'] {
  const bySignature = new Map(gone.map((rule) => [signatureOf(rule, before), rule]))
  return fresh.flatMap((rule) => {
    const earlier = bySignature.get(signatureOf(rule, after))
    return earlier ? [{ before: earlier, after: rule }] : []
  })
}

function signatureOf(rule: Rule, policy: Policy): string {
  return JSON.stringify([rule.priority, [...conditionTexts(rule)], [...outcome(rule, policy)]])
}

function changesOf(before: Rule, after: Rule, old: Policy, now: Policy): readonly ValueChange[] {
  return [
    ...mapChanges(conditionTexts(before), conditionTexts(after)),
    ...mapChanges(outcome(before, old), outcome(after, now)),
  ]
}

function mapChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): ValueChange[] {
  const keywords = new Set([...before.keys(), ...after.keys()])
  return [...keywords].flatMap((keyword) => {
    const change = { keyword, before: before.get(keyword) ?? '', after: after.get(keyword) ?? '' }
    return change.before === change.after ? [] : [change]
  })
}

function conditionTexts({ direction, conditions }: Rule): ReadonlyMap<string, string> {
  const addresses = (ranges: Conditions['localAddresses']) =>
    ranges ? ranges.map(formatRange).toSorted().join(', ') : 'All'
  const ports = (ranges: Conditions['localPorts']) =>
    ranges ? ranges.map(({ low, high }) => (low === high ? `${low}` : `${low}-${high}`)).join(', ') : 'any'
  return new Map([
    ['Direction', direction],
    ['LocalAddr', addresses(conditions.localAddresses)],
    ['RemoteAddr', addresses(conditions.remoteAddresses)],
    ['LocalPortRange', ports(conditions.localPorts)],
    ['RemotePortRange', ports(conditions.remotePorts)],
    ['Jobname', formatPattern(conditions.job)],
    ['Userid', formatPattern(conditions.user)],
    ['IpTimeCondition', conditions.times ? JSON.stringify(conditions.times) : 'always'],
  ])
}

/** What happens to a connection: in the clear, or every effective value. */
function outcome(rule: Rule, policy: Policy): ReadonlyMap<string, string> {
  const group = policy.groupActions[rule.groupAction]
  const environment = policy.environmentActions[rule.environmentAction ?? '']
  const connection = policy.connectionActions[rule.connectionAction ?? '']
  if (!group || !environment || group.attributes['TTLSEnabled']?.value === 'Off')
    return new Map([['TTLSEnabled', 'Off']])
  const { values } = effectiveAction(group, environment, connection, policy.level)
  return new Map(
    Object.entries(values).map(([keyword, { value }]) => [keyword, shown(keyword, value)] as const),
  )
}

/** Passwords are compared by whether there is one and never shown. */
function shown(keyword: string, value: AttributeValue | undefined): string {
  if (value === undefined) return ''
  if (isSecret(keyword)) return '[secret]'
  return typeof value === 'object' ? value.join(' ') : String(value)
}

function reorderedRules(old: ReadonlyMap<string, Rule>, after: Policy): PolicyDiff['reordered'] {
  const oldOrder = new Map([...old.keys()].map((name, number) => [name, number]))
  const common = after.rules.filter((rule) => oldOrder.has(rule.name))
  const moved = common.filter((rule) => old.get(rule.name)?.priority !== rule.priority)
  const pairs = new Map<string, { first: Rule; second: Rule }>()
  const position = new Map(common.map((rule, number) => [rule, number]))
  for (const rule of moved)
    for (const other of common) {
      const isFirst = (position.get(rule) ?? 0) < (position.get(other) ?? 0)
      const wasFirst = (oldOrder.get(rule.name) ?? 0) < (oldOrder.get(other.name) ?? 0)
      if (rule === other || isFirst === wasFirst || !canMeet(rule, other)) continue
      const [first, second] = isFirst ? [rule, other] : [other, rule]
      pairs.set(`${first.name}\n${second.name}`, { first, second })
    }
  return [...pairs.values()]
}

/** Whether two rules can match one connection, by direction, ports, job and user. */
function canMeet(left: Rule, right: Rule): boolean {
  const [a, b] = [left.conditions, right.conditions]
  const ports = (one: Conditions['localPorts'], other: Conditions['localPorts']) =>
    !one || !other || one.some((x) => other.some((y) => x.low <= y.high && x.high >= y.low))
  const names = (one: Conditions['job'], other: Conditions['job']) =>
    !one || !other || one.text.startsWith(other.text) || other.text.startsWith(one.text)
  return (
    (left.direction === right.direction || left.direction === 'Both' || right.direction === 'Both') &&
    ports(a.localPorts, b.localPorts) &&
    ports(a.remotePorts, b.remotePorts) &&
    names(a.job, b.job) &&
    names(a.user, b.user)
  )
}

export interface Remapped {
  readonly facts: ConnectionFacts
  readonly before: Mapping | Unmapped
  readonly after: Mapping | Unmapped
}

/** Of live connections: those that would map to other rules or settings if they were made anew. */
export function remappedConnections(
  connections: readonly ConnectionFacts[],
  before: CompiledPolicy,
  after: CompiledPolicy,
  now: number,
): readonly Remapped[] {
  return connections.flatMap((facts) => {
    const [old, fresh] = [mapConnection(facts, before, now), mapConnection(facts, after, now)]
    const same = mappingText(old, before.policy) === mappingText(fresh, after.policy)
    return same ? [] : [{ facts, before: old, after: fresh }]
  })
}

function mappingText(mapping: Mapping | Unmapped, policy: Policy): string {
  if (mapping.kind === 'unmapped' && mapping.reason === 'no-rule') return 'none'
  return JSON.stringify([mapping.rule.name, [...outcome(mapping.rule, policy)]])
}
