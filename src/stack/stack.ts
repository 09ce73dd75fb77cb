// Owns what lives: listeners, installed policy, environments and connections. Starts, refreshes, drains and stops
// them; what happens on one connection is connection.ts. The same class runs in a worker and inside the agent.

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../common/clock.ts'
import type { Engine } from '../engine/engine.ts'
import {
  type Accepted,
  formatHostPort,
  localEndpoint,
  NOWHERE,
  remoteEndpoint,
} from '../intercept/accepted.ts'
import { type FindOwner, type Listener, openListener, type Taker } from '../intercept/listener.ts'
import { ownerOfConnection, ownerOfListener, ownerOfUnixListener } from '../intercept/owner.ts'
import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import type { MetricsSnapshot } from '../record/metrics.ts'
import { serveConnection } from './connection.ts'
import type { ConnectionServices } from './connection-services.ts'
import { Connids } from './connids.ts'
import { Environments } from './environments.ts'
import { Installed } from './installed.ts'
import { Limits } from './limits.ts'
import { ACTIVITY_EVERY_MS, type ActionsInForce, type LiveConnection } from './live-connection.ts'
import { OpenConnection } from './open-connection.ts'
import type { AgentServices, StackPort, StackSetup, StackStatus } from './port.ts'
import { type ExpectedRecord, RecordKeeper } from './record-keeper.ts'
import type { StackSnapshot } from './snapshot.ts'

export interface StackParts {
  readonly setup: StackSetup
  readonly engine: Engine
  readonly log: Log
  readonly services: AgentServices
  readonly clock: Clock
}

/** Names of a partner's certificate are read when a connection is first shown: about 10 ms of work in all. */
const SHOWN_PER_TURN = 250

/** One live connection: how to end it, and what it is once its facts are known. */
interface Life {
  readonly ending: AbortController
  connection: OpenConnection | undefined
}

export class Stack implements StackPort {
  readonly #parts: StackParts
  readonly #environments: Environments
  readonly #limits: Limits
  readonly #records: RecordKeeper
  readonly #connids: Connids
  readonly #live = new Set<Life>()
  readonly #activity: NodeJS.Timeout
  #installed: Installed | undefined
  #listeners: Listener[] = []
  #isStopping = false
  #isFull = false
  #whenIdle: (() => void)[] = []

  constructor(parts: StackParts) {
    this.#parts = parts
    this.#environments = new Environments(parts.engine, parts.services, parts.clock)
    this.#limits = new Limits(parts.setup.limits, parts.services, parts.clock)
    this.#records = new RecordKeeper(parts.setup, parts.log, parts.clock)
    this.#connids = new Connids(parts.services)
    this.#activity = setInterval(() => this.#lookAtActivity(), ACTIVITY_EVERY_MS).unref()
  }

  /** Swaps the policy whole: connections accepted from now on see it, live ones keep their mapping. */
  async install(snapshot: StackSnapshot): Promise<void> {
    await this.#connids.ready()
    this.#installed = await Installed.compile(snapshot)
    this.#environments.refresh(snapshot)
    this.#records.admitRules(snapshot.policy)
  }

  async open(): Promise<readonly string[]> {
    const taker: Taker = {
      accept: (accepted) => this.#accept(accepted),
      acceptFailed: ({ listen }, error) =>
        this.#parts.log.message(
          messages.ATL0013W.render({ listen: formatHostPort(listen), error: error.message }),
        ),
      findOwner: this.#findOwner,
    }
    const opened = await Promise.all(this.#parts.setup.listeners.map((spec) => openListener(spec, taker)))
    this.#listeners = opened.flatMap((result) => (result.ok ? [result.value] : []))
    const failures = opened.flatMap((result) => (result.ok ? [] : [result.error.text]))
    if (failures.length > 0) this.#closeListeners()
    return failures
  }

