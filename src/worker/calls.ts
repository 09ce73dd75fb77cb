// The calls between agent and worker, both directions. Policy crosses in acknowledged chunks followed by one
// install, so that a worker's event loop is never held up by one large message.

import type { Policy } from '../policy/policy.ts'
import type { LogOptions } from '../record/log.ts'
import type { MetricsSnapshot } from '../record/metrics.ts'
import type { ActionsInForce, LiveConnection, StackSetup, StackStatus } from '../stack/port.ts'
import type { StackSnapshot } from '../stack/snapshot.ts'

export interface WorkerSetup {
  readonly setup: StackSetup
  readonly log: Omit<LogOptions, 'clock'>
  /** The control socket, where an orphan finds the next agent. */
  readonly control: string
}

/** What the agent asks of a worker. */
export type WorkerCalls = {
  start(setup: WorkerSetup): Promise<void>
  /** More rules and actions of the snapshot that the next install completes. */
  more(chunk: PolicyChunk): Promise<void>
  /** The snapshot with its rules and actions left out; those were sent before. */
  install(snapshot: StackSnapshot): Promise<void>
  open(nothing: undefined): Promise<readonly string[]>
  status(nothing: undefined): Promise<StackStatus>
  metrics(nothing: undefined): Promise<MetricsSnapshot>
  connections(nothing: undefined): Promise<readonly LiveConnection[]>
  release(name: string): Promise<number>
  actionsOf(connid: number): Promise<ActionsInForce | undefined>
  drop(which: { readonly connid: number; readonly by: string }): Promise<boolean>
  reopenLog(nothing: undefined): Promise<void>
  drain(nothing: undefined): Promise<void>
  stop(nothing: undefined): Promise<void>
}

/** What a worker asks of the agent. */
export type AgentCalls = {
  /** The worker's code is loaded and start() may come. */
  ready(nothing: undefined): Promise<void>
  connidRange(nothing: undefined): Promise<{ readonly first: number; readonly size: number }>
  environmentId(key: string): Promise<number>
  userOfCertificate(certificate: Uint8Array): Promise<string | undefined>
  allowance(name: string): Promise<number>
}

/** A part of a policy. */
export type PolicyChunk = Partial<
  Pick<Policy, 'rules' | 'groupActions' | 'environmentActions' | 'connectionActions'>
>

/** Rules or actions per chunk: 1 to 5 ms of a worker's time (docs/performance.md). */
export const CHUNK = 200
