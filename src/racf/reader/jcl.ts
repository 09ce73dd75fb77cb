// JCL around the commands: the in-stream data of SYSTSIN are commands, SET gives symbols, the rest is skipped.

import type { Diagnostic } from '../../common/diagnostic.ts'
import { finding } from './findings.ts'
import type { SourceLine } from './source-line.ts'

export interface InStream {
  readonly commands: readonly SourceLine[]
  readonly set: Readonly<Record<string, string>>
}

/** A statement with an operation, or a comment statement. */
const STATEMENT =
  /^\/\/(\S*)\s+(EXEC|DD|JOB|SET|PROC|PEND|JCLLIB|INCLUDE|OUTPUT|EXPORT|IF|ELSE|ENDIF)\b\s*(.*)$/i

export function hasJcl(lines: readonly SourceLine[]): boolean {
  return lines.some(({ text }) => STATEMENT.test(text))
}

interface OpenData {
  readonly isCommands: boolean
  /** A line that begins with it ends the data. */
  readonly delimiter: string
  /** DD * ends at the next JCL statement too, DD DATA and DLM do not. */
  readonly endsAtStatement: boolean
}

export function inStreamCommands(
  lines: readonly SourceLine[],
  file: string,
  findings: Diagnostic[],
): InStream {
  const commands: SourceLine[] = []
  const set: Record<string, string> = {}
  let open: OpenData | undefined
  let hadCommands = false
  let continuations = 0
  for (const [index, line] of lines.entries()) {
    if (continuations > 0) {
      continuations--
      continue
    }
    if (open && ends(line.text, open)) {
      const isDelimiter = !line.text.startsWith('//') || open.delimiter.startsWith('//')
      open = undefined
      if (isDelimiter) continue
    }
    if (open) {
      if (open.isCommands) commands.push(withoutSequenceNumber(line))
      continue
    }
    const statement = STATEMENT.exec(line.text)
    if (!statement) continue
    const [, name = '', operation = '', first = ''] = statement
    const more = continuation(lines, index, first)
    continuations = more.length
    const operands = first + more.join('')
    if (operation.toUpperCase() === 'SET') Object.assign(set, assignments(operands))
    if (operation.toUpperCase() === 'DD') open = openData(name, operands)
    hadCommands ||= open?.isCommands === true
  }
  if (!hadCommands) findings.push(finding('ATTLS0813', { file, line: 1, column: 1 }))
  return { commands, set }
}

/** Operands go on in the next statements as long as a line ends in a comma. */
function continuation(lines: readonly SourceLine[], index: number, text: string): string[] {
  if (!/,\s*$/.test(text)) return []
  const next = /^\/\/\s+(\S.*)$/.exec(lines[index + 1]?.text ?? '')?.[1]
  return next === undefined ? [] : [next, ...continuation(lines, index + 1, next)]
}

function openData(name: string, operands: string): OpenData | undefined {
  const kind = /^(\*|DATA)(?=[\s,]|$)/i.exec(operands)?.[1]?.toUpperCase()
  if (kind === undefined) return undefined
  const given = /\bDLM=(?:'([^']{2})'|(\S{2}))/i.exec(operands)
  const delimiter = given?.[1] ?? given?.[2]
  return {
    isCommands: name.toUpperCase().split('.').at(-1) === 'SYSTSIN',
    delimiter: delimiter ?? '/*',
    endsAtStatement: kind === '*' && delimiter === undefined,
  }
}

function ends(text: string, { delimiter, endsAtStatement }: OpenData): boolean {
  if (endsAtStatement && text.startsWith('//')) return true
  if (!text.startsWith(delimiter)) return false
  // A comment that is closed on its line is meant as a comment, wherever it begins.
  return delimiter !== '/*' || !text.includes('*/', 2)
}

/** Columns 73 to 80 of a card are a sequence number where they are digits. */
function withoutSequenceNumber(line: SourceLine): SourceLine {
  return /^.{72}\d{8}\s*$/.test(line.text) ? { ...line, text: line.text.slice(0, 72) } : line
}

function assignments(operands: string): Record<string, string> {
  const pairs = operands.matchAll(/([A-Z@#$][A-Z0-9@#$]{0,7})=(?:'((?:[^']|'')*)'|([^,\s]*))/gi)
  return Object.fromEntries(
    [...pairs].map(([, name = '', quoted, plain]) => [
      name.toUpperCase(),
      quoted?.replaceAll("''", "'") ?? plain ?? '',
    ]),
  )
}
