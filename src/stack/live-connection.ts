// A connection that lives now, as displays show it: plain data that crosses from a worker to the agent.

import type { ConnectionFacts } from '../match/facts.ts'
import type { Action, Level } from '../policy/policy.ts'
import type { ActionNames, MapStatus } from '../record/message.ts'

export interface LiveConnection {
  readonly connid: number
  readonly facts: ConnectionFacts
  /** undefined: no rule. */
  readonly rule: string | undefined
  /** Of the policy by which it was mapped. */
  readonly generation: number
  /** Unix milliseconds. */
  readonly startedAt: number
  /** Unix milliseconds, late by up to ACTIVITY_EVERY_MS. */
  readonly lastActivityAt: number
  /** Application bytes from the partner to the local program so far. */
  readonly bytesIn: number
  /** Application bytes from the local program to the partner so far. */
  readonly bytesOut: number
  /** Why no rule applies; undefined when one does, or while that is not known yet. */
  readonly unmapped: 'no-rule' | 'nottls' | undefined
  readonly mapping: LiveMapping | undefined
  /** undefined: in the clear, or the handshake is not over. */
  readonly tls: LiveTls | undefined
}

export interface LiveMapping {
  readonly status: MapStatus
  readonly actions: ActionNames
  readonly grpid: number
  /** 0 where no environment is used. */
  readonly envid: number
  /** One of its actions has been replaced or removed since. */
  readonly isStale: boolean
}

export interface LiveTls {
  readonly role: 'client' | 'server'
  readonly protocol: string
  /** IANA number, 4 upper-case hexadecimal digits. */
  readonly cipherCode: string
  readonly cipher: string
  readonly group: string | undefined
  readonly resumed: boolean
  readonly peerSubject: string | undefined
  /** Only where the policy asks whose certificate it is. */
  readonly certUserId: string | undefined
}

/** The actions of one connection as it uses them, stale ones too. */
export interface ActionsInForce {
  readonly level: Level
  readonly group: Action | undefined
  readonly environment: Action | undefined
  readonly connection: Action | undefined
}

/** How often the byte counters are looked at for the time of the last activity. */
export const ACTIVITY_EVERY_MS = 5000
