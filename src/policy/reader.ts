// One statement at a time: its parameters as canonical values, the blocks and names it refers to, and findings about
// both. Each statement is read once, however often it is referred to.

import type { Place } from '../common/diagnostic.ts'
import type { Coded, Statement, Word } from './ast.ts'
import { Findings } from './findings.ts'
import { isSince, type Parameter, POLICY, type StatementKind } from './keywords.ts'
import type { AttributeValue, CodedAttribute, Level } from './policy.ts'
import { rejoinScattered } from './scattered.ts'
import { reportUnknownParameter, reportUnknownStatement } from './unknown.ts'
import { type CodedValue, readValue } from './values.ts'

/** A block or statement that this one uses: written in place, or by name. */
export interface Use {
  /** Keyword of the statement that is meant. */
  readonly target: string
  readonly keyword: Word
  readonly inline?: Statement
  readonly name?: Word
}

export interface ReadStatement {
  readonly statement: Statement
  readonly keyword: string
  /** '' for a block without a name. */
  readonly name: string
  readonly attributes: Readonly<Record<string, CodedAttribute | undefined>>
  /** By family (`LocalPortRange`) or target keyword: the last one coded. */
  readonly uses: ReadonlyMap<string, Use>
  /** Uses that may be repeated, in file order: the entries of a group. */
  readonly members: readonly Use[]
}

const LONGEST_NAME = 32
/** The one word of ClientECurves that is no code. */
const ANY = 'Any'

interface Draft {
  readonly attributes: Record<string, CodedAttribute | undefined>
  readonly uses: Map<string, Use>
  readonly members: Use[]
  /** By family or keyword: what was coded last, valid or not. */
  readonly seen: Map<string, Word>
  /** By family: the attribute that holds its value. */
  readonly holders: Map<string, string>
  /** Repeatable parameters, by attribute: values in file order, each once. */
  readonly lists: Map<string, { readonly values: Set<string>; isAny: boolean; readonly place: Place }>
}

export class StatementReader {
  readonly #level: Level
  readonly #findings: Findings
  readonly #read = new Map<Statement, ReadStatement>()

  constructor(level: Level, findings: Findings) {
    this.#level = level
    this.#findings = findings
  }

  /** All that was read so far. */
  all(): Iterable<ReadStatement> {
    return this.#read.values()
  }

  read(statement: Statement): ReadStatement {
    const known = this.#read.get(statement)
    if (known) return known
    const keyword = statement.known ?? ''
    const kind = POLICY.statement(keyword)
    if (kind) this.#checkSince(kind, statement.keyword.place)
    const isGlobal = kind?.global === true
    const rejoined = rejoinScattered(statement, POLICY, isGlobal, (parameter, value) =>
      this.#accepts(keyword, parameter, value),
    )
    if (rejoined.name) this.#missingName(statement, rejoined.name)
    statement.name ??= rejoined.name
    const draft: Draft = {
      attributes: {},
      uses: new Map(),
      members: [],
      seen: new Map(),
      holders: new Map(),
      lists: new Map(),
    }
    for (const entry of statement.entries) {
      if (entry.kind === 'statement') this.#child(keyword, entry, draft)
      else if (!rejoined.taken.has(entry)) this.#coded(keyword, entry, rejoined.values.get(entry), draft)
    }
    const name = statement.name?.text ?? ''
    if (name.length > LONGEST_NAME)
      this.#findings.add('name-too-long', statement.name?.place, { name, length: name.length })
    for (const [attribute, { values, isAny, place }] of draft.lists)
      draft.attributes[attribute] = { value: isAny ? ANY : [...values], place }
    this.#requireParameters(keyword, name, statement, draft)
    const read: ReadStatement = {
      statement,
      keyword,
      name,
      attributes: draft.attributes,
      uses: draft.uses,
      members: draft.members,
    }
    this.#read.set(statement, read)
    return read
  }

