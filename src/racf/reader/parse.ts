// Tokens to a parsed command, led by the command table. Form only: a value that must be a user ID is judged by the
// command that uses it. Every problem of a command is collected; a command with an error is not run.

import type { Diagnostic, Place } from '../../common/diagnostic.ts'
import { finding } from './findings.ts'
import { nearest } from './near-match.ts'
import { Operands, type ParsedCommand, type ParsedOperand, type Value } from './parsed-command.ts'
import type { PlacedText } from './placed-text.ts'
import { PLACEHOLDER } from './symbols.ts'
import { type CommandSyntax, findByName, findCommand, type OperandSyntax } from './syntax.ts'
import { type Token, tokensOf } from './tokens.ts'

export interface Parsed {
  /** Absent when the command has an error. */
  readonly command?: ParsedCommand
  /** What may be shown of the text, errors or not. */
  readonly echo: string
  readonly findings: readonly Diagnostic[]
}

export function parseCommand(source: PlacedText, table: readonly CommandSyntax[]): Parsed {
  return new Parser(source, table).parse()
}

/** Where a word may still close an inner list: the operand tables around it, innermost first. */
type Scope = readonly (readonly OperandSyntax[])[]

class Parser {
  readonly #source: PlacedText
  readonly #table: readonly CommandSyntax[]
  readonly #findings: Diagnostic[] = []
  readonly #tokens: readonly Token[]
  readonly #secrets: { start: number; end: number }[] = []
  #at = 0
  #missing = 0

  constructor(source: PlacedText, table: readonly CommandSyntax[]) {
    this.#source = source
    this.#table = table
    this.#tokens = tokensOf(source, this.#findings)
    for (const token of this.#tokens) {
      const name = PLACEHOLDER.exec(token.text)?.[0]
      if (name !== undefined)
        this.#report('ATTLS0812', this.#here(token), { name }, 'give it one with --set NAME=VALUE')
    }
  }

