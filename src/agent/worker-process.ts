// How a worker process comes to be. Without inherited sockets it is a cluster worker, so that the agent binds the
// ports for all and never accepts; with them it is a plain child that has the sockets as its own descriptors and
// needs no agent to go on listening.

import { fork } from 'node:child_process'
import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import type { IpcEnd } from '../platform/channel.ts'

export interface WorkerProcess {
  readonly pid: number
  readonly ipc: IpcEnd
  /** Called once, with why it ended. */
  onExit(listener: (reason: string) => void): void
}

const ENTRY = fileURLToPath(new URL('../worker/main.js', import.meta.url))

/** Standard input, output, error and the IPC pipe come before the inherited sockets. */
const FIRST_INHERITED = 4

/** The number that descriptor `index` of the inherited ones has in a worker. */
export function descriptorInWorker(index: number): number {
  return FIRST_INHERITED + index
}

export function forkWorker(descriptors: readonly number[]): WorkerProcess {
  if (descriptors.length > 0) {
    const child = fork(ENTRY, {
      serialization: 'advanced',
      stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...descriptors],
    })
    return {
      pid: child.pid ?? 0,
      ipc: child,
      onExit: (listener) => child.once('exit', (code, signal) => listener(reasonOf(code, signal))),
    }
  }
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({ exec: ENTRY, args: [], serialization: 'advanced' })
  const worker = cluster.fork()
  return {
    pid: worker.process.pid ?? 0,
    ipc: worker,
    onExit: (listener) => worker.once('exit', (code, signal) => listener(reasonOf(code, signal))),
  }
}

function reasonOf(code: number | null, signal: string | null): string {
  return signal ? `signal ${signal}` : `exit code ${code}`
}
