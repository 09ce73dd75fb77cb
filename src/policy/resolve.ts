// Names to statements: which definition counts, what every reference means, and each action with the parameters of
// its blocks in one place. The result may have gaps where the text has errors; checks live with that.

import type { Place } from '../common/diagnostic.ts'
import type { PolicyText, Statement } from './ast.ts'
import type { Findings } from './findings.ts'
import type { Action, CodedAttribute } from './policy.ts'
import type { ReadStatement, StatementReader, Use } from './reader.ts'
import { reportStray, similarName } from './unknown.ts'

export class Resolver {
  readonly #reader: StatementReader
  readonly #findings: Findings
  /** By statement keyword and name: the definition that counts. */
  readonly #definitions = new Map<string, Map<string, Statement>>()
  readonly #inline = new Map<string, Map<string, Statement>>()
  readonly #used = new Set<Statement>()
  readonly #actions = new Map<Statement, Action>()
  readonly #texts: readonly PolicyText[]

  constructor(texts: readonly PolicyText[], reader: StatementReader, findings: Findings) {
    this.#texts = texts
    this.#reader = reader
    this.#findings = findings
    for (const text of texts) this.#index(text)
    this.#compareNames()
  }

  /** Every known statement at file level, in file order, replaced ones included. */
  *statements(): Iterable<ReadStatement> {
    for (const text of this.#texts)
      for (const statement of text.statements)
        if (statement.known !== undefined) yield this.#reader.read(statement)
  }

  /** Definitions of one kind that count, in file order. */
  definitions(keyword: string): readonly ReadStatement[] {
    return [...(this.#definitions.get(keyword)?.values() ?? [])].map((statement) =>
      this.#reader.read(statement),
    )
  }

  #index(text: PolicyText): void {
    for (const entry of text.stray) reportStray(entry, this.#findings)
    for (const statement of text.statements) {
      if (statement.known === undefined) {
        reportStray(statement, this.#findings)
        continue
      }
      const read = this.#reader.read(statement)
      this.#indexInline(statement)
      if (statement.name) this.#define(read)
      else this.#findings.add('missing-name', statement.keyword.place, { keyword: statement.keyword.text })
    }
  }

  #define(read: ReadStatement): void {
    const { keyword, name, statement } = read
    const names = this.#definitions.get(keyword) ?? new Map<string, Statement>()
    this.#definitions.set(keyword, names)
    const earlier = names.get(name)
    const place = (statement.name ?? statement.keyword).place
    if (earlier) {
      const first = earlier.keyword.place
      if (first.file === place.file) {
        const related = { place: first, message: 'the earlier definition' }
        this.#findings.add('duplicate-name', place, { keyword, name, line: first.line }, { related })
      } else this.#findings.add('overridden-by-stack', place, { keyword, name, file: first.file })
      names.delete(name)
    }
    names.set(name, statement)
  }

  #indexInline(statement: Statement): void {
    for (const entry of statement.entries) {
      if (entry.kind !== 'statement') continue
      if (entry.known !== undefined && entry.name) {
        const names = this.#inline.get(entry.known) ?? new Map<string, Statement>()
        this.#inline.set(entry.known, names)
        names.set(entry.name.text, entry)
      }
      this.#indexInline(entry)
    }
  }

  /** Names that differ in case only are two names, and probably one mistake. */
  #compareNames(): void {
    for (const [keyword, names] of this.#definitions) {
      const folded = new Map<string, string>()
      for (const [name, statement] of names) {
        const other = folded.get(name.toLowerCase())
        if (other === undefined) folded.set(name.toLowerCase(), name)
        else this.#findings.add('similar-name', statement.name?.place, { keyword, name, other })
      }
    }
  }

  /** Reports every name that is used and not defined, in used and unused statements alike. */
  checkNames(): void {
    const visit = (statement: Statement) => {
      const read = this.#reader.read(statement)
      for (const use of [...read.uses.values(), ...read.members]) {
        if (use.inline) visit(use.inline)
        else if (use.name) this.#checkName(use, use.name.text, use.name.place)
      }
    }
    for (const { statement } of this.statements()) visit(statement)
  }

  #checkName(use: Use, name: string, place: Place): void {
    if (this.#definitions.get(use.target)?.has(name)) return
    const keyword = use.keyword.text
    if (this.#inline.get(use.target)?.has(name))
      return this.#findings.add('inline-name', place, { keyword, name })
    const hint = similarName(name, this.#definitions.get(use.target)?.keys() ?? [], this.#findings)
    this.#findings.add('undefined-name', place, { keyword, name, statement: use.target }, { hint })
  }

  /** What a use means; undefined when its name is not defined or was not given. Marks it as used. */
  follow(use: Use | undefined): ReadStatement | undefined {
    if (!use) return undefined
    const name = use.name?.text ?? ''
    const statement =
      use.inline ?? this.#definitions.get(use.target)?.get(name) ?? this.#inline.get(use.target)?.get(name)
    if (!statement) return undefined
    this.#used.add(statement)
    return this.#reader.read(statement)
  }

  /** An action with the parameters of all its blocks. */
  action(read: ReadStatement): Action {
    const known = this.#actions.get(read.statement)
    if (known) return known
    const attributes: Record<string, CodedAttribute | undefined> = {}
    const blocks: Record<string, string> = {}
    const collect = (from: ReadStatement) => {
      Object.assign(attributes, from.attributes)
      for (const use of from.uses.values()) {
        const block = this.follow(use)
        if (!block) continue
        blocks[use.target] = block.name
        collect(block)
      }
    }
    collect(read)
    const place = (read.statement.name ?? read.statement.keyword).place
    const action: Action = { name: read.name, place, attributes, blocks }
    this.#actions.set(read.statement, action)
    return action
  }

  /** To be called when everything that rules refer to was followed. */
  reportUnused(): void {
    for (const [keyword, names] of this.#definitions) {
      if (keyword === 'TTLSRule') continue
      for (const [name, statement] of names)
        if (!this.#used.has(statement))
          this.#findings.add('unused-name', statement.name?.place, { keyword, name })
    }
  }
}
