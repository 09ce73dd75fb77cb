// Lines to commands: comments go, continued lines come together, one command per logical line (identity.md 3.6).
// What belongs to a command is decided by form alone here; join-lines.ts repairs lost continuation signs.

import type { Diagnostic } from '../../common/diagnostic.ts'
import { finding } from './findings.ts'
import { PlacedText } from './placed-text.ts'
import type { SourceLine } from './source-line.ts'

export interface LogicalCommands {
  readonly commands: readonly PlacedText[]
  readonly findings: readonly Diagnostic[]
}

export function logicalCommands(lines: readonly SourceLine[], file: string): LogicalCommands {
  const commands: PlacedText[] = []
  const findings: Diagnostic[] = []
  let open: OpenCommand | undefined
  for (const line of lines) {
    const clean = withoutComments(line, file, open?.inQuotes ?? false, findings)
    if (clean.text.text.trim() === '') {
      if (open && !clean.hadComment)
        findings.push(finding('ATTLS0811', { file, line: line.line, column: line.column }))
      continue
    }
    open = append(open, clean, file, findings)
    if (open.continues) continue
    commands.push(open.text)
    open = undefined
  }
  if (open && open.text.text.trim() !== '') commands.push(open.text)
  return { commands, findings }
}

interface OpenCommand {
  readonly text: PlacedText
  /** The last line ended in `+` or `-`. */
  readonly continues: boolean
  /** `+` drops the leading separators of the next line, `-` keeps them. */
  readonly dropsSeparators: boolean
  readonly inQuotes: boolean
}

interface CleanLine {
  readonly text: PlacedText
  readonly inQuotes: boolean
  readonly hadComment: boolean
  readonly source: SourceLine
}

function append(
  open: OpenCommand | undefined,
  clean: CleanLine,
  file: string,
  findings: Diagnostic[],
): OpenCommand {
  const { text, source } = clean
  const full = text.text.trimEnd()
  const sign = /[-+\u2012-\u2015\u2212]$/.exec(full)?.[0]
  if (sign !== undefined && sign !== '+' && sign !== '-') {
    const place = text.place(full.length - 1)
    findings.push(
      finding('ATTLS0803', place, { character: sign }, `write ${source.text.includes('+') ? '+' : '-'}`),
    )
  }
  text.shorten(text.text.length - full.length + (sign === undefined ? 0 : 1))
  const target = open?.text ?? new PlacedText(file)
  const skip = open?.dropsSeparators === true ? (/^[ \t,]*/.exec(text.text)?.[0].length ?? 0) : 0
  target.appendFrom(text, skip)
  return {
    text: target,
    continues: sign !== undefined,
    dropsSeparators: sign === '+',
    inQuotes: clean.inQuotes,
  }
}

/** The line without comments; typographic quotation marks become apostrophes. */
function withoutComments(
  source: SourceLine,
  file: string,
  startsInQuotes: boolean,
  findings: Diagnostic[],
): CleanLine {
  const text = new PlacedText(file)
  let inQuotes = startsInQuotes
  let hadComment = false
  let at = 0
  while (at < source.text.length) {
    const character = source.text.charAt(at)
    const column = source.column + at
    if (!inQuotes && source.text.startsWith('/*', at)) {
      hadComment = true
      const end = source.text.indexOf('*/', at + 2)
      if (end < 0) {
        findings.push(finding('ATTLS0801', { file, line: source.line, column }))
        break
      }
      // A comment separates words.
      text.append(' ', source.line, column)
      at = end + 2
      continue
    }
    const isTypographic = /[\u2018-\u201f\u2032\u00b4]/.test(character)
    if (isTypographic) findings.push(finding('ATTLS0802', { file, line: source.line, column }, { character }))
    if (isTypographic || character === "'") inQuotes = !inQuotes
    text.append(isTypographic ? "'" : character, source.line, column)
    at++
  }
  return { text, inQuotes, hadComment, source }
}
