// Rules that can never match because one before them covers all they describe, and rules of equal priority that meet
// and lead to different actions.

import type { AddressRange, PortRange } from '../../common/address.ts'
import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import type { NamePattern } from '../policy.ts'
import type { DraftRule } from '../rules.ts'
import { RuleIndex } from './rule-index.ts'

/** Comparisons of two rules before the check gives up and says so; about a second. */
const MOST_COMPARISONS = 20_000_000

export function checkCoverage(draft: Draft, findings: Findings): void {
  const order = new Map(draft.rules.map((rule, number) => [rule, number]))
  const budget = { left: MOST_COMPARISONS }
  const earlier = (
    lists: (readonly DraftRule[])[],
    rule: DraftRule,
    holds: (other: DraftRule) => boolean,
  ) => {
    const limit = order.get(rule) ?? 0
    for (const list of lists)
      for (const other of list) {
        if ((order.get(other) ?? 0) >= limit || budget.left-- <= 0) break
        if (holds(other)) return other
      }
    return undefined
  }
  const covers = new RuleIndex(draft.rules, false)
  const meets = new RuleIndex(draft.rules, true)
  for (const rule of draft.rules) {
    const cover = earlier(covers.candidates(rule, 'covering'), rule, (other) => coversRule(other, rule))
    if (cover) {
      report('shadowed-rule', rule, cover, findings)
      continue
    }
    const met = earlier(
      meets.candidates(rule, 'meeting'),
      rule,
      (other) => other.priority === rule.priority && !sameActions(other, rule) && meetsRule(other, rule),
    )
    if (met) report('overlapping-rules', rule, met, findings)
  }
  if (budget.left <= 0) findings.add('comparison-stopped', undefined, { count: draft.rules.length })
}

function report(
  name: 'shadowed-rule' | 'overlapping-rules',
  rule: DraftRule,
  other: DraftRule,
  findings: Findings,
): void {
  const related = { place: other.place, message: `${other.name} is defined here` }
  findings.add(name, rule.place, { name: rule.name, other: other.name }, { related })
}

function sameActions(left: DraftRule, right: DraftRule): boolean {
  const [a, b] = [left.actions, right.actions]
  return a.group === b.group && a.environment === b.environment && a.connection === b.connection
}

function coversRule(wide: DraftRule, narrow: DraftRule): boolean {
  const [a, b] = [wide.conditions, narrow.conditions]
  return (
    (wide.direction === 'Both' || wide.direction === narrow.direction) &&
    coversName(a.job, b.job) &&
    coversName(a.user, b.user) &&
    coversRanges(a.localPorts, b.localPorts) &&
    coversRanges(a.remotePorts, b.remotePorts) &&
    coversAddresses(a.localAddresses, b.localAddresses) &&
    coversAddresses(a.remoteAddresses, b.remoteAddresses) &&
    (a.times === undefined || JSON.stringify(a.times) === JSON.stringify(b.times))
  )
}

function coversName(wide: NamePattern | undefined, narrow: NamePattern | undefined): boolean {
  if (!wide) return true
  if (!narrow) return false
  return wide.isPrefix ? narrow.text.startsWith(wide.text) : !narrow.isPrefix && wide.text === narrow.text
}

interface Range<T> {
  readonly low: T
  readonly high: T
}

/** Whether every range of `narrow` lies in the union of `wide`. */
function coversRanges<T extends number | bigint>(
  wide: readonly Range<T>[] | undefined,
  narrow: readonly Range<T>[] | undefined,
): boolean {
  if (!wide) return true
  if (!narrow) return false
  return narrow.every((range) => wide.some((other) => other.low <= range.low && other.high >= range.high))
}

function familyOf<F extends 4 | 6>(
  ranges: readonly AddressRange[],
  family: F,
): readonly Extract<AddressRange, { family: F }>[] {
  return ranges.filter((range): range is Extract<AddressRange, { family: F }> => range.family === family)
}

function coversAddresses(
  wide: readonly AddressRange[] | undefined,
  narrow: readonly AddressRange[] | undefined,
): boolean {
  if (!wide) return true
  if (!narrow) return false
  return (
    coversRanges(familyOf(wide, 4), familyOf(narrow, 4)) &&
    coversRanges<bigint>(familyOf(wide, 6), familyOf(narrow, 6))
  )
}

function meetsRule(left: DraftRule, right: DraftRule): boolean {
  const [a, b] = [left.conditions, right.conditions]
  const directions = left.direction === right.direction || [left.direction, right.direction].includes('Both')
  return (
    directions &&
    meetsName(a.job, b.job) &&
    meetsName(a.user, b.user) &&
    meetsPorts(a.localPorts, b.localPorts) &&
    meetsPorts(a.remotePorts, b.remotePorts) &&
    meetsAddresses(a.localAddresses, b.localAddresses) &&
    meetsAddresses(a.remoteAddresses, b.remoteAddresses)
  )
}

function meetsName(left: NamePattern | undefined, right: NamePattern | undefined): boolean {
  return !left || !right || coversName(left, right) || coversName(right, left)
}

function meetsPorts(
  left: readonly PortRange[] | undefined,
  right: readonly PortRange[] | undefined,
): boolean {
  if (!left || !right) return true
  return left.some((one) => right.some((other) => one.low <= other.high && one.high >= other.low))
}

function meetsAddresses(
  left: readonly AddressRange[] | undefined,
  right: readonly AddressRange[] | undefined,
): boolean {
  if (!left || !right) return true
  return left.some((one) =>
    right.some((other) => one.family === other.family && one.low <= other.high && one.high >= other.low),
  )
}