  #findOwner: FindOwner = async (spec, socket) => {
    const { owners } = this.#parts.setup
    if (spec.direction === 'inbound')
      return spec.connect.kind === 'tcp'
        ? ownerOfListener(spec.connect.port, owners)
        : ownerOfUnixListener(spec.connect.path, owners)
    const local = remoteEndpoint(socket)
    const remote = localEndpoint(socket)
    return ownerOfConnection(local ?? NOWHERE, remote ?? NOWHERE, owners)
  }

  #accept(accepted: Accepted): void {
    const installed = this.#installed
    if (this.#isStopping || !installed) {
      accepted.socket.resetAndDestroy()
      return
    }
    const life: Life = { ending: new AbortController(), connection: undefined }
    this.#live.add(life)
    const admitted = this.#limits.enter()
    if (typeof admitted === 'boolean') this.#admit(admitted, accepted, installed, life)
    else void admitted.then((isAdmitted) => this.#admit(isAdmitted, accepted, installed, life))
  }

  /** Serves what limits.connections allows. */
  #admit(isAdmitted: boolean, accepted: Accepted, installed: Installed, life: Life): void {
    this.#tellFull(!isAdmitted)
    if (!isAdmitted) {
      accepted.socket.resetAndDestroy()
      this.#ended(life)
      return
    }
    const record = this.#records.expect(this.#connids.next())
    const releases: (() => void)[] = []
    const services = this.#connectionServices(installed, record, life, (release) => releases.push(release))
    serveConnection(accepted, services, life.ending.signal)
      .catch((error: unknown) => {
        // A fault of ours ends one connection, never the stack.
        accepted.socket.destroy()
        record.abandon(error)
      })
      .finally(() => {
        for (const release of releases) release()
        this.#limits.leave()
        this.#ended(life)
      })
  }

  #ended(life: Life): void {
    this.#live.delete(life)
    if (this.#live.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve()
  }

  #connectionServices(
    installed: Installed,
    record: ExpectedRecord,
    life: Life,
    atEnd: (release: () => void) => void,
  ): ConnectionServices {
    const limits = this.#limits
    const { engine, clock, setup } = this.#parts
    return {
      engine,
      installed,
      limits,
      environments: this.#environments,
      now: () => clock.now(),
      userOfCertificate: (certificate) => this.#parts.services.userOfCertificate(certificate),
      record: (facts, startedAt) => {
        const opened = record.open(facts, startedAt)
        life.connection = new OpenConnection(opened, facts, startedAt, installed)
        return opened
      },
      atEnd,
      relaying: (remote, local) => life.connection?.relaying(remote, local),
      refusal: async (lookup) => {
        life.connection?.looked(lookup)
        if (lookup.kind === 'unmapped')
          return setup.unmapped === 'refuse' && lookup.reason === 'no-rule'
            ? 'no rule, and unmapped: refuse'
            : undefined
        const { rule } = lookup.mapped
        if (!(await limits.enterRule(rule))) return `limits.rules.${rule}.connections is reached`
        atEnd(() => limits.leaveRule(rule))
        return undefined
      },
    }
  }

  #tellFull(isFull: boolean): void {
    // Said when it begins, not once per refused connection.
    if (isFull && !this.#isFull) {
      const reason = `limits.connections (${this.#parts.setup.limits.connections}) is reached`
      this.#parts.log.message(messages.ATL0004W.render({ reason }))
    }
    this.#isFull = isFull
  }

  async status(): Promise<StackStatus> {
    return {
      pid: process.pid,
      generation: this.#installed?.snapshot.generation ?? 0,
      listening: this.#listeners.length > 0,
      connections: this.#live.size,
      staleEnvironments: this.#environments.staleCount,
    }
  }

  metrics(): Promise<MetricsSnapshot> {
    return this.#records.metrics()
  }

  async connections(): Promise<readonly LiveConnection[]> {
    const current = this.#installed?.snapshot
    const now = this.#parts.clock.now()
    const shown: LiveConnection[] = []
    const lives = Array.from(this.#live)
    for (const { connection } of lives) {
      if (!connection) continue
      shown.push(connection.shown(current, now))
      // A display of very many connections must not hold up their bytes.
      if (shown.length % SHOWN_PER_TURN === 0) await nextTurn()
    }
    return shown
  }

  async actionsOf(connid: number): Promise<ActionsInForce | undefined> {
    return this.#find(connid)?.connection?.actions()
  }

  async drop(connid: number, by: string): Promise<boolean> {
    const life = this.#find(connid)
    life?.connection?.dropped(by)
    life?.ending.abort()
    return life !== undefined
  }

  #find(connid: number): Life | undefined {
    for (const life of this.#live) if (life.connection?.connid === connid) return life
    return undefined
  }

  #lookAtActivity(): void {
    const now = this.#parts.clock.now()
    for (const { connection } of this.#live) connection?.look(now)
  }

  async release(name: string): Promise<number> {
    return this.#limits.release(name)
  }

  async reopenLog(): Promise<void> {
    const reopened = this.#parts.log.reopen()
    if (!reopened.ok) throw new Error(reopened.error)
  }

  async drain(): Promise<void> {
    this.#isStopping = true
    this.#closeListeners()
    if (this.#live.size === 0) return
    await new Promise<void>((resolve) => this.#whenIdle.push(resolve))
  }

  async stop(): Promise<void> {
    const drained = this.drain()
    for (const life of this.#live) life.ending.abort()
    await drained
    clearInterval(this.#activity)
    this.#environments.close()
  }

  #closeListeners(): void {
    for (const listener of this.#listeners.splice(0)) listener.close()
  }
}
