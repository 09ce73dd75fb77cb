// Worker processes of the stack, by the one recipe that survived being killed (docs/processes.md): the agent never
// accepts; workers inherit the log descriptor, outlive the agent and finish what they have. A worker that dies is
// replaced.

import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import type { AgentServices, StackPort } from '../stack/port.ts'
import type { WorkerSetup } from '../worker/calls.ts'
import type { Allowances, Holder } from './allowances.ts'
import { type WorkerPort, workerPort } from './worker-port.ts'
import { forkWorker, type WorkerProcess } from './worker-process.ts'

/** A worker that dies at once, again and again, must not use up the machine. */
const RESTART_AFTER_MS = [0, 100, 500, 2000, 5000]
const STEADY_AFTER_MS = 10_000

export interface Supervisor {
  /** The living workers. */
  ports(): readonly StackPort[]
  /** No replacements from now on. */
  retire(): void
  /** Resolves when every worker has ended. */
  ended(): Promise<void>
}

export interface SuperviseOptions {
  readonly count: number
  readonly setup: WorkerSetup
  readonly services: Omit<AgentServices, 'allowance'>
  readonly allowances: Allowances
  /** Inherited listening sockets, which every worker is given. */
  readonly descriptors: readonly number[]
  readonly log: Log
  started(port: StackPort): Promise<void>
}

/** Starts `count` workers; `started` prepares each, replacements too, before it counts as living. */
export async function superviseWorkers(options: SuperviseOptions): Promise<Supervisor> {
  const { allowances, log } = options
  const living = new Map<number, WorkerPort>()
  const ends = new Set<Promise<void>>()
  let isRetired = false

  async function start(slot: number, deaths: number): Promise<void> {
    const startedAt = performance.now()
    const worker = forkWorker(options.descriptors)
    let port: WorkerPort | undefined
    const holder: Holder = { release: async (name) => port?.release(name) ?? 0 }
    allowances.join(holder)
    follow(worker, (reason) => {
      living.delete(slot)
      allowances.leave(holder)
      if (isRetired) return
      log.message(messages.ATL0031E.render({ worker: slot, process: worker.pid, reason }))
      const isSteady = performance.now() - startedAt > STEADY_AFTER_MS
      replace(slot, isSteady ? 0 : deaths + 1)
    })
    port = await workerPort(worker, options.setup, {
      ...options.services,
      allowance: (name) => allowances.grant(name, holder),
    })
    await options.started(port)
    living.set(slot, port)
    log.message(messages.ATL0030I.render({ worker: slot, process: worker.pid }))
  }

  function follow(worker: WorkerProcess, ended: (reason: string) => void): void {
    const end = new Promise<void>((resolve) => {
      worker.onExit((reason) => {
        ends.delete(end)
        ended(reason)
        resolve()
      })
    })
    ends.add(end)
  }

  function replace(slot: number, deaths: number): void {
    const delay = RESTART_AFTER_MS[Math.min(deaths, RESTART_AFTER_MS.length - 1)]
    setTimeout(() => {
      if (isRetired) return
      // A replacement that dies while it starts is replaced by its own exit event.
      start(slot, deaths).catch(() => {})
    }, delay).unref()
  }

  await Promise.all(Array.from({ length: options.count }, (_, index) => start(index + 1, 0)))
  return {
    ports: () => [...living.values()],
    retire: () => {
      isRetired = true
    },
    ended: async () => {
      await Promise.all(ends)
    },
  }
}
