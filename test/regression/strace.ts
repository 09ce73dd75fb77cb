// System calls of a running process while something is done to it, counted by `strace -c`: a measure of work that a
// busy machine changes little, where times would change by half.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Cleanup, folder } from '../support/folder.ts'
import { until } from '../support/until.ts'

/** Left out: calls of threads that wait for each other and of the memory allocator, which go by the machine's mood. */
const NOT_WORK = new Set(['futex', 'mmap', 'munmap', 'mprotect', 'madvise', 'brk', 'total'])

export interface Calls {
  /** Calls that are work: input and output, sockets, waiting for events. */
  readonly work: number
  /** Turns of the event loop: each waits for events once. */
  readonly turns: number
  of(name: string): number
  /** As strace printed it, for whoever looks into a failure. */
  readonly table: string
}

/** Why counting is not possible here; undefined when it is. */
export function cannotTrace(): string | undefined {
  const tried = spawnSync('strace', ['-c', '-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (tried.error) return 'strace is not installed'
  return tried.status === 0 ? undefined : `strace is not permitted here: ${tried.stderr.trim()}`
}

/** What the process and all its threads call while `work` runs. */
export async function callsDuring(t: Cleanup, pid: number, work: () => Promise<void>): Promise<Calls> {
  const file = join(folder(t), 'calls')
  const strace = spawn('strace', ['-c', '-f', '-o', file, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  strace.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await until('strace is attached', () => {
    if (strace.exitCode !== null) throw new Error(said)
    return said.includes('attached')
  })
  await work()
  const ended = once(strace, 'exit')
  strace.kill('SIGINT')
  await ended
  const calls = new Map<string, number>()
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // % time, seconds, usecs/call, calls, errors (or nothing), name
    const columns = line.trim().split(/\s+/)
    const [count, name] = [Number(columns[3]), columns.at(-1)]
    if (name && columns.length >= 5 && count > 0) calls.set(name, count)
  }
  const of = (name: string): number => calls.get(name) ?? 0
  return {
    work: [...calls].reduce((sum, [name, count]) => sum + (NOT_WORK.has(name) ? 0 : count), 0),
    turns: of('epoll_wait') + of('epoll_pwait'),
    of,
    table: readFileSync(file, 'utf8'),
  }
}
