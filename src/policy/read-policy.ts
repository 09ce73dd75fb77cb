// The way from text to Policy in one function: parse, read, resolve, check, build. All findings of all stages come
// back together; a policy comes back only when none of them is an error.

import type { Diagnostic } from '../common/diagnostic.ts'
import { toEbcdic } from '../common/ebcdic.ts'
import { runChecks } from './check/index.ts'
import { checkRings, type RingInventory } from './check/rings.ts'
import type { Draft } from './draft.ts'
import { Findings } from './findings.ts'
import { parsePolicy } from './parse.ts'
import { type Action, type Level, NEWEST_LEVEL, type Policy, type Rule } from './policy.ts'
import { StatementReader } from './reader.ts'
import { Resolver } from './resolve.ts'
import { type DraftRule, RuleBuilder } from './rules.ts'

export interface PolicySource {
  readonly file: string
  readonly text: string
}

export interface PolicyOptions {
  readonly level?: Level
  /** Unknown keywords and the like are errors. */
  readonly strict?: boolean
  /** Also judge the key rings that the policy names; `now` in Unix milliseconds decides expiry. */
  readonly rings?: { readonly inventory: RingInventory; readonly now: number }
}

export interface PolicyReading {
  /** Frozen; absent when a diagnostic is an error. */
  readonly policy?: Policy
  /** In file order. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Later sources win over earlier ones: the common file first, then the file of the stack. */
export function readPolicy(sources: readonly PolicySource[], options: PolicyOptions = {}): PolicyReading {
  const level = options.level ?? NEWEST_LEVEL
  const findings = new Findings(options.strict)
  const texts = sources.map(({ file, text }) => parsePolicy(text, file, findings))
  const reader = new StatementReader(level, findings)
  const resolver = new Resolver(texts, reader, findings)
  resolver.checkNames()
  const draft = draftPolicy(resolver, reader, findings, level)
  runChecks(draft, findings)
  if (options.rings) checkRings(draft, options.rings.inventory, options.rings.now, findings)
  const diagnostics = findings.sorted(sources.map((source) => source.file))
  return findings.hasErrors ? { diagnostics } : { policy: buildPolicy(draft), diagnostics }
}

function draftPolicy(resolver: Resolver, reader: StatementReader, findings: Findings, level: Level): Draft {
  const builder = new RuleBuilder(resolver, findings)
  const rules = resolver.definitions('TTLSRule').map((read) => ({ read, rule: builder.rule(read) }))
  // Only what rules refer to counts as used: actions are followed from the rules before all actions are built.
  for (const { read } of rules)
    for (const use of read.uses.values()) {
      const target = resolver.follow(use)
      if (target?.keyword.endsWith('Action')) resolver.action(target)
    }
  resolver.reportUnused()
  const sortKeys = new Map(rules.map(({ rule }) => [rule.name, sortKey(rule.name)]))
  const order = (left: DraftRule, right: DraftRule) =>
    right.priority - left.priority || compare(sortKeys.get(left.name), sortKeys.get(right.name))
  const actionsOf = (keyword: string): Map<string, Action> =>
    new Map(resolver.definitions(keyword).map((read) => [read.name, resolver.action(read)]))
  const statements = [...resolver.statements()].filter((read) => read.name !== '')
  return {
    level,
    rules: rules.map(({ rule }) => rule).toSorted(order),
    groupActions: actionsOf('TTLSGroupAction'),
    environmentActions: actionsOf('TTLSEnvironmentAction'),
    connectionActions: actionsOf('TTLSConnectionAction'),
    definitions: resolver.definitions.bind(resolver),
    read: () => reader.all(),
    statements: statements.map(({ keyword, name, statement }) => ({
      keyword,
      name,
      place: statement.keyword.place,
    })),
  }
}

/** A string whose order by code unit is the EBCDIC order of the name (policy-language.md 3.4). */
function sortKey(name: string): string {
  return String.fromCharCode(...toEbcdic(name.slice(0, 64)))
}

function compare(left = '', right = ''): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function buildPolicy(draft: Draft): Policy {
  return freeze({
    level: draft.level,
    rules: draft.rules.map(buildRule),
    groupActions: Object.fromEntries(draft.groupActions),
    environmentActions: Object.fromEntries(draft.environmentActions),
    connectionActions: Object.fromEntries(draft.connectionActions),
    statements: draft.statements,
  })
}

function buildRule(draft: DraftRule): Rule {
  const { name, place, priority, direction, conditions, actions, actionOrder } = draft
  if (direction === undefined || actions.group === undefined)
    throw new Error(`rule ${name} passed the checks without a direction or a group action`)
  return {
    name,
    place,
    priority,
    direction,
    conditions,
    groupAction: actions.group,
    ...(actions.environment !== undefined && { environmentAction: actions.environment }),
    ...(actions.connection !== undefined && { connectionAction: actions.connection }),
    actionOrder,
  }
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) freeze(member)
  return value
}
