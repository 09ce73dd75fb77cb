// Runs a job: text in, commands one after the other, output as it comes, the highest return code at the end. An
// error ends its command, never the job, as in a TSO batch.

import type { Clock } from '../common/clock.ts'
import type { Diagnostic, Place } from '../common/diagnostic.ts'
import type { ChangeContext, Command } from './commands/command.ts'
import { COMMAND_SYNTAXES, COMMANDS } from './commands/table.ts'
import type { DataSetFolders } from './data-sets.ts'
import type { Database } from './database/database.ts'
import type { Draft, View } from './database/view.ts'
import { type Message, message, RETURN_CODE } from './messages.ts'
import type { DatePolicy } from './racdcert/validity.ts'
import { finding } from './reader/findings.ts'
import { jobInput } from './reader/job-input.ts'
import { joinLines } from './reader/join-lines.ts'
import { logicalCommands } from './reader/logical-commands.ts'
import { type Parsed, parseCommand } from './reader/parse.ts'
import type { PlacedText } from './reader/placed-text.ts'

/** What a job says, in order. */
export type OutputEvent =
  | { readonly kind: 'command'; readonly place: Place; readonly echo: string }
  | { readonly kind: 'finding'; readonly finding: Diagnostic }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'listing'; readonly line: string }
  | { readonly kind: 'end'; readonly rc: number }

export interface JobContext {
  readonly database: Database
  /** User ID that gives the commands. */
  readonly issuer: string
  readonly clock: Clock
  readonly dates: DatePolicy
  /** Where data sets are. */
  readonly dataSets: DataSetFolders
  /** Values of symbolic parameters and placeholders, names in upper case. */
  readonly symbols?: Readonly<Record<string, string>>
  /** File name for places. */
  readonly file: string
  write(event: OutputEvent): void
}

const UNKNOWN_COMMAND_RC = 12

/** 0, 4, 8 or 12. Throws a DatabaseError when the database cannot be read or locked. */
export async function runCommands(text: string, job: JobContext): Promise<number> {
  if (text.includes('\0'))
    return reportAll([finding('ATTLS0814', { file: job.file, line: 1, column: 1 })], job)
  const findings: Diagnostic[] = []
  const lines = jobInput(text, job.file, job.symbols ?? {}, findings)
  const logical = logicalCommands(lines, job.file)
  findings.push(...logical.findings)
  const commands = joinLines(logical.commands, COMMAND_SYNTAXES, findings)
  let highest = 0
  for (const [index, source] of commands.entries()) {
    const last = index === commands.length - 1
    const until = last ? Infinity : (commands[index + 1]?.place(0).line ?? Infinity)
    const early = takeUntil(findings, until)
    highest = Math.max(highest, await runOne(source, early, job))
  }
  return Math.max(highest, reportAll(findings, job))
}

/** Removes and returns the findings that stand before line `until`. */
function takeUntil(findings: Diagnostic[], until: number): Diagnostic[] {
  const isEarly = (each: Diagnostic): boolean => (each.place?.line ?? 0) < until
  const early = findings.filter(isEarly)
  findings.splice(0, findings.length, ...findings.filter((each) => !isEarly(each)))
  return early
}

async function runOne(source: PlacedText, early: readonly Diagnostic[], job: JobContext): Promise<number> {
  const parsed = parseCommand(source, COMMAND_SYNTAXES)
  const place = source.place(0, source.text.length)
  job.write({ kind: 'command', place, echo: parsed.echo })
  let rc = reportAll([...early, ...parsed.findings], job)
  rc = Math.max(rc, await runParsed(parsed, job))
  job.write({ kind: 'end', rc })
  return rc
}

function reportAll(findings: readonly Diagnostic[], job: JobContext): number {
  let rc = 0
  for (const finding of findings) {
    job.write({ kind: 'finding', finding })
    const severity = finding.code === 'IKJ56500I' ? UNKNOWN_COMMAND_RC : RETURN_CODE[finding.severity]
    rc = Math.max(rc, severity)
  }
  return rc
}

async function runParsed({ command }: Parsed, job: JobContext): Promise<number> {
  if (!command) return 0
  const { database, issuer, clock, dates, dataSets } = job
  let rc = 0
  const say: ChangeContext['say'] = (id, fields) => {
    const said = message(id, fields)
    rc = Math.max(rc, RETURN_CODE[said.severity])
    job.write({ kind: 'message', message: said })
  }
  const list = (line: string): void => job.write({ kind: 'listing', line })
  const context = <V extends View>(objects: V) => ({ objects, issuer, clock, dates, dataSets, say, list })
  const definition: Command | undefined = COMMANDS.find((each) => each.syntax === command.syntax)
  const action = definition?.action(command, { say })
  if (action?.changes === true) await database.change((draft: Draft) => action.run(command, context(draft)))
  else if (action) await action.run(command, context(database.read()))
  return rc
}
