// One line of input with its place in the file, which stays with it through all forms of input.

export interface SourceLine {
  readonly text: string
  /** 1-based line and column of the first character in the file. */
  readonly line: number
  readonly column: number
}

export function sourceLines(text: string): SourceLine[] {
  return text.split(/\r?\n/).map((line, index) => ({ text: line, line: index + 1, column: 1 }))
}
