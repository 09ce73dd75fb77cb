// What is known of a connection while it lives: its record, what the policy said, and the byte counters of its two
// sides. Nothing here is touched per byte; displays read it when somebody asks.

import type { Counters, Side } from '../engine/engine.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import type { ConnectionRecord, Mapped } from '../record/connection-record.ts'
import type { Installed, Lookup } from './installed.ts'
import type { ActionsInForce, LiveConnection, LiveMapping, LiveTls } from './live-connection.ts'
import type { StackSnapshot } from './snapshot.ts'

const NOTHING: Readonly<Counters> = { bytesIn: 0, bytesOut: 0 }

export class OpenConnection {
  readonly #record: ConnectionRecord
  readonly #facts: ConnectionFacts
  readonly #installed: Installed
  readonly #startedAt: number
  #lookup: Lookup | undefined
  #remote: Readonly<Counters> = NOTHING
  #local: Readonly<Counters> = NOTHING
  #seenBytes = 0
  #lastActivityAt: number

  /** `installed`: the policy that was in force when the connection was accepted. */
  constructor(record: ConnectionRecord, facts: ConnectionFacts, startedAt: number, installed: Installed) {
    this.#record = record
    this.#facts = facts
    this.#startedAt = startedAt
    this.#installed = installed
    this.#lastActivityAt = startedAt
  }

  get connid(): number {
    return this.#record.connid
  }

  looked(lookup: Lookup): void {
    this.#lookup = lookup
  }

  relaying(remote: Side, local: Side): void {
    this.#remote = remote.counters
    this.#local = local.counters
  }

  /** The operator ends this connection; its record will say so. */
  dropped(by: string): void {
    this.#record.dropped(by)
  }

  /** Has a byte moved since the last look? */
  look(now: number): void {
    const bytes = this.#remote.bytesIn + this.#local.bytesIn
    if (bytes === this.#seenBytes) return
    this.#seenBytes = bytes
    this.#lastActivityAt = now
  }

  /** `current`: the policy in force now, against which the connection's actions may be stale. */
  shown(current: StackSnapshot | undefined, now: number): LiveConnection {
    this.look(now)
    const mapped = this.#mapped()
    const { generation } = this.#installed.snapshot
    return {
      connid: this.connid,
      facts: this.#facts,
      rule: mapped?.rule,
      generation,
      startedAt: this.#startedAt,
      lastActivityAt: this.#lastActivityAt,
      bytesIn: this.#remote.bytesIn,
      bytesOut: this.#local.bytesIn,
      unmapped: this.#lookup?.kind === 'unmapped' ? this.#lookup.reason : undefined,
      mapping: mapped && this.#mapping(mapped, current),
      tls: this.#tls(),
    }
  }

  /** The actions as they were when the connection was mapped; undefined without a rule. */
  actions(): ActionsInForce | undefined {
    const mapped = this.#mapped()
    if (!mapped) return undefined
    const { policy } = this.#installed.snapshot
    const { group, environment, connection } = mapped.actions
    return {
      level: policy.level,
      group: policy.groupActions[group],
      environment: environment === undefined ? undefined : policy.environmentActions[environment],
      connection: connection === undefined ? undefined : policy.connectionActions[connection],
    }
  }

  #mapped(): Mapped | undefined {
    const lookup = this.#lookup
    return lookup === undefined || lookup.kind === 'unmapped' ? undefined : lookup.mapped
  }

  #mapping(mapped: Mapped, current: StackSnapshot | undefined): LiveMapping {
    const { status, actions, grpid } = mapped
    return { status, actions, grpid, envid: this.#record.envid, isStale: this.#isStale(mapped, current) }
  }

  /** Every instance number that changed or went away makes the connection one of an older policy. */
  #isStale({ actions }: Mapped, current: StackSnapshot | undefined): boolean {
    const then = this.#installed.snapshot.instances
    const now = current?.instances
    if (!now || then === now) return false
    const { group, environment, connection } = actions
    return (
      then.groups[group] !== now.groups[group] ||
      (environment !== undefined && then.environments[environment] !== now.environments[environment]) ||
      (connection !== undefined && then.connections[connection] !== now.connections[connection])
    )
  }

  #tls(): LiveTls | undefined {
    const secured = this.#record.securedAs
    if (!secured) return undefined
    const { facts, how } = secured
    const { protocol, cipher, group, resumed } = facts
    const { role, cipherCode } = how
    const { peerSubject, certUserId } = this.#record
    return { role, protocol, cipherCode, cipher, group, resumed, peerSubject, certUserId }
  }
}
