// One writer at a time, across processes: a lock file that names its holder. A holder that died is noticed by its
// process number and start time, so that kill -9 never locks the database for good. Two writers that judge the
// same lock dead at the same moment are kept apart a second time by the journal (object-store.ts).

import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { DatabaseError, isErrno } from './database-error.ts'
import { makeFolder, removeFile } from './durable-file.ts'

const POLL_MS = 20
const WAIT_MS = 60_000

interface Holder {
  readonly pid: number
  /** Start time in clock ticks since boot: a reused process number has another one. */
  readonly started: string
  readonly host: string
  /** Start times count from boot: a lock from before a reboot has no holder any more. */
  readonly boot: string
  /** Process numbers mean something within one pid namespace only. */
  readonly namespace: string
  readonly token: string
}

export interface HeldLock {
  /** True when the previous holder died: it may have left temporary files behind. */
  readonly afterCrash: boolean
  release(): void
}

/** Waits for the lock `name` in `folder`; throws a DatabaseError `locked` after a minute. */
export async function acquireLock(folder: string): Promise<HeldLock> {
  const path = join(folder, 'lock')
  const holder: Holder = {
    pid: process.pid,
    started: startTime(process.pid) ?? '',
    ...processSpace(),
    token: randomUUID(),
  }
  // A copy of the folder may have lost what was empty.
  makeFolder(join(folder, 'tmp'))
  const mine = join(folder, 'tmp', `lock.${holder.token}`)
  writeFileSync(mine, JSON.stringify(holder), { mode: 0o600 })
  try {
    const afterCrash = await waitForLock(path, mine, folder)
    return { afterCrash, release: () => removeFile(path) }
  } finally {
    removeFile(mine)
  }
}

/** True when a dead holder's lock was taken away on the way. */
async function waitForLock(path: string, mine: string, folder: string): Promise<boolean> {
  const deadline = Date.now() + WAIT_MS
  let afterCrash = false
  // A link, unlike a file opened with O_EXCL, is never seen empty.
  while (!linked(mine, path)) {
    const other = readHolder(path)
    if (other && !isAlive(other)) afterCrash = breakLock(path, other, folder) || afterCrash
    else if (Date.now() > deadline) throw lockedFor(path, other)
    else await delay(POLL_MS)
  }
  return afterCrash
}

/** False when the name is taken. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  }
}

function lockedFor(path: string, holder: Holder | undefined): DatabaseError {
  const who = holder ? `process ${holder.pid}` : 'another process'
  return new DatabaseError(
    'locked',
    `the security database has been locked by ${who} for a minute (${path}); remove the file if that process is gone`,
  )
}

/** Takes a dead holder's lock away; false when somebody else was faster. */
function breakLock(path: string, dead: Holder, folder: string): boolean {
  const grave = join(folder, 'tmp', `lock.${randomUUID()}`)
  try {
    renameSync(path, grave)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw error
  }
  const taken = readHolder(grave)
  // Between reading and renaming another writer may have broken the lock and taken it: give it back.
  // If yet another one holds it by now, the journal decides between the two.
  if (taken && taken.token !== dead.token) linked(grave, path)
  removeFile(grave)
  return taken?.token === dead.token
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw new DatabaseError('locked', `the lock file ${path} cannot be read; remove it if no attls runs`, {
      cause: error,
    })
  }
}

function isAlive(holder: Holder): boolean {
  const here = processSpace()
  if (holder.host !== here.host) return true
  if (holder.boot !== here.boot) return false
  if (holder.namespace !== here.namespace) return true
  return startTime(holder.pid) === holder.started
}

/** Field 22 of /proc/PID/stat; undefined when there is no such process. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program name in parentheses may hold blanks; the fields after it do not.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch (error) {
    if (isErrno(error, 'ENOENT') || isErrno(error, 'ESRCH')) return undefined
    throw error
  }
}

function processSpace(): { host: string; boot: string; namespace: string } {
  return {
    host: hostname(),
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    namespace: readlinkSync('/proc/self/ns/pid'),
  }
}
