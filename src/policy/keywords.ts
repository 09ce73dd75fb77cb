// The one door to the keyword table: every statement and every parameter of the policy language, with values,
// defaults by level and where each may stand. Parsing, checking, displays and docs/policy-reference.md read it.

import { ACTION_PARAMETERS, ACTION_STATEMENTS } from './keywords/actions.ts'
import { ADVANCED_PARAMETERS } from './keywords/advanced.ts'
import { CONDITION_PARAMETERS, CONDITION_STATEMENTS } from './keywords/conditions.ts'
import { GSK_PARAMETERS, GSK_STATEMENTS } from './keywords/gsk.ts'
import type { Parameter, StatementKind } from './keywords/kinds.ts'
import { OTHER_POLICY_TYPES, PAGENT_PARAMETERS, PAGENT_STATEMENTS } from './keywords/pagent.ts'
import { type AttributeValue, LEVELS, type Level } from './policy.ts'

export type { CodeTable, Parameter, StatementKind, ValueKind } from './keywords/kinds.ts'
export { OTHER_POLICY_TYPES }

/** Statements of AT-TLS policy files, in the order of the reference page. */
export const STATEMENTS: readonly StatementKind[] = [
  ...CONDITION_STATEMENTS,
  ...ACTION_STATEMENTS,
  ...GSK_STATEMENTS,
]

export const PARAMETERS: readonly Parameter[] = [
  ...CONDITION_PARAMETERS,
  ...ACTION_PARAMETERS,
  ...ADVANCED_PARAMETERS,
  ...GSK_PARAMETERS,
]

export { PAGENT_PARAMETERS, PAGENT_STATEMENTS }

const fold = (keyword: string) => keyword.toLowerCase()

/** Which statements and parameters one kind of file knows. */
export class Vocabulary {
  readonly #statements: ReadonlyMap<string, StatementKind>
  readonly #parameters = new Map<string, Parameter[]>()
  readonly #names: readonly string[]
  /** Every parameter, in the order of the table. */
  readonly all: readonly Parameter[]

  constructor(statements: readonly StatementKind[], parameters: readonly Parameter[]) {
    this.#statements = new Map(statements.map((statement) => [fold(statement.keyword), statement]))
    for (const parameter of parameters) {
      const same = this.#parameters.get(fold(parameter.keyword))
      if (same) same.push(parameter)
      else this.#parameters.set(fold(parameter.keyword), [parameter])
    }
    this.all = parameters
    this.#names = [...statements, ...parameters].map((entry) => entry.keyword)
  }

  statement(keyword: string): StatementKind | undefined {
    return this.#statements.get(fold(keyword))
  }

  /** In every statement that has a parameter of this name. */
  parameters(keyword: string): readonly Parameter[] {
    return this.#parameters.get(fold(keyword)) ?? []
  }

  parameter(statement: string, keyword: string): Parameter | undefined {
    return this.parameters(keyword).find((parameter) => parameter.in.includes(statement))
  }

  knows(keyword: string): boolean {
    return this.#statements.has(fold(keyword)) || this.#parameters.has(fold(keyword))
  }

  /** The keyword that was probably meant, in its canonical spelling. */
  nearest(keyword: string): string | undefined {
    return nearest(keyword, this.#names)
  }
}

export const POLICY = new Vocabulary(STATEMENTS, PARAMETERS)
export const PAGENT = new Vocabulary(PAGENT_STATEMENTS, PAGENT_PARAMETERS)

export function isSince(level: Level, since: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(since)
}

/** The default of AT-TLS at a level; undefined when AT-TLS sets nothing. */
export function defaultAt(parameter: Parameter, level: Level): AttributeValue | undefined {
  return parameter.defaults?.findLast(([since]) => isSince(level, since))?.[1]
}

/** Whether displays must not show the value. */
export function isSecret(keyword: string): boolean {
  return POLICY.parameters(keyword).some(({ value }) => value.kind === 'text' && value.secret === true)
}

/** The candidate at the smallest edit distance, when that is small for its length; case counts for nothing. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(word)
  let best: string | undefined
  // Two letters in ten, and at least one: `TLLSEnabled`, `TTLSEnvironmentAdvancedParmRef`, `cipherZSS`.
  let limit = Math.max(1, Math.floor(word.length / 5)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(folded, fold(candidate), limit)
    if (distance < limit) {
      limit = distance
      best = candidate
    }
  }
  return best
}

/** Levenshtein distance with swapped neighbours as one edit; `limit` when it is not below that. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    let smallest = row
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1])
        cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1)
      current.push(cost)
      smallest = Math.min(smallest, cost)
    }
    if (smallest >= limit) return limit
    beforePrevious = previous
    previous = current
  }
  return Math.min(previous[right.length] ?? limit, limit)
}
