// Why a connection maps as it does: the rule that matches, and for every other rule the first condition that does
// not hold. Pure; the command prints it.

import { type AddressRange, formatAddress, type PortRange } from '../common/address.ts'
import type { NamePattern, Rule } from '../policy/policy.ts'
import { type ConditionKind, firstFailure, normalized } from './condition.ts'
import type { ConnectionFacts } from './facts.ts'
import { type CompiledPolicy, type Mapping, mapConnection, type Unmapped } from './map.ts'

export interface OtherRule {
  readonly rule: Rule
  /** Undefined: it would match, but another rule is looked up first. */
  readonly failed: ConditionKind | undefined
  /** What the rule wants there, in words. */
  readonly wants: string
}

export interface Explanation {
  readonly facts: ConnectionFacts
  readonly mapping: Mapping | Unmapped
  readonly rule: Rule | undefined
  /** In order of lookup. */
  readonly others: readonly OtherRule[]
}

export function explainConnection(
  facts: ConnectionFacts,
  compiled: CompiledPolicy,
  now: number,
): Explanation {
  const mapping = mapConnection(facts, compiled, now)
  const rule = mapping.kind === 'unmapped' && mapping.reason === 'no-rule' ? undefined : mapping.rule
  const seen = normalized(facts)
  const others = compiled.policy.rules
    .filter((other) => other !== rule)
    .map((other): OtherRule => {
      const failed = firstFailure(other, seen, now)
      return { rule: other, failed, wants: failed === undefined ? '' : wanted(other, failed) }
    })
  return { facts, mapping, rule, others }
}

function wanted({ direction, conditions }: Rule, failed: ConditionKind): string {
  switch (failed) {
    case 'Direction':
      return direction
    case 'LocalPortRange':
      return ports(conditions.localPorts)
    case 'RemotePortRange':
      return ports(conditions.remotePorts)
    case 'LocalAddr':
      return addresses(conditions.localAddresses)
    case 'RemoteAddr':
      return addresses(conditions.remoteAddresses)
    case 'Jobname':
      return formatPattern(conditions.job)
    case 'Userid':
      return formatPattern(conditions.user)
    case 'IpTimeCondition':
      return 'another time'
  }
}

/** Enough to recognise a group by. */
const SHOWN = 4

function list(texts: readonly string[]): string {
  const more = texts.length - SHOWN
  return texts.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function ports(ranges: readonly PortRange[] | undefined): string {
  return list((ranges ?? []).map(({ low, high }) => (low === high ? `${low}` : `${low}-${high}`)))
}

function addresses(ranges: readonly AddressRange[] | undefined): string {
  return list((ranges ?? []).map(formatRange))
}

export function formatRange(range: AddressRange): string {
  const [low, high] =
    range.family === 4
      ? [formatAddress({ family: 4, value: range.low }), formatAddress({ family: 4, value: range.high })]
      : [formatAddress({ family: 6, value: range.low }), formatAddress({ family: 6, value: range.high })]
  if (range.prefix !== undefined) return `${low}/${range.prefix}`
  return low === high ? low : `${low}-${high}`
}

export function formatPattern(pattern: NamePattern | undefined): string {
  return pattern ? `${pattern.text}${pattern.isPrefix ? '*' : ''}` : '*'
}
