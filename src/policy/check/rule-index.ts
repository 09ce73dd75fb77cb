// Finds rules that could cover or meet a given rule without looking at all of them. A rule has a point in every
// dimension in which it allows one value: one port, one address prefix, one job. Two rules can only meet where their
// points agree, so rules are filed by the kinds of their points (the shape) and by the points themselves.

import type { AddressRange, PortRange } from '../../common/address.ts'
import type { NamePattern } from '../policy.ts'
import type { DraftRule } from '../rules.ts'

interface Prefix {
  readonly family: 4 | 6
  readonly low: bigint
  readonly length: number
}

/** One value as text, one address prefix, or undefined where more than that is allowed. */
type Point = string | Prefix | undefined

function pointsOf({ conditions, priority }: DraftRule, samePriority: boolean): readonly Point[] {
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

const WIDTH = { 4: 32, 6: 128 } as const

function addressPoint(ranges: readonly AddressRange[] | undefined): Prefix | undefined {
  const [only, ...more] = ranges ?? []
  if (!only || more.length > 0) return undefined
  const length = only.low === only.high ? WIDTH[only.family] : only.prefix
  return length === undefined ? undefined : { family: only.family, low: BigInt(only.low), length }
}

function namePoint(pattern: NamePattern | undefined): string | undefined {
  return pattern && !pattern.isPrefix ? pattern.text : undefined
}

interface Shape {
  readonly example: readonly Point[]
  readonly rules: { readonly rule: DraftRule; readonly points: readonly Point[] }[]
  /** By the dimensions that are compared, as bits: rules in order of lookup by their points there. */
  readonly byDimensions: Map<number, Map<string, DraftRule[]>>
}

function shapeOf(points: readonly Point[]): string {
  return points
    .map((point) =>
      typeof point === 'object' ? `${point.family}/${point.length}` : point === undefined ? '-' : '=',
    )
    .join(' ')
}

type Mode = 'covering' | 'meeting'

export class RuleIndex {
  readonly #shapes = new Map<string, Shape>()
  readonly #samePriority: boolean

  /** With `samePriority` only rules of one priority are ever candidates for each other. */
  constructor(rules: readonly DraftRule[], samePriority: boolean) {
    this.#samePriority = samePriority
    for (const rule of rules) {
      const points = pointsOf(rule, samePriority)
      const id = shapeOf(points)
      let shape = this.#shapes.get(id)
      if (!shape) {
        shape = { example: points, rules: [], byDimensions: new Map() }
        this.#shapes.set(id, shape)
      }
      shape.rules.push({ rule, points })
    }
  }

  /** Rules that could cover all of `rule`, or match some of the same connections; lists in order of lookup. */
  candidates(rule: DraftRule, mode: Mode): (readonly DraftRule[])[] {
    const points = pointsOf(rule, this.#samePriority)
    return [...this.#shapes.values()].flatMap((shape) => {
      const probe = probeFor(shape, points, mode)
      return probe ? [listOf(shape, probe)] : []
    })
  }
}

interface Probe {
  readonly dimensions: number
  readonly key: string
}

/** What to look for among the rules of a shape; undefined when none of them can be a candidate. */
function probeFor({ example }: Shape, points: readonly Point[], mode: Mode): Probe | undefined {
  let dimensions = 0
  const key: string[] = []
  for (const [dimension, theirs] of example.entries()) {
    if (theirs === undefined) continue
    const own = points[dimension]
    const text = comparable(theirs, own)
    if (text === 'never') return undefined
    if (text !== undefined) {
      dimensions |= 1 << dimension
      key.push(text)
      // A point covers nothing but what lies in it.
    } else if (mode === 'covering') return undefined
  }
  return { dimensions, key: key.join('\n') }
}

/** The own point as the other's kind of point writes it; undefined when the own one is wider than that. */
function comparable(theirs: string | Prefix, own: Point): string | undefined {
  if (typeof theirs === 'string') return typeof own === 'string' ? own : undefined
  if (typeof own !== 'object') return undefined
  if (own.family !== theirs.family) return 'never'
  return own.length >= theirs.length ? prefixText(own, theirs.length) : undefined
}

function prefixText({ family, low }: Prefix, length: number): string {
  return String(low >> BigInt(WIDTH[family] - length))
}

function listOf(shape: Shape, { dimensions, key }: Probe): readonly DraftRule[] {
  let lists = shape.byDimensions.get(dimensions)
  if (!lists) {
    lists = new Map()
    for (const { rule, points } of shape.rules) {
      const own = points
        .filter((_, dimension) => dimensions & (1 << dimension))
        .map((point) => (typeof point === 'object' ? prefixText(point, point.length) : point))
        .join('\n')
      const list = lists.get(own)
      if (list) list.push(rule)
      else lists.set(own, [rule])
    }
    shape.byDimensions.set(dimensions, lists)
  }
  return lists.get(key) ?? []
}
