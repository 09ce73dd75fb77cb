// The one point where policy and connections meet: facts and compiled policy in, mapping out. Nothing behind this
// sees policy text, and nothing in the policy line sees a connection.

import { type EffectiveAction, effectiveAction } from '../policy/effective.ts'
import { defaultAt, POLICY } from '../policy/keywords.ts'
import type {
  ConnectionAction,
  EnvironmentAction,
  GroupAction,
  Level,
  Policy,
  Rule,
} from '../policy/policy.ts'
import type { ConnectionFacts } from './facts.ts'
import { Matcher } from './matcher.ts'

export interface Mapping {
  readonly kind: 'mapped'
  readonly rule: Rule
  readonly group: GroupAction
  readonly environment: EnvironmentAction
  readonly connection: ConnectionAction | undefined
  /** Shared by all connections with these actions: one object per combination and compiled policy. */
  readonly effective: EffectiveAction
}

export type Unmapped =
  | { readonly kind: 'unmapped'; readonly reason: 'no-rule' }
  /** A rule matched whose group says TTLSEnabled Off: status `Not Enabled`. */
  | {
      readonly kind: 'unmapped'
      readonly reason: 'ttls-off'
      readonly rule: Rule
      readonly group: GroupAction
      readonly environment: EnvironmentAction | undefined
      readonly connection: ConnectionAction | undefined
      /** Trace, which decides whether the mapping is reported. */
      readonly trace: number
    }

/** A policy made ready for lookups by compilePolicy() or compileInSlices(), once per installed policy and process. */
export class CompiledPolicy {
  readonly policy: Policy
  readonly matcher: Matcher
  readonly #effective = new Map<string, EffectiveAction>()

  constructor(policy: Policy, matcher: Matcher) {
    this.policy = policy
    this.matcher = matcher
  }

  /** Computed on first use, then shared. */
  effective(
    group: GroupAction,
    environment: EnvironmentAction,
    connection: ConnectionAction | undefined,
  ): EffectiveAction {
    // Names hold no blanks, so a line end keeps the parts apart.
    const key = `${group.name}\n${environment.name}\n${connection?.name ?? ''}`
    let effective = this.#effective.get(key)
    if (!effective) {
      effective = effectiveAction(group, environment, connection, this.policy.level)
      this.#effective.set(key, effective)
    }
    return effective
  }
}

export function compilePolicy(policy: Policy): CompiledPolicy {
  return new CompiledPolicy(policy, new Matcher(policy))
}

/** The same in slices: `pause` lets others have their turn between two of them. */
export async function compileInSlices(policy: Policy, pause: () => Promise<void>): Promise<CompiledPolicy> {
  return new CompiledPolicy(policy, await Matcher.inSlices(policy, pause))
}

const NO_RULE: Unmapped = { kind: 'unmapped', reason: 'no-rule' }

/** `now` in Unix milliseconds. The mapping of a connection never changes later. */
export function mapConnection(
  facts: ConnectionFacts,
  compiled: CompiledPolicy,
  now: number,
): Mapping | Unmapped {
  const rule = compiled.matcher.match(facts, now)
  return rule ? mappingOf(rule, compiled) : NO_RULE
}

/** What a rule leads to. The policy was checked, so every action it names is there. */
export function mappingOf(rule: Rule, compiled: CompiledPolicy): Mapping | Unmapped {
  const { policy } = compiled
  const group = policy.groupActions[rule.groupAction]
  if (!group) throw new Error(`rule ${rule.name} names a group action that the policy does not have`)
  const environment =
    rule.environmentAction === undefined ? undefined : policy.environmentActions[rule.environmentAction]
  const connection =
    rule.connectionAction === undefined ? undefined : policy.connectionActions[rule.connectionAction]
  if (group.attributes['TTLSEnabled']?.value === 'On' && environment) {
    const effective = compiled.effective(group, environment, connection)
    return { kind: 'mapped', rule, group, environment, connection, effective }
  }
  return {
    kind: 'unmapped',
    reason: 'ttls-off',
    rule,
    group,
    environment,
    connection,
    trace: traceOf(group, environment, connection, policy.level),
  }
}

function traceOf(
  group: GroupAction,
  environment: EnvironmentAction | undefined,
  connection: ConnectionAction | undefined,
  level: Level,
): number {
  const coded = [connection, environment, group].map((action) => action?.attributes['Trace']?.value)
  const parameter = POLICY.parameter('TTLSGroupAction', 'Trace')
  return Number(coded.find((value) => value !== undefined) ?? (parameter && defaultAt(parameter, level)))
}
