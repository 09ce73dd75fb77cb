// What differs between z/OS levels for one policy: the same text, other defaults. For people who migrate.

import { type EffectiveAction, effectiveAction } from './effective.ts'
import type { AttributeValue, Level, Policy, Rule } from './policy.ts'

export interface LevelDifference {
  readonly keyword: string
  /** In the order of the levels asked for. */
  readonly values: readonly { readonly level: Level; readonly value: AttributeValue | undefined }[]
  /** Decides what is negotiated; these come first. */
  readonly isNegotiated: boolean
}

export interface LevelComparison {
  /** `eAct1`, or `eAct1 with cAct1`. */
  readonly actions: string
  readonly rules: readonly string[]
  readonly differences: readonly LevelDifference[]
}

/** What a partner notices, the most visible first. */
const NEGOTIATED = [
  'TLSv1.3',
  'TLSv1.2',
  'TLSv1.1',
  'TLSv1',
  'SSLv3',
  'SSLv2',
  'V3CipherSuites',
  'ClientECurves',
  'ClientKeyShareGroups',
  'ServerKeyShareGroups',
  'ServerKexECurves',
  'SignaturePairs',
  'PeerMinRsaKeySize',
  'PeerMinECCKeySize',
  'PeerMinDHKeySize',
  'PeerMinDsaKeySize',
]

/** Combinations of actions for which the levels differ, in order of lookup of their first rule. */
export function compareLevels(policy: Policy, levels: readonly Level[]): readonly LevelComparison[] {
  const byActions = new Map<string, Rule[]>()
  for (const rule of policy.rules) {
    const key = [rule.groupAction, rule.environmentAction, rule.connectionAction].join('\n')
    const rules = byActions.get(key)
    if (rules) rules.push(rule)
    else byActions.set(key, [rule])
  }
  return [...byActions.values()].flatMap((rules) => {
    const [rule] = rules
    const effective = rule ? levels.map((level) => effectiveAt(policy, rule, level)) : []
    const known = effective.filter((one) => one !== undefined)
    const [first] = known
    if (!first) return []
    const differences = differencesOf(known)
    const actions =
      first.connection === undefined ? first.environment : `${first.environment} with ${first.connection}`
    return differences.length > 0 ? [{ actions, rules: rules.map((one) => one.name), differences }] : []
  })
}

function effectiveAt(policy: Policy, rule: Rule, level: Level): EffectiveAction | undefined {
  const group = policy.groupActions[rule.groupAction]
  const environment = policy.environmentActions[rule.environmentAction ?? '']
  const connection = policy.connectionActions[rule.connectionAction ?? '']
  if (!group || !environment || group.attributes['TTLSEnabled']?.value === 'Off') return undefined
  return effectiveAction(group, environment, connection, level)
}

function differencesOf(effective: readonly EffectiveAction[]): readonly LevelDifference[] {
  const keywords = Object.keys(effective[0]?.values ?? {})
  const rank = (keyword: string) => {
    const at = NEGOTIATED.indexOf(keyword)
    return at < 0 ? NEGOTIATED.length : at
  }
  return keywords
    .filter((keyword) => new Set(effective.map((one) => String(one.values[keyword]?.value))).size > 1)
    .toSorted((left, right) => rank(left) - rank(right))
    .map((keyword) => ({
      keyword,
      isNegotiated: NEGOTIATED.includes(keyword),
      values: effective.map((one) => ({ level: one.level, value: one.values[keyword]?.value })),
    }))
}
