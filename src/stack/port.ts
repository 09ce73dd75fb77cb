// How the agent drives a stack, whether it runs in this process or in a worker: the same calls, the same data.

import type { ListenerSpec } from '../intercept/listener.ts'
import type { OwnerRules } from '../intercept/owner.ts'
import type { MetricsSnapshot } from '../record/metrics.ts'
import type { ActionsInForce, LiveConnection } from './live-connection.ts'
import type { StackSnapshot } from './snapshot.ts'

export type { ActionsInForce, LiveConnection } from './live-connection.ts'

/** Fixed while the process lives. */
export interface StackSetup {
  readonly image: string
  readonly stack: string
  readonly listeners: readonly ListenerSpec[]
  readonly owners: OwnerRules
  readonly unmapped: 'clear' | 'refuse'
  readonly limits: StackLimits
}

/** Over all stack processes; 0 is no limit. */
export interface StackLimits {
  readonly connections: number
  readonly handshakesPerSecond: number
  readonly idleSeconds: number
  readonly rules: { readonly [rule: string]: Partial<Omit<StackLimits, 'rules'>> | undefined }
}

/** What a stack asks of the agent. Answers are unique over all workers and their restarts. */
export interface AgentServices {
  /** A block of connection ids. */
  connidRange(): Promise<{ readonly first: number; readonly size: number }>
  /** ENVID of an environment instance used by a user: the same in every worker. */
  environmentId(key: string): Promise<number>
  /** The user ID that a client certificate (DER) is associated with; undefined: none (ClientAuthType SAFCheck). */
  userOfCertificate(certificate: Uint8Array): Promise<string | undefined>
  /** A block of what a limit still allows (limits.ts has the names); 0 when nothing is left anywhere. */
  allowance(name: string): Promise<number>
}

export interface StackStatus {
  readonly pid: number
  readonly generation: number
  readonly listening: boolean
  readonly connections: number
  /** Environments of older generations that live connections still use. */
  readonly staleEnvironments: number
}

export interface StackPort {
  install(snapshot: StackSnapshot): Promise<void>
  /** Opens the listeners; the sentences of those that could not be opened, in which case none stays open. */
  open(): Promise<readonly string[]>
  status(): Promise<StackStatus>
  metrics(): Promise<MetricsSnapshot>
  connections(): Promise<readonly LiveConnection[]>
  /** Gives up what it holds of a limit and does not use: how many. */
  release(name: string): Promise<number>
  /** The actions that a live connection uses; undefined where it is not, or has no rule. */
  actionsOf(connid: number): Promise<ActionsInForce | undefined>
  /** Resets a connection on both sides; false when it is not here. `by` is the user who asked for it. */
  drop(connid: number, by: string): Promise<boolean>
  reopenLog(): Promise<void>
  /** Stops accepting; resolves when the last connection has ended. */
  drain(): Promise<void>
  /** Resets what is still alive and releases everything. */
  stop(): Promise<void>
}
