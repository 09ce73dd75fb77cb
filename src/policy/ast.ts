// The text as a tree: statements with their blocks, each word with its place. Nothing is judged here beyond which
// block a line belongs to; unknown words keep their line so that later stages can speak of it.

import type { Place } from '../common/diagnostic.ts'

export interface Word {
  readonly text: string
  readonly place: Place
}

/** A line with a keyword that has no block: a parameter, or something nobody knows. */
export interface Coded {
  readonly kind: 'coded'
  readonly keyword: Word
  readonly values: readonly Word[]
  /** All values with the blanks between them, for labels. */
  readonly rest: string
}

export interface Statement {
  readonly kind: 'statement'
  readonly keyword: Word
  /** Canonical keyword; undefined when no such statement is known. */
  readonly known: string | undefined
  name: Word | undefined
  readonly entries: Entry[]
}

export type Entry = Coded | Statement

/** What one file says, statements at file level in file order. */
export interface PolicyText {
  readonly file: string
  readonly statements: readonly Statement[]
  /** Lines at file level that are not statements. */
  readonly stray: readonly Coded[]
}
