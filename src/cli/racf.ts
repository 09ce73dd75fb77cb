// attls racf: RACF commands from files, standard input or a prompt, run against the security database. Listings and
// RACF's messages go to standard output, what is wrong with the form of the input to standard error.

import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { systemClock } from '../common/clock.ts'
import { formatDiagnostic } from '../common/diagnostic.ts'
import { commandHelp } from '../racf/commands/help.ts'
import type { Database } from '../racf/database/database.ts'
import { DatabaseError } from '../racf/database/database-error.ts'
import { parseSymbol } from '../racf/reader/symbols.ts'
import { type JobContext, type OutputEvent, runCommands } from '../racf/run-commands.ts'
import { JobReport } from './racf-report.ts'
import { type DatabaseEnvironment, type DatabaseOptions, findSecurityDatabase } from './security-database.ts'

export interface RacfOptions extends DatabaseOptions {
  readonly strictDates?: boolean
  /** yyyy-mm-dd */
  readonly asOf?: string
  readonly shiftDates?: boolean
  readonly dataSets?: string
  /** NAME=VALUE each. */
  readonly set?: readonly string[]
  readonly json?: boolean
}

export interface RacfIo {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Writable
  readonly stderr: Writable
}

export interface RacfEnvironment extends DatabaseEnvironment {
  /** The configuration's `datasets:`, data set prefixes to folders. */
  readonly dataSetFolders?: Readonly<Record<string, string>>
  /** Takes the exit code: 0, 4, 8 or 12. */
  exit(code: number): void
}

export function registerRacf(program: Command, environment: RacfEnvironment): void {
  program
    .command('racf')
    .description('run RACF commands against the security database')
    .argument('[FILE...]', 'job files; standard input without one')
    .option('--database <DIR>', 'the security database (else ATTLS_RACF, else racf: of the configuration)')
    .option('--as <USER>', 'user ID that gives the commands')
    .option('--allow-exposed', 'accept a database that other users can reach')
    .option('--strict-dates', 'refuse NOTAFTER dates in the past, as RACF does')
    .option('--as-of <DATE>', 'make certificates as if it were this day (yyyy-mm-dd)')
    .option('--shift-dates', 'keep the intended length of validity, from today')
    .option('--data-sets <DIR>', 'folder of the data sets that the commands read and write', '.')
    .option(
      '--set <NAME=VALUE>',
      'value of a symbolic parameter or placeholder; may be repeated',
      collect,
      [],
    )
    .option('--json', 'one JSON object per command')
    .action(async (files: string[], options: RacfOptions) => {
      environment.exit(await racf(files, options, process, environment))
    })
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

const FAILED = 12

/** The highest return code of the commands: 0, 4, 8 or 12. */
export async function racf(
  files: readonly string[],
  options: RacfOptions,
  io: RacfIo,
  environment: Omit<RacfEnvironment, 'exit'>,
): Promise<number> {
  const asOf = options.asOf === undefined ? undefined : parseDay(options.asOf)
  const symbols = (options.set ?? []).map(parseSymbol)
  if (symbols.includes(undefined)) return refuse(io, '--set needs NAME=VALUE')
  if (asOf === null) return refuse(io, `--as-of ${options.asOf ?? ''} is no date: write yyyy-mm-dd`)
  try {
    const opened = await findSecurityDatabase(options, environment, true)
    if (!opened.ok) return refuse(io, opened.error)
    const dates = {
      strict: options.strictDates === true,
      shift: options.shiftDates === true,
      ...(asOf === undefined ? {} : { asOf }),
    }
    const dataSets = { folder: options.dataSets ?? '.', prefixes: environment.dataSetFolders ?? {} }
    const job = {
      ...opened.value,
      clock: systemClock,
      dates,
      dataSets,
      symbols: Object.fromEntries(symbols.filter((each) => each !== undefined)),
    }
    if (files.length > 0) return await runFiles(files, job, options, io)
    if (io.stdin.isTTY === true) return await prompt(job, options, io)
    return await runText(await text(io.stdin), { ...job, file: 'stdin' }, options, io)
  } catch (error) {
    if (error instanceof DatabaseError) return refuse(io, error.message)
    throw error
  }
}

type Job = Pick<JobContext, 'database' | 'issuer' | 'clock' | 'dates' | 'dataSets' | 'symbols'> & {
  readonly database: Database
}

async function runFiles(
  files: readonly string[],
  job: Job,
  options: RacfOptions,
  io: RacfIo,
): Promise<number> {
  let highest = 0
  for (const file of files) {
    const source = await readJob(file)
    const rc =
      source === undefined
        ? refuse(io, `${file} cannot be read`)
        : await runText(source, { ...job, file }, options, io)
    highest = Math.max(highest, rc)
  }
  return highest
}

/** undefined when the file cannot be read. */
async function readJob(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    // Whatever the reason, the operator needs the name; the reason is visible to him with ls.
    return undefined
  }
}

async function runText(
  source: string,
  job: Job & { readonly file: string },
  options: RacfOptions,
  io: RacfIo,
): Promise<number> {
  const report = new JobReport(source, options.json === true, io)
  const write = (event: OutputEvent): void => report.write(event)
  return runCommands(source, { ...job, write })
}

/** One command at a time, until END or end of input. The history stays in memory: commands carry passwords. */
async function prompt(job: Job, options: RacfOptions, io: RacfIo): Promise<number> {
  const terminal = createInterface({ input: io.stdin, output: io.stdout, prompt: 'RACF> ' })
  let highest = 0
  let pending = ''
  terminal.prompt()
  for await (const line of terminal) {
    const word = line.trim().toUpperCase()
    if (pending === '' && (word === 'END' || word === 'EXIT' || word === 'QUIT')) break
    pending += `${line}\n`
    if (!/[-+]\s*$/.test(line)) {
      const help = /^\s*HELP\b\s*(\S*)/i.exec(pending)
      if (help) io.stdout.write(`${commandHelp(help[1])}\n`)
      else highest = Math.max(highest, await runText(pending, { ...job, file: 'stdin' }, options, io))
      pending = ''
    }
    terminal.setPrompt(pending === '' ? 'RACF> ' : '    > ')
    terminal.prompt()
  }
  terminal.close()
  return highest
}

/** null when it is no date. */
function parseDay(day: string): number | null {
  const match = /^(\d{4})[-/](\d{2})[-/](\d{2})$/.exec(day)
  if (!match) return null
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number]
  return new Date(year, month - 1, date).getTime()
}

function refuse(io: RacfIo, message: string): number {
  io.stderr.write(`${formatDiagnostic({ code: 'ATTLS0800', severity: 'error', message })}\n`)
  return FAILED
}
