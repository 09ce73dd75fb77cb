// Finds rules that could cover or meet a given rule without looking at all of them. A rule has a point in every
// dimension in which it allows exactly one value (one port, one address, one job). Two rules can only meet where
// their points agree, so rules are filed by which dimensions are points and by the points themselves.

import type { AddressRange, PortRange } from '../../common/address.ts'
import type { NamePattern } from '../policy.ts'
import type { DraftRule } from '../rules.ts'

/** A value for every dimension that is a point; undefined where more than one value is allowed. */
type Points = readonly (string | undefined)[]

function pointsOf({ conditions, priority }: DraftRule, samePriority: boolean): Points {
  return [
    portPoint(conditions.localPorts),
    portPoint(conditions.remotePorts),
    addressPoint(conditions.localAddresses),
    addressPoint(conditions.remoteAddresses),
    namePoint(conditions.job),
    namePoint(conditions.user),
    samePriority ? String(priority) : undefined,
  ]
}

function portPoint(ranges: readonly PortRange[] | undefined): string | undefined {
  const [only, ...more] = ranges ?? []
  return only && more.length === 0 && only.low === only.high ? String(only.low) : undefined
}

function addressPoint(ranges: readonly AddressRange[] | undefined): string | undefined {
  const [only, ...more] = ranges ?? []
  return only && more.length === 0 && only.low === only.high ? `${only.family}:${only.low}` : undefined
}

function namePoint(pattern: NamePattern | undefined): string | undefined {
  return pattern && !pattern.isPrefix ? pattern.text : undefined
}

function maskOf(points: Points): number {
  return points.reduce((mask, point, bit) => (point === undefined ? mask : mask | (1 << bit)), 0)
}

function keyOf(points: Points, mask: number): string {
  return points.filter((_, bit) => mask & (1 << bit)).join('\n')
}

interface Shape {
  readonly rules: { readonly rule: DraftRule; readonly points: Points }[]
  /** By the dimensions that are compared: rules in order of lookup by their points there. */
  readonly byDimensions: Map<number, Map<string, DraftRule[]>>
}

export class RuleIndex {
  readonly #shapes = new Map<number, Shape>()
  readonly #samePriority: boolean

  /** With `samePriority` only rules of one priority are ever candidates for each other. */
  constructor(rules: readonly DraftRule[], samePriority: boolean) {
    this.#samePriority = samePriority
    for (const rule of rules) {
      const points = pointsOf(rule, samePriority)
      const mask = maskOf(points)
      let shape = this.#shapes.get(mask)
      if (!shape) {
        shape = { rules: [], byDimensions: new Map() }
        this.#shapes.set(mask, shape)
      }
      shape.rules.push({ rule, points })
    }
  }

  /** Rules that could cover all of `rule`, as lists in order of lookup. */
  covering(rule: DraftRule): (readonly DraftRule[])[] {
    const points = pointsOf(rule, this.#samePriority)
    const mask = maskOf(points)
    // A point covers nothing but the same point.
    return [...this.#shapes]
      .filter(([shape]) => (shape & ~mask) === 0)
      .map(([shape, entry]) => this.#list(entry, shape, points))
  }

  /** Rules that could match some of the same connections, as lists in order of lookup. */
  meeting(rule: DraftRule): (readonly DraftRule[])[] {
    const points = pointsOf(rule, this.#samePriority)
    const mask = maskOf(points)
    return [...this.#shapes].map(([shape, entry]) => this.#list(entry, shape & mask, points))
  }

  #list(shape: Shape, dimensions: number, points: Points): readonly DraftRule[] {
    let lists = shape.byDimensions.get(dimensions)
    if (!lists) {
      lists = new Map()
      for (const { rule, points: own } of shape.rules) {
        const key = keyOf(own, dimensions)
        const list = lists.get(key)
        if (list) list.push(rule)
        else lists.set(key, [rule])
      }
      shape.byDimensions.set(dimensions, lists)
    }
    return lists.get(keyOf(points, dimensions)) ?? []
  }
}
