// Policy text to tree. Never throws for what the text says: whatever the bytes are, the answer is a tree of what
// could be read and findings about the rest. Time and memory are linear in the length, which is limited.

import type { Place } from '../common/diagnostic.ts'
import type { PolicyText, Word } from './ast.ts'
import { buildBlocks, type TextLine } from './blocks.ts'
import type { Findings } from './findings.ts'
import { parse as parseLines } from './grammar.js'
import { POLICY, type Vocabulary } from './keywords.ts'

/** Characters of one file; real policies have a few thousand. */
export const LARGEST_FILE = 16 * 1024 * 1024
export const MOST_LINES = 1_000_000

/** What the grammar returns for one line; offsets count from the beginning of the text. */
interface GrammarLine {
  readonly start: number
  readonly words: readonly { readonly text: string; readonly offset: number }[]
}

const BYTE_ORDER_MARK = '\ufeff'

export function parsePolicy(text: string, file: string, findings: Findings): PolicyText {
  return parseWith(POLICY, text, file, findings)
}

/** The same for any file with this syntax, such as those of Policy Agent. */
export function parseWith(
  vocabulary: Vocabulary,
  text: string,
  file: string,
  findings: Findings,
): PolicyText {
  const lines = readLines(text, file, findings)
  return lines ? buildBlocks(file, lines, vocabulary, findings) : { file, statements: [], stray: [] }
}

/** Lines that have words; undefined when the text is too large to be read at all. */
function readLines(text: string, file: string, findings: Findings): TextLine[] | undefined {
  if (text.length > LARGEST_FILE) {
    const values = { file, size: text.length, limit: LARGEST_FILE }
    findings.add('file-too-large', undefined, values)
    return undefined
  }
  if (countLines(text) > MOST_LINES) {
    findings.add('too-many-lines', undefined, { file, limit: MOST_LINES })
    return undefined
  }
  const body = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
  const parsed: readonly GrammarLine[] = parseLines(body)
  const lines: TextLine[] = []
  for (const [index, { start, words }] of parsed.entries()) {
    const first = words[0]
    const last = words.at(-1)
    if (!first || !last) continue
    const place = (word: { text: string; offset: number }): Place => {
      const column = word.offset - start + 1
      return { file, line: index + 1, column, endColumn: column + word.text.length }
    }
    lines.push({
      words: words.map((word): Word => ({ text: word.text, place: place(word) })),
      text: body.slice(first.offset, last.offset + last.text.length),
    })
  }
  return lines
}

function countLines(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0 && count <= MOST_LINES; at = text.indexOf('\n', at + 1)) count++
  return count
}