  parse(): Parsed {
    const first = this.#next()
    const syntax = first?.kind === 'word' ? findCommand(this.#table, first.text) : undefined
    if (!first || !syntax) {
      if (first) this.#refuseCommand(first)
      return { echo: first?.text ?? '', findings: this.#findings }
    }
    const positionals = syntax.positionals.map((positional) => {
      const values = this.#positional(positional.list === true, positional.optional === true, syntax)
      if (values.length === 0 && positional.optional !== true)
        this.#report('IKJ56701I', this.#here(first), { what: positional.help })
      return values
    })
    const operands = this.#operands([syntax.operands], false)
    if (this.#missing > 0) {
      const count = this.#missing === 1 ? '1 right parenthesis is' : `${this.#missing} right parentheses are`
      this.#report('ATTLS0805', this.#here(this.#tokens.at(-1) ?? first), { count })
    }
    const hasError = this.#findings.some((each) => each.severity === 'error')
    // A broken command may hold a secret where the table does not expect one: show its name only.
    const echo = hasError ? `${syntax.name} ...` : this.#echo()
    const place = this.#here(first)
    const command = { syntax, place, positionals, operands, echo }
    return { ...(hasError ? {} : { command }), echo, findings: this.#findings }
  }

  #refuseCommand(token: Token): void {
    const name = token.text.toUpperCase()
    const owners = this.#table.filter(({ operands }) => mentions(operands, name)).map((each) => each.name)
    if (owners.length > 0) {
      const what = `${name} is an operand of ${owners.join(' and ')}, not a command`
      const hint = `the line that begins with ${owners.join(' or ')} must come first`
      this.#report('IKJ56712I', this.#here(token), { what }, hint)
      return
    }
    const near = nearest(
      name,
      this.#table.map((each) => each.name),
    )
    this.#report('IKJ56500I', this.#here(token), { name }, near && `did you mean ${near}?`)
  }

  #positional(isList: boolean, isOptional: boolean, syntax: CommandSyntax): Value[] {
    const token = this.#peek()
    if (!token || token.kind === ')') return []
    if (token.kind === '(') {
      if (!isList) return []
      this.#at++
      return this.#values([syntax.operands])
    }
    if (isOptional && token.kind === 'word' && exactOperand(syntax.operands, token.text)) return []
    return [this.#value()]
  }

  /** Operands up to the right parenthesis, or to the end of the command at the outermost level. */
  #operands(scope: Scope, isInside: boolean): Operands {
    const operands = new Operands()
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.kind === ')') {
        if (isInside) return operands
        this.#report('ATTLS0808', this.#here(token))
      } else if (token.kind === '(') {
        this.#report('IKJ56712I', this.#here(token), { what: 'a list stands where a keyword is expected' })
        this.#skip()
      } else this.#operand(token, scope, operands)
    }
    if (isInside) this.#missing++
    return operands
  }

  #operand(token: Token, scope: Scope, operands: Operands): void {
    const found =
      token.kind === 'word' ? findByName(scope[0] ?? [], token.text) : { kind: 'unknown' as const }
    if (found.kind !== 'found') {
      this.#refuseOperand(token, scope, found.kind === 'ambiguous' ? found.names : [])
      if (this.#peek()?.kind === '(') this.#skipArguments()
      return
    }
    const operand = this.#arguments(found.value, token, scope)
    if (operands.add(operand)) this.#report('ATTLS0810', operand.place, { keyword: found.value.name })
  }

  #refuseOperand(token: Token, scope: Scope, candidates: readonly string[]): void {
    const place = this.#here(token)
    const word = token.text.toUpperCase()
    if (candidates.length > 0) {
      this.#report('IKJ56712I', place, { what: `${word} is ambiguous: ${candidates.join(', ')}` })
      return
    }
    const outer = scope.slice(1).some((level) => exactOperand(level, word))
    const near = nearest(
      word,
      (scope[0] ?? []).map((each) => each.name),
    )
    const hint = outer ? `a right parenthesis is missing before ${word}` : near && `did you mean ${near}?`
    this.#report('IKJ56712I', place, { what: `${word} is not a valid keyword here` }, hint)
  }

  #arguments(syntax: OperandSyntax, token: Token, scope: Scope): ParsedOperand {
    const place = this.#here(token)
    const base = { syntax, place, values: [], operands: new Operands(), segment: {} }
    if (this.#peek()?.kind !== '(') {
      if (syntax.takes !== 'nothing' && syntax.optional !== true)
        this.#report('IKJ56701I', place, { what: `the value of ${syntax.name}` })
      return base
    }
    const open = this.#next()
    if (syntax.takes === 'nothing') {
      this.#report('IKJ56712I', place, { what: `${syntax.name} takes no value` })
      this.#skip()
      return base
    }
    const parsed = this.#inside(syntax, base, scope)
    if (syntax.secret === true)
      this.#secrets.push({ start: open?.start ?? 0, end: this.#tokens[this.#at - 1]?.end ?? 0 })
    return parsed
  }

  #inside(syntax: OperandSyntax, base: ParsedOperand, scope: Scope): ParsedOperand {
    if (syntax.takes === 'operands')
      return { ...base, operands: this.#operands([syntax.operands ?? [], ...scope], true) }
    if (syntax.takes === 'segment') return { ...base, segment: this.#segment() }
    const values = this.#values(scope).map((value) => this.#chosen(syntax, value))
    if (values.length === 0 && syntax.optional !== true)
      this.#report('IKJ56701I', base.place, { what: `the value of ${syntax.name}` })
    if (syntax.takes === 'value' && values.length > 1) {
      // A password with a blank in it must not be repeated by half.
      const extra = syntax.secret === true ? 'the second' : (values[1]?.text ?? '')
      this.#report('IKJ56712I', base.place, {
        what: `${syntax.name} takes one value; ${extra} is one too many`,
      })
    }
    return { ...base, values }
  }

  /** A value with choices, in full. */
  #chosen(syntax: OperandSyntax, value: Value): Value {
    if (!syntax.choices) return value
    const found = findByName(
      syntax.choices.map((name) => ({ name })),
      value.text,
    )
    if (found.kind === 'found') return { ...value, text: found.value.name }
    const what = `${value.text} is not a value of ${syntax.name}: ${syntax.choices.join(', ')}`
    this.#report('IKJ56712I', value.place, { what })
    return value
  }

  /** Values up to the right parenthesis. */
  #values(scope: Scope): Value[] {
    const values: Value[] = []
    for (let token = this.#peek(); token; token = this.#peek()) {
      if (token.kind === ')') {
        this.#at++
        return values
      }
      if (token.kind === '(') {
        this.#report('IKJ56712I', this.#here(token), { what: 'a list stands where a value is expected' })
        this.#at++
        this.#skip()
      } else if (this.#closesList(token, scope)) {
        this.#report('ATTLS0806', this.#here(token), { keyword: token.text.toUpperCase() })
        return values
      } else values.push(this.#value())
    }
    this.#missing++
    return values
  }

  /** identity.md 8.1 rule 4: WORD ( inside a list, WORD a keyword of the command, ends the list. */
  #closesList(token: Token, scope: Scope): boolean {
    return (
      token.kind === 'word' &&
      this.#tokens[this.#at + 1]?.kind === '(' &&
      scope.some((level) => findByName(level, token.text).kind === 'found')
    )
  }

  /** One value; pieces without a separator between them belong together, as in 'LINKLIB'/VOL001/NOPADCHK. */
  #value(): Value {
    const token = this.#tokens[this.#at]
    if (!token) throw new Error('invariant: callers have seen a token')
    this.#at++
    let { text, end } = token
    for (let next = this.#peek(); next; next = this.#peek()) {
      const endsInPeriod = token.kind === 'word' && text.length > 1 && text.endsWith('.')
      if (next.kind === '(' || next.kind === ')' || !(next.isGlued || (endsInPeriod && next.kind === 'word')))
        break
      if (!next.isGlued) this.#report('ATTLS0807', this.#here(token), { name: text })
      text += next.text
      ;({ end } = next)
      this.#at++
    }
    return { text, isQuoted: token.kind === 'quoted', place: this.#source.place(token.start, end) }
  }

  #segment(): Record<string, string[]> {
    const segment: Record<string, string[]> = {}
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.kind === ')') return segment
      if (token.kind === '(') this.#skip()
      else if (this.#peek()?.kind === '(') {
        this.#at++
        segment[token.text.toUpperCase()] = this.#values([]).map((value) => value.text)
      } else segment[token.text.toUpperCase()] = []
    }
    this.#missing++
    return segment
  }

  #skipArguments(): void {
    this.#at++
    this.#skip()
  }

  /** Past the right parenthesis that matches one already read. */
  #skip(): void {
    let depth = 1
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.kind === '(') depth++
      if (token.kind === ')' && --depth === 0) return
    }
    this.#missing += depth
  }

  #echo(): string {
    let echo = ''
    let from = 0
    for (const { start, end } of this.#secrets) {
      echo += `${this.#source.text.slice(from, start)}(********)`
      from = end
    }
    return (echo + this.#source.text.slice(from)).replace(/\s+/g, ' ').trim()
  }

  #here(token: Token): Place {
    return this.#source.place(token.start, token.end)
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++]
  }

  #report(
    code: Parameters<typeof finding>[0],
    place: Place,
    fields?: Readonly<Record<string, string>>,
    hint?: string,
  ): void {
    this.#findings.push(finding(code, place, fields, hint))
  }
}

function exactOperand(table: readonly OperandSyntax[], word: string): boolean {
  const wanted = word.toUpperCase()
  return table.some((each) => each.name === wanted || each.aliases?.includes(wanted))
}

function mentions(table: readonly OperandSyntax[], name: string): boolean {
  return exactOperand(table, name) || table.some((each) => mentions(each.operands ?? [], name))
}
