// Lines to blocks, with recovery: one lost brace must not hide the rest of the file. A statement that can stand at
// file level only closes whatever is open; a statement without its '{' is read as if the brace were there.

import type { Place } from '../common/diagnostic.ts'
import type { Coded, PolicyText, Statement, Word } from './ast.ts'
import type { Findings } from './findings.ts'
import type { StatementKind, Vocabulary } from './keywords.ts'

/** A line of the grammar with the place of its words. */
export interface TextLine {
  readonly words: readonly Word[]
  /** The words with the blanks between them. */
  readonly text: string
}

/** Four levels are all that the language needs. */
const DEEPEST = 16

interface Frame {
  readonly statement: Statement
  readonly kind: StatementKind | undefined
  /** `implied`: the '{' was missing. */
  brace: 'awaited' | 'coded' | 'implied'
}

export function buildBlocks(
  file: string,
  lines: readonly TextLine[],
  vocabulary: Vocabulary,
  findings: Findings,
): PolicyText {
  return new BlockBuilder(file, lines, vocabulary, findings).build()
}

class BlockBuilder {
  readonly #file: string
  readonly #lines: readonly TextLine[]
  readonly #vocabulary: Vocabulary
  readonly #findings: Findings
  readonly #frames: Frame[] = []
  readonly #statements: Statement[] = []
  readonly #stray: Coded[] = []
  /** Braces opened beyond DEEPEST. */
  #tooDeep = 0
  /** While they do, indentation is never taken as a sign of a lost brace: it means nothing in this language. */
  readonly #bracesBalance: boolean

  constructor(file: string, lines: readonly TextLine[], vocabulary: Vocabulary, findings: Findings) {
    this.#file = file
    this.#lines = lines
    this.#vocabulary = vocabulary
    this.#findings = findings
    this.#bracesBalance = bracesBalance(lines, vocabulary)
  }

