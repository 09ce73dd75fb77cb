// attls ring: key rings for people. list and show tell what there is, verify what is wrong, import and export carry
// certificates and keys between rings and files.

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Writable } from 'node:stream'
import type { Command } from 'commander'
import { type Clock, systemClock } from '../common/clock.ts'
import { printable } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { Secret } from '../common/secret.ts'
import type { KeyRing } from '../keyring/keyring.ts'
import { openRing } from '../keyring/open-ring.ts'
import { parseRingName } from '../keyring/ring-name.ts'
import { expiries } from '../keyring/select.ts'
import { daysUntil, ringProblems } from '../keyring/verify-ring.ts'
import { isSpecial } from '../racf/authority.ts'
import { DatabaseError } from '../racf/database/database-error.ts'
import { replaceFile } from '../racf/database/durable-file.ts'
import { exportRing, isExportFormat } from './ring-export.ts'
import { importIntoRing } from './ring-import.ts'
import { ringTree } from './ring-tree.ts'
import {
  type DatabaseEnvironment,
  type DatabaseOptions,
  findSecurityDatabase,
  type OpenedDatabase,
} from './security-database.ts'

export interface RingOptions extends DatabaseOptions {
  readonly json?: boolean
  /** File whose first line is the password of PKCS#12 files and encrypted keys. */
  readonly passwordFile?: string
  readonly label?: string
  readonly default?: boolean
  readonly format?: string
  readonly to?: string
}

export interface RingIo {
  readonly stdout: Writable
  readonly stderr: Writable
}

export interface RingEnvironment extends DatabaseEnvironment {
  exit(code: number): void
}

export type RingAction = 'list' | 'show' | 'verify' | 'import' | 'export'

export function registerRing(program: Command, environment: RingEnvironment): void {
  const ring = program.command('ring').description('key rings for people')
  const add = (action: RingAction, usage: string, description: string): Command =>
    ring
      .command(usage)
      .description(description)
      .option('--database <DIR>', 'the security database (else ATTLS_RACF, else racf: of the configuration)')
      .option('--as <USER>', 'user ID that opens the ring')
      .option('--allow-exposed', 'accept a database that other users can reach')
      .action(async (...given: unknown[]) => {
        const names = given.slice(0, -2).filter((each) => typeof each === 'string')
        environment.exit(await ringCommand(action, names, given.at(-2) as RingOptions, process, environment))
      })
  add('list', 'list [USER]', 'the rings of a user, or all').option('--json')
  add('show', 'show <RING>', 'a ring or a key store file, as a tree')
    .option('--json')
    .option('--password-file <FILE>', 'file with the password')
  add('verify', 'verify <RING>', 'what is wrong with a ring; exit code 1 when something is')
    .option('--json')
    .option('--password-file <FILE>', 'file with the password')
  add('import', 'import <RING> <FILE>', 'certificates and keys of PEM or PKCS#12 files into a ring')
    .option('--password-file <FILE>', 'file with the password')
    .option('--label <LABEL>', 'label of the certificate with the key')
    .option('--default', 'makes the certificate with the key the default')
  add('export', 'export <RING>', 'a certificate with its key and chain into a file')
    .requiredOption('--to <FILE>', 'file to write')
    .option('--format <FORMAT>', 'pem or pkcs12', 'pem')
    .option('--label <LABEL>', 'which certificate; the default one without it')
    .option('--password-file <FILE>', 'file with the password')
}

/** 0, or 1 when the ring cannot be used; the reason is on standard error. */
export async function ringCommand(
  action: RingAction,
  names: readonly string[],
  options: RingOptions,
  io: RingIo,
  environment: DatabaseEnvironment,
  clock: Clock = systemClock,
): Promise<number> {
  const password = readPassword(options.passwordFile)
  const opened = await openFor(action, names[0] ?? '', options, environment)
  const problem = password.ok ? (opened.ok ? undefined : opened.error) : password.error
  if (problem !== undefined || !password.ok || !opened.ok) return refuse(io, problem ?? '')
  const call: Call = { names, options, io, opened: opened.value, password: password.value, now: clock.now() }
  try {
    return await ACTIONS[action](call)
  } catch (error) {
    if (error instanceof DatabaseError) return refuse(io, error.message)
    throw error
  }
}

interface Call {
  readonly names: readonly string[]
  readonly options: RingOptions
  readonly io: RingIo
  /** Absent for key store files. */
  readonly opened: OpenedDatabase | undefined
  readonly password: Secret | undefined
  readonly now: number
}

const ACTIONS: Readonly<Record<RingAction, (call: Call) => number | Promise<number>>> = {
  list,
  show,
  verify,
  import: importFile,
  export: exportFile,
}

/** A key store file needs no database. */
async function openFor(
  action: RingAction,
  name: string,
  options: RingOptions,
  environment: DatabaseEnvironment,
): Promise<Result<OpenedDatabase | undefined, string>> {
  const parsed = parseRingName(name || '*', options.as?.toUpperCase() ?? '')
  const isPath = parsed.ok && parsed.value.kind === 'path'
  if (isPath && action !== 'list' && action !== 'import') return ok(undefined)
  return findSecurityDatabase(options, environment, false)
}

