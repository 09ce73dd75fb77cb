// Who owns the local end of a connection: 4-tuple or listening port -> socket inode -> process -> job and user.
// Read from /proc, which needs no library; it sees the processes of other users only when run as root.

import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Endpoint, IpAddress } from '../common/address.ts'
import { type JobName, parseJobName, parseUserId, type UserId } from '../common/names.ts'
import type { Owner } from './accepted.ts'

/** One entry of `jobs:`; the first that fits names the job. */
export interface JobRule {
  readonly job: JobName
  /** Base name of the executable. */
  readonly program?: string
  /** systemd unit, such as redis-server.service. */
  readonly unit?: string
}

export interface OwnerRules {
  readonly jobs: readonly JobRule[]
  /** uid (decimal) or user name -> RACF user ID. */
  readonly users: { readonly [user: string]: UserId | undefined }
}

/** What a connection is called when nobody can be found: never a name that policy would trust by accident. */
const UNKNOWN: Owner = {
  job: parseJobName('UNKNOWN') as JobName,
  user: parseUserId('UNKNOWN') as UserId,
}

/** The process that holds the socket whose own end is `local` and whose peer is `remote`. */
export async function ownerOfConnection(
  local: Endpoint,
  remote: Endpoint,
  rules: OwnerRules,
): Promise<Owner> {
  return owner(await findSocket((row) => row.local === hex(local) && row.remote === hex(remote)), rules)
}

/** The process that listens on the port, for connections that come in. */
export async function ownerOfListener(port: number, rules: OwnerRules): Promise<Owner> {
  const suffix = `:${hexPort(port)}`
  return owner(await findSocket((row) => row.state === LISTEN && row.local.endsWith(suffix)), rules)
}

/** The inode of the socket that listens on exactly this address and port. */
export async function findListener(on: Endpoint): Promise<string | undefined> {
  const wanted = hex(on)
  return (await findSocket((row) => row.state === LISTEN && row.local === wanted))?.inode
}

/** The process that listens on a Unix socket. */
export async function ownerOfUnixListener(path: string, rules: OwnerRules): Promise<Owner> {
  const text = await readFile('/proc/net/unix', 'utf8').catch(() => '')
  const row = text.split('\n').find((line) => line.endsWith(` ${path}`) && line.split(/\s+/)[3] === ACCEPTING)
  const inode = row?.split(/\s+/)[6]
  const pid = inode === undefined ? undefined : await processWithSocket(inode)
  const uid = pid === undefined ? undefined : (await stat(`/proc/${pid}`).catch(() => undefined))?.uid
  if (pid === undefined || uid === undefined) return UNKNOWN
  return { job: (await jobName(pid, rules)) ?? UNKNOWN.job, user: await userId(uid, rules) }
}

/** State of a listening TCP socket, and the flags of a listening Unix socket, in the kernel's tables. */
const LISTEN = '0A'
const ACCEPTING = '00010000'

interface SocketRow {
  readonly local: string
  readonly remote: string
  readonly state: string
  readonly uid: number
  readonly inode: string
}

async function findSocket(wanted: (row: SocketRow) => boolean): Promise<SocketRow | undefined> {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'latin1').catch(() => '')
    for (const line of text.split('\n').slice(1)) {
      const [, local, remote, state, , , , uid, , inode] = line.trim().split(/\s+/)
      if (local && remote && state && inode) {
        const row = { local: plain(local), remote: plain(remote), state, uid: Number(uid), inode }
        if (wanted(row)) return row
      }
    }
  }
  return undefined
}

/** A dual-stack socket shows an IPv4 address as ::ffff:a.b.c.d. */
function plain(end: string): string {
  return end.replace(/^0{16}FFFF0000/, '')
}

/** The kernel prints addresses as native-endian words, ports as plain hexadecimal. */
function hex(end: Endpoint): string {
  return `${hexAddress(end.address)}:${hexPort(end.port)}`
}

function hexAddress(address: IpAddress): string {
  if (address.family === 4) return word(address.value)
  return [96n, 64n, 32n, 0n].map((shift) => word(Number((address.value >> shift) & 0xffffffffn))).join('')
}

function word(value: number): string {
  const bytes = value.toString(16).padStart(8, '0').match(/../g) ?? []
  return bytes.reverse().join('').toUpperCase()
}

function hexPort(port: number): string {
  return port.toString(16).padStart(4, '0').toUpperCase()
}

async function owner(row: SocketRow | undefined, rules: OwnerRules): Promise<Owner> {
  if (!row) return UNKNOWN
  const pid = await processWithSocket(row.inode)
  return { job: (pid && (await jobName(pid, rules))) || UNKNOWN.job, user: await userId(row.uid, rules) }
}

async function processWithSocket(inode: string): Promise<string | undefined> {
  const wanted = `socket:[${inode}]`
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue
    for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => []))
      if ((await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')) === wanted) return pid
  }
  return undefined
}

async function jobName(pid: string, rules: OwnerRules): Promise<JobName | undefined> {
  const program = basename(await readlink(`/proc/${pid}/exe`).catch(() => ''))
  const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')
  const units = cgroup.split(/[\n/]/)
  const rule = rules.jobs.find(
    (entry) =>
      (entry.program === undefined || entry.program === program) &&
      (entry.unit === undefined || units.includes(entry.unit)),
  )
  return rule?.job ?? parseJobName(program.replace(/[^A-Za-z0-9@#$]/g, '').slice(0, 8))
}

/** The map by uid or name; else root is IBMUSER and everybody else the upper-case name. */
export async function userId(uid: number, rules: OwnerRules): Promise<UserId> {
  const name = await loginName(uid)
  const mapped = rules.users[String(uid)] ?? (name === undefined ? undefined : rules.users[name])
  if (mapped) return mapped
  if (uid === 0) return parseUserId('IBMUSER') as UserId
  return (name && parseUserId(name.slice(0, 8))) || UNKNOWN.user
}

async function loginName(uid: number): Promise<string | undefined> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const line = text.split('\n').find((entry) => entry.split(':')[2] === String(uid))
  return line?.split(':')[0]
}
