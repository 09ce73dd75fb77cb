// The shape of the command table: one description per command and operand drives parsing, abbreviations, refusals
// and help. What a command does is elsewhere.

export interface OperandSyntax {
  readonly name: string
  /** Other spellings that RACF accepts and that are no prefixes of the name. */
  readonly aliases?: readonly string[]
  /**
   * What stands in the parentheses: nothing (no parentheses), one value, several, further operands, or `segment`:
   * operands that are kept as written and not interpreted.
   */
  readonly takes: 'nothing' | 'value' | 'values' | 'operands' | 'segment'
  /** The parentheses may be left out. */
  readonly optional?: true
  readonly operands?: readonly OperandSyntax[]
  /** The only values, each accepted in any unambiguous abbreviation. */
  readonly choices?: readonly string[]
  /** Never shown in an echo of the command. */
  readonly secret?: true
  /** RACDCERT only: this operand selects what the command does. */
  readonly isFunction?: true
  /** RACDCERT only: the functions that this operand belongs to; absent where it belongs to all. */
  readonly of?: readonly string[]
  readonly help: string
}

export interface PositionalSyntax {
  readonly name: string
  /** `(A B C)` is accepted beside `A`. */
  readonly list?: true
  readonly optional?: true
  /** What is asked for when it is missing. */
  readonly help: string
}

export interface CommandSyntax {
  readonly name: string
  readonly abbreviations: readonly string[]
  readonly positionals: readonly PositionalSyntax[]
  readonly operands: readonly OperandSyntax[]
  readonly help: string
}

/** What an abbreviation stands for. */
export type Named<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }

/** An exact name or alias wins; otherwise any unambiguous prefix of a name. */
export function findByName<T extends { readonly name: string; readonly aliases?: readonly string[] }>(
  table: readonly T[],
  word: string,
): Named<T> {
  const wanted = word.toUpperCase()
  const exact = table.find((entry) => entry.name === wanted || entry.aliases?.includes(wanted))
  if (exact) return { kind: 'found', value: exact }
  const matches = wanted === '' ? [] : table.filter((entry) => entry.name.startsWith(wanted))
  const [only] = matches
  if (!only) return { kind: 'unknown' }
  if (matches.length > 1) return { kind: 'ambiguous', names: matches.map((entry) => entry.name) }
  return { kind: 'found', value: only }
}

/** Commands have fixed abbreviations: a prefix is not enough. */
export function findCommand(table: readonly CommandSyntax[], word: string): CommandSyntax | undefined {
  const wanted = word.toUpperCase()
  return table.find((command) => command.name === wanted || command.abbreviations.includes(wanted))
}
