// The validated policy: what parsing, resolving and checking hand on. Plain, frozen, structured-cloneable data:
// it crosses from the agent to the workers as it is, and the data line never sees anything nearer to the text.

import type { AddressRange, PortRange } from '../common/address.ts'
import type { Place } from '../common/diagnostic.ts'
import type { Level } from '../common/level.ts'

export { LEVELS, type Level, NEWEST_LEVEL } from '../common/level.ts'

export type Direction = 'Inbound' | 'Outbound' | 'Both'
export type HandshakeRole = 'Client' | 'Server' | 'ServerWithClientAuth'

/** A coded value: one word, one number, or the words of a repeatable parameter in file order. */
export type AttributeValue = string | number | readonly string[]

export interface CodedAttribute {
  readonly value: AttributeValue
  readonly place: Place
}

/** What one action codes, under the canonical spelling of the keyword (`TLSv1.2`, `HandshakeTimeout`). The
 * parameters of the action's blocks (TTLSKeyringParms, TTLSCipherParms, ...) stand here too: keywords are unique
 * within one action. A keyword that is not coded is absent; defaults are the business of effective.ts. */
export interface Attributes {
  readonly [keyword: string]: CodedAttribute | undefined
}

export interface Action {
  readonly name: string
  readonly place: Place
  readonly attributes: Attributes
  /** Blocks the action has, by statement keyword: the name of a referenced or named block, '' for an unnamed one. */
  readonly blocks: { readonly [statement: string]: string | undefined }
}

export type GroupAction = Action
export type EnvironmentAction = Action
export type ConnectionAction = Action

/** A job name or user ID to compare with: exact, or a prefix when it was written with a trailing `*`. */
export interface NamePattern {
  readonly text: string
  readonly isPrefix: boolean
}

/** IpTimeCondition; all parts must hold. Masks are strings of 0 and 1. */
export interface TimeCondition {
  /** Unix milliseconds, both ends included; absent: always. */
  readonly range?: { readonly from: number; readonly to: number }
  /** 12 characters, January first. */
  readonly months: string
  /** 31 characters, the first day of the month first. */
  readonly daysFromFirst: string
  /** 31 characters, the last day of the month first; all zero unless 62 bits were coded. */
  readonly daysFromLast: string
  /** 7 characters, Sunday first. */
  readonly weekdays: string
  /** Minutes since midnight; `from` later than `to` runs over midnight. Empty: all day. */
  readonly timesOfDay: readonly { readonly from: number; readonly to: number }[]
  readonly zone: 'Local' | 'UTC'
}

/** A condition that is absent is not considered; the entries of one condition are alternatives. */
export interface Conditions {
  readonly localAddresses?: readonly AddressRange[]
  readonly remoteAddresses?: readonly AddressRange[]
  readonly localPorts?: readonly PortRange[]
  readonly remotePorts?: readonly PortRange[]
  readonly job?: NamePattern
  readonly user?: NamePattern
  /** The rule is active when one of them holds. */
  readonly times?: readonly TimeCondition[]
}

export interface Rule {
  readonly name: string
  readonly place: Place
  /** 1 to 2000000000; the higher number wins. */
  readonly priority: number
  readonly direction: Direction
  readonly conditions: Conditions
  readonly groupAction: string
  /** Absent only when the group says `TTLSEnabled Off`. */
  readonly environmentAction?: string
  readonly connectionAction?: string
  /** The order in which the rule names its actions; displays follow it. Absent: group, environment, connection. */
  readonly actionOrder?: readonly ('group' | 'environment' | 'connection')[]
}

export interface Policy {
  readonly level: Level
  /** In the order of lookup: descending priority, equal priorities by name in EBCDIC order. */
  readonly rules: readonly Rule[]
  readonly groupActions: { readonly [name: string]: GroupAction | undefined }
  readonly environmentActions: { readonly [name: string]: EnvironmentAction | undefined }
  readonly connectionActions: { readonly [name: string]: ConnectionAction | undefined }
  /** Every named statement in file order, for the agent's `Processing:` lines. */
  readonly statements: readonly { readonly keyword: string; readonly name: string; readonly place: Place }[]
}
