// Runs RACF commands in tests: against a database in a folder of the test, output as lines.

import type { Clock } from '../../src/common/clock.ts'
import { ManualClock } from '../../src/common/clock.ts'
import { type Database, openDatabase } from '../../src/racf/database/database.ts'
import type { DatePolicy } from '../../src/racf/racdcert/validity.ts'
import { runCommands } from '../../src/racf/run-commands.ts'

// Listings and dates of commands are in local time.
process.env['TZ'] = 'UTC'

export interface JobResult {
  readonly rc: number
  /** Listing lines. */
  readonly listing: string[]
  /** Message ids in order. */
  readonly ids: string[]
  /** `ID text` of every message and `CODE line:column message` of every finding. */
  readonly said: string[]
  readonly findings: string[]
  readonly echoes: string[]
}

/** A working day, so that no test depends on the wall clock. */
export const NOON = new ManualClock('2026-11-20T12:00:00Z')

export async function runJob(
  database: Database,
  text: string,
  options: {
    issuer?: string
    dates?: DatePolicy
    clock?: Clock
    folder?: string
    symbols?: Record<string, string>
  } = {},
): Promise<JobResult> {
  const result = { listing: [], ids: [], said: [], findings: [], echoes: [] } as Omit<JobResult, 'rc'>
  const rc = await runCommands(text, {
    database,
    issuer: options.issuer ?? 'IBMUSER',
    clock: options.clock ?? NOON,
    dates: options.dates ?? {},
    ...(options.symbols ? { symbols: options.symbols } : {}),
    dataSets: { folder: options.folder ?? database.folder },
    file: 'job',
    write: (event) => {
      if (event.kind === 'listing') result.listing.push(event.line)
      else if (event.kind === 'command') result.echoes.push(event.echo)
      else if (event.kind === 'message') {
        result.ids.push(event.message.id)
        result.said.push(`${event.message.id} ${event.message.text}`)
      } else if (event.kind === 'finding') {
        const { code, message, place } = event.finding
        result.findings.push(code)
        result.said.push(`${code} ${place?.line}:${place?.column} ${message}`)
      }
    },
  })
  return { ...result, rc }
}

/** A new database in `folder`, with the certificates of a small lab when `jobs` are given. */
export async function newDatabase(folder: string, ...jobs: string[]): Promise<Database> {
  const database = await openDatabase(`${folder}/racf`, { create: true, clock: NOON })
  for (const job of jobs) {
    const { rc, said } = await runJob(database, job)
    if (rc > 0) throw new Error(`the job ended with ${rc}: ${said.join('\n')}`)
  }
  return database
}
