// The stacks of this host as one: a single stack inside the agent (workers: 0) or supervised worker processes.
// Whoever drives them does not see the difference.

import { systemClock } from '../common/clock.ts'
import type { Engine } from '../engine/engine.ts'
import { awaitPort, type ListenerSpec } from '../intercept/listener.ts'
import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import { keptCounters, type MetricsSnapshot } from '../record/metrics.ts'
import type { ActionsInForce, AgentServices, LiveConnection, StackPort, StackStatus } from '../stack/port.ts'
import type { StackSnapshot } from '../stack/snapshot.ts'
import { Stack } from '../stack/stack.ts'
import type { WorkerSetup } from '../worker/calls.ts'
import type { Allowances, Holder } from './allowances.ts'
import { type Supervisor, superviseWorkers } from './supervise.ts'

export interface Stacks {
  /** Every living stack has the snapshot when this resolves; replacements get it before they open. */
  install(snapshot: StackSnapshot): Promise<void>
  /** Opens all listeners; on failure all are closed again and the sentences say why. */
  open(): Promise<readonly string[]>
  status(): Promise<readonly StackStatus[]>
  metrics(): Promise<readonly MetricsSnapshot[]>
  connections(): Promise<readonly LiveConnection[]>
  actionsOf(connid: number): Promise<ActionsInForce | undefined>
  /** False when no stack has this connection. */
  drop(connid: number, by: string): Promise<boolean>
  reopenLogs(): Promise<void>
  drain(): Promise<void>
  stop(): Promise<void>
}

export interface StacksOptions {
  /** 0: inside this process. */
  readonly workers: number
  readonly setup: WorkerSetup
  readonly services: Omit<AgentServices, 'allowance'>
  readonly allowances: Allowances
  /** Inherited listening sockets of this process. */
  readonly descriptors: readonly number[]
  readonly engine: Engine
  readonly log: Log
}

export async function openStacks(options: StacksOptions): Promise<Stacks> {
  return options.workers === 0 ? localStack(options) : workerStacks(options)
}

function localStack({ setup, engine, log, services, allowances }: StacksOptions): Stacks {
  const alone: Holder = { release: async () => 0 }
  const allowance = (name: string): Promise<number> => allowances.grant(name, alone)
  const stack = new Stack({
    setup: setup.setup,
    engine,
    log,
    services: { ...services, allowance },
    clock: systemClock,
  })
  return {
    install: (snapshot) => stack.install(snapshot),
    open: async () => {
      const taken = await portsTaken(setup.setup.listeners)
      return taken.length > 0 ? taken : stack.open()
    },
    status: async () => [await stack.status()],
    metrics: async () => [await stack.metrics()],
    connections: () => stack.connections(),
    actionsOf: (connid) => stack.actionsOf(connid),
    drop: (connid, by) => stack.drop(connid, by),
    // The agent's log is the stack's log.
    reopenLogs: async () => {},
    drain: () => stack.drain(),
    stop: () => stack.stop(),
  }
}

async function workerStacks(options: StacksOptions): Promise<Stacks> {
  let current: StackSnapshot | undefined
  let isOpen = false
  const counters = new WorkerCounters()
  const supervisor: Supervisor = await superviseWorkers({
    ...options,
    count: options.workers,
    // A replacement catches up before it counts as living.
    started: async (port) => {
      let installed: StackSnapshot | undefined
      // A refresh may come meanwhile; it does not know this worker yet.
      const catchUp = async (): Promise<void> => {
        while (installed !== current) {
          installed = current
          if (installed) await port.install(installed)
        }
      }
      await catchUp()
      if (!isOpen) return
      for (const error of await port.open()) options.log.message(messages.ATL0012E.render({ error }))
      await catchUp()
    },
  })
  /** A worker that dies during a call is replaced and catches up; the others' answers count. */
  async function ask<T>(call: (port: StackPort) => Promise<T>): Promise<T[]> {
    const answers = await Promise.allSettled(supervisor.ports().map(call))
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  }
  /** For displays: the answers of those who give one in time, so that one busy worker stops nobody. */
  async function inquire<T>(call: (port: StackPort) => Promise<T>): Promise<T[]> {
    const answers = await ask((port) => inTime(call(port)))
    return answers.flatMap((answer) => (answer ? [answer.value] : []))
  }
  return {
    async install(snapshot) {
      current = snapshot
      await ask((port) => port.install(snapshot))
    },
    async open() {
      const taken = await portsTaken(options.setup.setup.listeners)
      if (taken.length > 0) return taken
      const answers = await ask((port) => port.open())
      // A worker that died meanwhile is replaced; without any there is nothing that listens.
      const failures = answers.length === 0 ? ['no worker lived to open the listeners'] : answers.flat()
      isOpen = failures.length === 0
      return [...new Set(failures)]
    },
    status: () => inquire((port) => port.status()),
    metrics: () => counters.collect(supervisor.ports()),
    connections: async () => (await inquire((port) => port.connections())).flat(),
    actionsOf: async (connid) => (await inquire((port) => port.actionsOf(connid))).find((found) => found),
    drop: async (connid, by) => (await ask((port) => port.drop(connid, by))).includes(true),
    async reopenLogs() {
      await ask((port) => port.reopenLog())
    },
    async drain() {
      supervisor.retire()
      await ask((port) => port.drain())
    },
    async stop() {
      supervisor.retire()
      await ask((port) => port.stop())
      await supervisor.ended()
    },
  }
}

/** The sentences of listeners that another program does not let us have. */
async function portsTaken(listeners: readonly ListenerSpec[]): Promise<readonly string[]> {
  const failures = await Promise.all(listeners.map(awaitPort))
  return failures.flatMap((failure) => (failure ? [failure.text] : []))
}

/** The metrics of the workers; what a dead one had counted by the last question stays in the sum. */
class WorkerCounters {
  #kept: MetricsSnapshot | undefined
  #last = new Map<StackPort, MetricsSnapshot>()

  async collect(ports: readonly StackPort[]): Promise<readonly MetricsSnapshot[]> {
    for (const [port, last] of this.#last) {
      if (ports.includes(port)) continue
      this.#last.delete(port)
      this.#kept = await keptCounters(this.#kept, last)
    }
    await Promise.allSettled(
      ports.map(async (port) => {
        const metrics = await inTime(port.metrics())
        if (metrics) this.#last.set(port, metrics.value)
      }),
    )
    return [...(this.#kept ? [this.#kept] : []), ...this.#last.values()]
  }
}

/** A worker that is busy for longer is shown as it was at the last question, or not at all. */
const ANSWER_WITHIN_MS = 1000

function inTime<T>(answer: Promise<T>): Promise<{ readonly value: T } | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ANSWER_WITHIN_MS)
    answer.then((value) => resolve({ value }), reject).finally(() => clearTimeout(timer))
  })
}