function list({ names, options, io, opened, now }: Call): number {
  const user = names[0]?.toUpperCase()
  const view = opened?.database.read()
  const rings = (view?.all('ring') ?? []).filter((each) => user === undefined || each.owner === user)
  const rows = rings.map((record) => {
    const name = `${record.owner}/${record.name}`
    // The listing is for the one who looks after the database: every ring is opened as its owner.
    const ring = openRing(name, record.owner, { database: opened?.database })
    const times = ring.ok ? expiries(ring.value).map((each) => each.notAfter) : []
    const standard = record.connections.find((each) => each.isDefault)?.label
    return { name, certificates: record.connections.length, default: standard, soonest: Math.min(...times) }
  })
  if (options.json === true) {
    const json = rows.map(({ soonest, ...row }) => ({
      ...row,
      expires: Number.isFinite(soonest) ? new Date(soonest).toISOString() : null,
    }))
    io.stdout.write(`${JSON.stringify(json)}\n`)
  } else
    for (const row of rows) {
      const days = Number.isFinite(row.soonest) ? `, first expiry in ${daysUntil(row.soonest, now)} days` : ''
      const count = `${row.certificates} certificate${row.certificates === 1 ? '' : 's'}`
      io.stdout.write(
        `${printable(row.name)}  ${count}, default ${printable(row.default ?? 'none')}${days}\n`,
      )
    }
  return 0
}

function open(call: Call): KeyRing | undefined {
  const { names, options, opened, password, io } = call
  const ring = openRing(names[0] ?? '', readerOf(names[0] ?? '', options, opened), {
    database: opened?.database,
    password,
  })
  if (ring.ok) return ring.value
  refuse(io, `${ring.error.text} (RC ${ring.error.rc})`)
  return undefined
}

/**
 * --as; else who looks after the database sees a ring as its owner does, because that is how TLS will see it, and
 * everybody else sees it with his own eyes.
 */
function readerOf(name: string, options: RingOptions, opened: OpenedDatabase | undefined): string {
  if (!opened) return options.as?.toUpperCase() ?? ''
  const { database, issuer } = opened
  const parsed = parseRingName(name, issuer)
  const owner = parsed.ok && parsed.value.kind !== 'path' ? parsed.value.owner : issuer
  const view = database.read()
  return options.as === undefined && isSpecial(view, issuer) && view.get('user', owner) ? owner : issuer
}

function show(call: Call): number {
  const ring = open(call)
  if (!ring) return 1
  const { io, options, now } = call
  const { lines, ...tree } = ringTree(ring, now)
  const text = options.json === true ? JSON.stringify(tree) : lines.map(printable).join('\n')
  io.stdout.write(`${text}\n`)
  return 0
}

function verify(call: Call): number {
  const ring = open(call)
  if (!ring) return 1
  const { io, options, now } = call
  const problems = ringProblems(ring, now)
  if (options.json === true) io.stdout.write(`${JSON.stringify({ ring: ring.name, problems })}\n`)
  else if (problems.length === 0) io.stdout.write(`${ring.name}: nothing wrong\n`)
  else
    for (const { severity, label, text } of problems)
      io.stdout.write(
        `${printable(`${severity}: ${ring.name}${label === undefined ? '' : ` ${label}`}: ${text}`)}\n`,
      )
  return problems.some((each) => each.severity === 'error') ? 1 : 0
}

async function importFile({ names, options, io, opened, password }: Call): Promise<number> {
  const [ring = '', file = ''] = names
  if (!opened) return refuse(io, `${ring} is not a ring of the security database`)
  const wanted = { ring, file, label: options.label, isDefault: options.default === true, password }
  const result = await importIntoRing(opened, wanted)
  if (!result.ok) return refuse(io, result.error)
  for (const line of result.value) io.stdout.write(`${printable(line)}\n`)
  return 0
}

function exportFile(call: Call): number {
  const { options, io, password, now } = call
  const format = options.format ?? 'pem'
  if (!isExportFormat(format)) return refuse(io, `--format ${format} is neither pem nor pkcs12`)
  const ring = open(call)
  if (!ring) return 1
  const content = exportRing(ring, { label: options.label, format, password, now })
  if (!content.ok) return refuse(io, content.error)
  const file = options.to ?? ''
  try {
    // The file holds a private key: a file that was there with another mode is replaced, not filled.
    replaceFile(file, `${file}.${randomUUID()}`, content.value)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return refuse(io, `${file} cannot be written: ${error.message}`)
  }
  return 0
}

function readPassword(file: string | undefined): Result<Secret | undefined, string> {
  if (file === undefined) return ok(undefined)
  try {
    return ok(new Secret(readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? ''))
  } catch {
    // The name is what the operator needs.
    return fail(`the password file ${file} cannot be read`)
  }
}

function refuse(io: RingIo, text: string): number {
  io.stderr.write(`attls ring: ${printable(text)}\n`)
  return 1
}
