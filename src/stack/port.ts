// How the agent drives a stack, whether it runs in this process or in a worker: the same calls, the same data.

import type { ListenerSpec } from '../intercept/listener.ts'
import type { OwnerRules } from '../intercept/owner.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import type { MetricsSnapshot } from '../record/metrics.ts'
import type { StackSnapshot } from './snapshot.ts'

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

/** A connection that lives now. */
export interface LiveConnection {
  readonly connid: number
  readonly facts: ConnectionFacts
  /** undefined: no rule. */
  readonly rule: string | undefined
  readonly generation: number
  /** Unix milliseconds. */
  readonly startedAt: number
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
  reopenLog(): Promise<void>
  /** Stops accepting; resolves when the last connection has ended. */
  drain(): Promise<void>
  /** Resets what is still alive and releases everything. */
  stop(): Promise<void>
}
