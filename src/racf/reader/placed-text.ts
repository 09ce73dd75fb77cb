// Text that was put together from pieces of several lines and still knows where each character stood.

import type { Place } from '../../common/diagnostic.ts'

interface Piece {
  /** Where the piece begins in the joined text. */
  readonly offset: number
  readonly line: number
  readonly column: number
}

export class PlacedText {
  readonly #file: string
  readonly #pieces: Piece[] = []
  #text = ''

  constructor(file: string) {
    this.#file = file
  }

  get text(): string {
    return this.#text
  }

  append(text: string, line: number, column: number): void {
    if (text === '') return
    const last = this.#pieces.at(-1)
    const follows = last?.line === line && last.column + this.#text.length - last.offset === column
    if (!follows) this.#pieces.push({ offset: this.#text.length, line, column })
    this.#text += text
  }

  /** Appends `other` without its first `skip` characters. */
  appendFrom(other: PlacedText, skip: number): void {
    for (const [index, piece] of other.#pieces.entries()) {
      const end = other.#pieces[index + 1]?.offset ?? other.#text.length
      const start = Math.max(piece.offset, skip)
      if (start < end)
        this.append(other.#text.slice(start, end), piece.line, piece.column + start - piece.offset)
    }
  }

  /** Appends `other`, separated by one blank. */
  appendLine(other: PlacedText): void {
    this.#text += ' '
    this.appendFrom(other, 0)
  }

  /** Cuts `count` characters off the end. */
  shorten(count: number): void {
    this.#text = this.#text.slice(0, this.#text.length - count)
  }

  /** `end` is exclusive; a span over several lines is marked up to the end of its first piece. */
  place(start: number, end = start + 1): Place {
    const index = this.#pieces.findLastIndex((piece) => piece.offset <= start)
    const piece = this.#pieces[index] ?? { offset: 0, line: 1, column: 1 }
    const limit = this.#pieces[index + 1]?.offset ?? this.#text.length
    const column = piece.column + start - piece.offset
    const endColumn = piece.column + Math.min(end, limit) - piece.offset
    return { file: this.#file, line: piece.line, column, endColumn: Math.max(endColumn, column + 1) }
  }
}
