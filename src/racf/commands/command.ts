// What a command is: its syntax, and what it does with a parsed command of that syntax. A command says everything
// through its context; it throws only where the product itself is wrong or the disk fails.

import type { Clock } from '../../common/clock.ts'
import type { DataSetFolders } from '../data-sets.ts'
import type { Draft, View } from '../database/view.ts'
import type { MessageFields, MessageId } from '../messages.ts'
import type { DatePolicy } from '../racdcert/validity.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'

export interface ViewContext {
  readonly objects: View
  /** User ID that gives the command; it is defined. */
  readonly issuer: string
  readonly clock: Clock
  readonly dates: DatePolicy
  readonly dataSets: DataSetFolders
  /** One message; the highest severity is the command's return code. */
  say<Id extends MessageId>(id: Id, fields: MessageFields<Id>): void
  /** One line of a listing. */
  list(line: string): void
}

export interface ChangeContext extends ViewContext {
  /** Committed when the command ends, errors or not: what was done before an error stays done, as in RACF. */
  readonly objects: Draft
}

export type Action =
  | { readonly changes: true; run(command: ParsedCommand, context: ChangeContext): void | Promise<void> }
  | { readonly changes: false; run(command: ParsedCommand, context: ViewContext): void | Promise<void> }

export interface Command {
  readonly syntax: CommandSyntax
  /** undefined when the command itself is wrong, which has been said through `context`. */
  action(command: ParsedCommand, context: Pick<ViewContext, 'say'>): Action | undefined
}

export function changing(
  syntax: CommandSyntax,
  run: (command: ParsedCommand, context: ChangeContext) => void | Promise<void>,
): Command {
  return { syntax, action: () => ({ changes: true, run }) }
}

export function showing(
  syntax: CommandSyntax,
  run: (command: ParsedCommand, context: ViewContext) => void | Promise<void>,
): Command {
  return { syntax, action: () => ({ changes: false, run }) }
}
