// Worker processes of the stack, by the one recipe that survived being killed (docs/processes.md): cluster with
// SCHED_NONE, so that the agent binds the ports and never accepts; workers inherit the log descriptor, outlive
// the agent and finish what they have. A worker that dies is replaced.

import cluster, { type Worker } from 'node:cluster'
import { fileURLToPath } from 'node:url'
import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import type { AgentServices, StackPort } from '../stack/port.ts'
import type { WorkerSetup } from '../worker/calls.ts'
import { type WorkerPort, workerPort } from './worker-port.ts'

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

/** Starts `count` workers; `started` prepares each, replacements too, before it counts as living. */
export async function superviseWorkers(options: {
  readonly count: number
  readonly setup: WorkerSetup
  readonly services: AgentServices
  readonly log: Log
  started(port: StackPort): Promise<void>
}): Promise<Supervisor> {
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({
    exec: fileURLToPath(new URL('../worker/main.js', import.meta.url)),
    args: [],
    serialization: 'advanced',
  })
  const living = new Map<number, WorkerPort>()
  let isRetired = false

  async function start(slot: number, deaths: number): Promise<void> {
    const startedAt = performance.now()
    const worker = cluster.fork()
    worker.once('exit', (code, signal) => {
      living.delete(slot)
      if (isRetired) return
      const reason = signal ? `signal ${signal}` : `exit code ${code}`
      const ended = { worker: slot, process: worker.process.pid ?? 0, reason }
      options.log.message(messages.ATL0031E.render(ended))
      const isSteady = performance.now() - startedAt > STEADY_AFTER_MS
      replace(slot, isSteady ? 0 : deaths + 1)
    })
    const port = await workerPort(worker, options.setup, options.services)
    await options.started(port)
    living.set(slot, port)
    options.log.message(messages.ATL0030I.render({ worker: slot, process: worker.process.pid ?? 0 }))
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
      await Promise.all(Object.values(cluster.workers ?? {}).map(async (worker) => worker && exited(worker)))
    },
  }
}

function exited(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    if (worker.isDead()) resolve()
    else worker.once('exit', () => resolve())
  })
}