  #checkSince(
    { keyword, since, sinceNote }: Parameter | (StatementKind & { sinceNote?: string }),
    place: Place,
  ): void {
    if (isSince(this.#level, since)) return
    const when = sinceNote === undefined ? since : `${since} (${sinceNote})`
    this.#findings.add('not-at-level', place, { what: keyword, level: this.#level, since: when })
  }

  #missingName(statement: Statement, found: Word): void {
    const keyword = statement.keyword.text
    const hint = `'${found.text}' on line ${found.place.line} stands alone: write both on one line`
    this.#findings.add('missing-name', statement.keyword.place, { keyword }, { hint })
  }

  #accepts(statement: string, keyword: string, value: string): boolean {
    const parameter = POLICY.parameter(statement, keyword)
    if (!parameter) return false
    const trial = new Findings()
    const place = { file: '', line: 1, column: 1 }
    readValue(parameter, { keyword, word: value, rest: value, place }, this.#level, trial)
    return !trial.hasErrors
  }

  #child(parent: string, child: Statement, draft: Draft): void {
    const { known, keyword } = child
    const kind = known === undefined ? undefined : POLICY.statement(known)
    if (!kind) return reportUnknownStatement(child, this.#findings)
    if (!kind.parents.includes(parent)) {
      const home = kind.parents.length > 0 ? kind.parents.join(' or ') : 'the file itself, outside of blocks'
      const values = { keyword: kind.keyword, statement: parent, home }
      this.#findings.add('wrong-block', keyword.place, values)
      return
    }
    const use: Use = { target: kind.keyword, keyword, inline: child }
    const reference = POLICY.parameter(parent, `${kind.keyword}Ref`)
    if (reference?.list) draft.members.push(use)
    else this.#use(kind.keyword, use, draft)
  }

  #use(key: string, use: Use, draft: Draft): void {
    const earlier = draft.seen.get(key)
    const before = draft.uses.get(key)
    if (
      earlier &&
      (before === undefined || before.inline || use.inline || before.name?.text !== use.name?.text)
    )
      this.#findings.add('replaced-block', use.keyword.place, {
        keyword: use.keyword.text,
        earlier: earlier.text,
        line: earlier.place.line,
      })
    draft.seen.set(key, use.keyword)
    draft.uses.set(key, use)
    dropHolder(key, undefined, draft)
  }

  #coded(statement: string, entry: Coded, found: Word | undefined, draft: Draft): void {
    const parameter = POLICY.parameter(statement, entry.keyword.text)
    if (!parameter) return reportUnknownParameter(statement, entry, this.#findings)
    const key = parameter.family ?? parameter.keyword
    const value = this.#value(parameter, entry, found)
    if (parameter.value.kind === 'reference') {
      const use: Use = {
        target: parameter.value.to,
        keyword: entry.keyword,
        ...(value && { name: { text: value.word, place: value.place } }),
      }
      if (parameter.list) draft.members.push(use)
      else this.#use(parameter.family ?? parameter.value.to, use, draft)
      if (value) readValue(parameter, value, this.#level, this.#findings)
      return
    }
    const read = value && readValue(parameter, value, this.#level, this.#findings)
    this.#checkSince(parameter, entry.keyword.place)
    if (read !== undefined && value) this.#store(parameter, read, value, key, draft)
    draft.seen.set(key, entry.keyword)
  }

  /** The value of a line, and what it says behind it; a missing one is a finding. */
  #value(parameter: Parameter, entry: Coded, found: Word | undefined): CodedValue | undefined {
    const keyword = entry.keyword.text
    const word = entry.values[0] ?? found
    if (!entry.values[0]) {
      const hint = found
        ? `'${found.text}' on line ${found.place.line} stands alone: write both on one line`
        : undefined
      this.#findings.add('missing-value', entry.keyword.place, { keyword }, { hint })
    }
    if (!word) return undefined
    const second = entry.values[1]
    const wholeLine = parameter.value.kind === 'text' && parameter.value.wholeLine
    const takesSecond = parameter.value.kind === 'ports' && second && /^\d+$/.test(second.text)
    const trailing = wholeLine ? undefined : takesSecond ? entry.values[2] : second
    if (trailing) this.#findings.add('trailing-text', trailing.place, { text: trailing.text, keyword })
    return {
      keyword,
      word: word.text,
      place: word.place,
      ...(takesSecond && { second: second.text }),
      rest: entry.rest === '' ? word.text : entry.rest,
    }
  }

  #store(parameter: Parameter, read: AttributeValue, value: CodedValue, key: string, draft: Draft): void {
    const { attributes } = draft
    const name = parameter.storedAs ?? parameter.keyword
    const before = attributes[name]
    if (parameter.list) return this.#append(parameter, read, value, draft)
    const earlier = draft.seen.get(key)
    if (before && String(before.value) !== String(read))
      this.#findings.add('repeated-parameter', value.place, { keyword: value.keyword, value: value.word })
    else if (!before && earlier && parameter.family !== undefined)
      this.#findings.add('replaced-block', value.place, {
        keyword: value.keyword,
        earlier: earlier.text,
        line: earlier.place.line,
      })
    if (parameter.family !== undefined) {
      draft.uses.delete(key)
      dropHolder(key, name, draft)
    }
    attributes[name] = { value: read, place: value.place }
  }

  /** Lists grow in file order; a repeated code keeps its first place, and `Any` stands alone. */
  #append(parameter: Parameter, read: AttributeValue, value: CodedValue, draft: Draft): void {
    const name = parameter.storedAs ?? parameter.keyword
    const list = draft.lists.get(name) ?? { values: new Set<string>(), isAny: false, place: value.place }
    const isAny = parameter.value.kind === 'codes' && read === ANY
    if (list.values.size + (list.isAny ? 1 : 0) > 0 && list.isAny !== isAny)
      this.#findings.add('any-with-others', value.place, { keyword: value.keyword })
    if (isAny) list.isAny = true
    else for (const one of typeof read === 'object' ? read : [String(read)]) list.values.add(one)
    draft.lists.set(name, list)
  }

  #requireParameters(keyword: string, name: string, statement: Statement, draft: Draft): void {
    for (const parameter of requiredBy(keyword)) {
      const target = parameter.value.kind === 'reference' ? parameter.value.to : parameter.keyword
      const key = parameter.family ?? target
      if (draft.seen.has(key) || draft.attributes[parameter.keyword]) continue
      // A block may be written in place: then it is the block that is missing, not its reference.
      const needed =
        parameter.value.kind === 'reference' && parameter.family ? parameter.family : parameter.keyword
      const values = { statement: keyword, name, keyword: needed }
      this.#findings.add('missing-parameter', (statement.name ?? statement.keyword).place, values)
    }
  }
}

/** The later one of a family replaces the earlier; `name` is the attribute that takes over, if it is one. */
function dropHolder(family: string, name: string | undefined, draft: Draft): void {
  const holder = draft.holders.get(family)
  if (holder !== undefined && holder !== name) draft.attributes[holder] = undefined
  if (name === undefined) draft.holders.delete(family)
  else draft.holders.set(family, name)
}

const REQUIRED = new Map<string, readonly Parameter[]>()

function requiredBy(statement: string): readonly Parameter[] {
  let required = REQUIRED.get(statement)
  if (!required) {
    required = POLICY.all.filter((parameter) => parameter.required?.includes(statement))
    REQUIRED.set(statement, required)
  }
  return required
}