  build(): PolicyText {
    for (const [index, line] of this.#lines.entries()) this.#line(line, this.#lines[index + 1])
    this.#settleBrace()
    while (this.#frames.length > 0) this.#reportUnclosed(this.#lines.at(-1)?.words.at(-1)?.place)
    return { file: this.#file, statements: this.#statements, stray: this.#stray }
  }

  #line(line: TextLine, next: TextLine | undefined): void {
    const [first, second] = line.words
    if (!first) return
    if (first.text === '{') return this.#open(first, second)
    if (first.text === '}') return this.#close(first, second)
    this.#settleBrace()
    if (this.#tooDeep > 0) return
    const kind = this.#statementOf(first, line, next)
    if (kind !== undefined) this.#begin(first, line, kind ?? undefined)
    else this.#entry(first, line)
  }

  /** null: an unknown statement; undefined: not a statement. */
  #statementOf(keyword: Word, line: TextLine, next: TextLine | undefined): StatementKind | null | undefined {
    const kind = this.#vocabulary.statement(keyword.text)
    if (kind) return kind
    const hasBlock =
      next?.words[0]?.text === '{' || (line.words.length > 1 && line.words.at(-1)?.text === '{')
    if (!hasBlock) return undefined
    const known = this.#vocabulary.parameters(keyword.text)
    const target = known.find((parameter) => parameter.value.kind === 'reference')?.value
    if (target?.kind === 'reference') {
      const { to } = target
      this.#findings.add('reference-with-block', keyword.place, { keyword: keyword.text, block: to })
      return this.#vocabulary.statement(to)
    }
    return known.length > 0 ? undefined : null
  }

  #begin(keyword: Word, line: TextLine, kind: StatementKind | undefined): void {
    if (kind) this.#makeRoom(keyword, kind, line.words[1])
    // Too deep: its '{' is what is reported.
    if (this.#frames.length >= DEEPEST) return
    const braceHere = line.words.length > 1 && line.words.at(-1)?.text === '{' ? line.words.at(-1) : undefined
    const words = braceHere ? line.words.slice(1, -1) : line.words.slice(1)
    const [name, trailing] = words
    const statement: Statement = { kind: 'statement', keyword, known: kind?.keyword, name, entries: [] }
    if (trailing) {
      const values = { text: trailing.text, keyword: keyword.text }
      this.#findings.add('trailing-text', trailing.place, values)
    }
    const parent = this.#frames.at(-1)
    if (parent) parent.statement.entries.push(statement)
    else this.#statements.push(statement)
    this.#frames.push({ statement, kind, brace: braceHere ? 'coded' : 'awaited' })
    if (braceHere) this.#findings.add('brace-on-line', braceHere.place, { brace: '{' })
  }

  /** Closes blocks in which this statement cannot stand because their '}' was lost. */
  #makeRoom(keyword: Word, kind: StatementKind, name: Word | undefined): void {
    const nests = (frame: Frame) => frame.kind !== undefined && kind.parents.includes(frame.kind.keyword)
    if (kind.parents.length === 0 && kind.global) {
      while (this.#frames.length > 0) this.#reportUnclosed(keyword.place)
      return
    }
    for (;;) {
      const frame = this.#frames.at(-1)
      if (!frame) return
      const column = keyword.place.column
      const header = frame.statement.keyword.place.column
      const outdented = column <= header
      const lost =
        frame.brace === 'implied'
          ? outdented || !nests(frame)
          : !this.#bracesBalance && name !== undefined && outdented && isIndented(frame.statement, header)
      if (!lost) return
      this.#reportUnclosed(keyword.place)
    }
  }

  #entry(keyword: Word, line: TextLine): void {
    const braced = line.words.length > 1 && line.words.at(-1)?.text === '}' ? line.words.at(-1) : undefined
    const values = braced ? line.words.slice(1, -1) : line.words.slice(1)
    const from = values[0]
    const end = values.at(-1)
    const start = line.words[0]?.place.column ?? 1
    const rest =
      from && end ? line.text.slice(from.place.column - start, (end.place.endColumn ?? 0) - start) : ''
    const coded: Coded = { kind: 'coded', keyword, values, rest }
    this.#leaveLostBlock(keyword)
    const parent = this.#frames.at(-1)
    if (parent) parent.statement.entries.push(coded)
    else this.#stray.push(coded)
    if (braced) {
      this.#findings.add('brace-on-line', braced.place, { brace: '}' })
      this.#close(braced, undefined)
    }
  }

  /** A parameter that only the statement around this block has: the '}' of the block was lost. */
  #leaveLostBlock(keyword: Word): void {
    if (this.#bracesBalance) return
    const [outer, inner] = this.#frames.slice(-2)
    const has = (frame: Frame | undefined) =>
      frame?.kind !== undefined && this.#vocabulary.parameter(frame.kind.keyword, keyword.text) !== undefined
    if (inner?.kind && !has(inner) && has(outer)) this.#reportUnclosed(keyword.place)
  }

  #open(brace: Word, behind: Word | undefined): void {
    if (behind) this.#findings.add('brace-on-line', brace.place, { brace: '{' })
    const frame = this.#frames.at(-1)
    if (this.#tooDeep > 0) this.#tooDeep++
    else if (frame?.brace === 'awaited') frame.brace = 'coded'
    else if (this.#frames.length >= DEEPEST) {
      this.#findings.add('nesting-too-deep', brace.place, { limit: DEEPEST })
      this.#tooDeep = 1
    } else {
      this.#findings.add('unexpected-open-brace', brace.place, {})
      const statement: Statement = {
        kind: 'statement',
        keyword: brace,
        known: undefined,
        name: undefined,
        entries: [],
      }
      // Not attached to its parent: what stands in a block without a statement means nothing.
      this.#frames.push({ statement, kind: undefined, brace: 'coded' })
    }
  }

  #close(brace: Word, behind: Word | undefined): void {
    if (behind) this.#findings.add('brace-on-line', brace.place, { brace: '}' })
    if (this.#tooDeep > 0) {
      this.#tooDeep--
      return
    }
    this.#settleBrace()
    if (this.#frames.length === 0) this.#findings.add('unexpected-close-brace', brace.place, {})
    else this.#frames.pop()
  }

  /** Any line but '{' behind a statement means that its '{' is missing. */
  #settleBrace(): void {
    const frame = this.#frames.at(-1)
    if (frame?.brace !== 'awaited') return
    frame.brace = 'implied'
    const { keyword, name } = frame.statement
    this.#findings.add('missing-open-brace', keyword.place, {
      keyword: keyword.text,
      name: name?.text ?? '(without a name)',
    })
  }

  #reportUnclosed(before: Place | undefined): void {
    const frame = this.#frames.pop()
    this.#tooDeep = 0
    if (!frame) return
    const { keyword, name } = frame.statement
    this.#findings.add(
      'missing-close-brace',
      before ?? keyword.place,
      { keyword: keyword.text, name: name?.text ?? '(without a name)', line: keyword.place.line },
      { related: { place: keyword.place, message: 'the block begins here' } },
    )
  }
}

/** Whether every block that begins also ends, counting the '{' that are missing behind statements. */
function bracesBalance(lines: readonly TextLine[], vocabulary: Vocabulary): boolean {
  let open = 0
  for (const [index, { words }] of lines.entries()) {
    const [first] = words
    if (first?.text === '{') open++
    else if (first?.text === '}') open--
    else if (first && vocabulary.statement(first.text) && lines[index + 1]?.words[0]?.text !== '{') open++
  }
  return open === 0
}

function isIndented(statement: Statement, column: number): boolean {
  const first = statement.entries[0]
  return first !== undefined && first.keyword.place.column > column
}
