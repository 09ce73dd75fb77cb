// A command after parsing: what commands read, with the place of every value for messages.

import type { Place } from '../../common/diagnostic.ts'
import type { CommandSyntax, OperandSyntax } from './syntax.ts'

export interface Value {
  readonly text: string
  readonly isQuoted: boolean
  readonly place: Place
}

export interface ParsedOperand {
  readonly syntax: OperandSyntax
  readonly place: Place
  readonly values: readonly Value[]
  readonly operands: Operands
  /** For `segment`: operand to values as written. */
  readonly segment: Readonly<Record<string, readonly string[]>>
}

/** Operands of one level, by the full name of the table. */
export class Operands {
  readonly #byName = new Map<string, ParsedOperand>()

  get size(): number {
    return this.#byName.size
  }

  /** The last one of a name counts; true when there was one before. */
  add(operand: ParsedOperand): boolean {
    const { name } = operand.syntax
    const existed = this.#byName.delete(name)
    this.#byName.set(name, operand)
    return existed
  }

  [Symbol.iterator](): IterableIterator<ParsedOperand> {
    return this.#byName.values()
  }

  get(name: string): ParsedOperand | undefined {
    return this.#byName.get(name)
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** The first value of the operand. */
  value(name: string): Value | undefined {
    return this.#byName.get(name)?.values[0]
  }

  /** As written: labels, ring names, descriptions. */
  text(name: string): string | undefined {
    return this.value(name)?.text
  }

  /** In upper case: user IDs, groups, classes, keyword values. */
  folded(name: string): string | undefined {
    return this.value(name)?.text.toUpperCase()
  }

  foldedValues(name: string): readonly string[] {
    return this.#byName.get(name)?.values.map((value) => value.text.toUpperCase()) ?? []
  }

  /** The operands inside the parentheses of `name`; empty when it was not given. */
  inside(name: string): Operands {
    return this.#byName.get(name)?.operands ?? NO_OPERANDS
  }
}

const NO_OPERANDS = new Operands()

export interface ParsedCommand {
  readonly syntax: CommandSyntax
  readonly place: Place
  /** By the table's positions; an absent optional one is an empty list. */
  readonly positionals: readonly (readonly Value[])[]
  readonly operands: Operands
  /** On one line, with secret values replaced. */
  readonly echo: string
}
