// SSL environments: one per environment action instance, connection action and user (policy-language.md 3.6), made
// on first use and shared by all their connections. A refresh makes what changed stale: stale environments take
// no new connections and end with their last one.

import { hkdfSync } from 'node:crypto'
import type { Clock } from '../common/clock.ts'
import type { UserId } from '../common/names.ts'
import type { Result } from '../common/result.ts'
import { ok } from '../common/result.ts'
import type { Engine, Environment, EnvironmentFailure } from '../engine/engine.ts'
import type { TlsSettings } from '../engine/settings.ts'
import type { Mapping } from '../match/map.ts'
import type { AgentServices } from './port.ts'
import { ringFor, type StackSnapshot } from './snapshot.ts'
import { tlsSettings } from './tls-settings.ts'

export interface OpenEnvironment {
  /** ENVID. */
  readonly id: number
  readonly settings: TlsSettings
  readonly environment: Environment
  /** Name of the key ring, for EZD2052I. */
  readonly keyRing: string
}

interface Entry {
  readonly opened: Promise<Result<OpenEnvironment, EnvironmentFailure>>
  users: number
  isStale: boolean
}

export class Environments {
  readonly #engine: Engine
  readonly #services: AgentServices
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()
  readonly #stale = new Set<Entry>()

  constructor(engine: Engine, services: AgentServices, clock: Clock) {
    this.#engine = engine
    this.#services = services
    this.#clock = clock
  }

  /** Environments that only live connections keep. */
  get staleCount(): number {
    return this.#stale.size
  }

  /** The environment of this mapping and user; `release` when the connection has ended, failed ones too. */
  async acquire(
    snapshot: StackSnapshot,
    mapping: Mapping,
    user: UserId,
  ): Promise<{ readonly result: Result<OpenEnvironment, EnvironmentFailure>; readonly release: () => void }> {
    const key = environmentKey(snapshot, mapping, user)
    let entry = this.#entries.get(key)
    if (!entry) {
      entry = { opened: this.#open(key, snapshot, mapping, user), users: 0, isStale: false }
      this.#entries.set(key, entry)
    }
    const used = entry
    used.users++
    const result = await used.opened
    // A failed environment is tried again by the next connection: the ring may have been mended meanwhile.
    if (!result.ok && this.#entries.get(key) === used) this.#entries.delete(key)
    return { result, release: () => this.#release(used) }
  }

  async #open(
    key: string,
    snapshot: StackSnapshot,
    mapping: Mapping,
    user: UserId,
  ): Promise<Result<OpenEnvironment, EnvironmentFailure>> {
    const ring = ringFor(snapshot.keyRings, environmentAction(mapping), user)
    if (!ring.ok) return ring
    const settings = tlsSettings(mapping.effective, ring.value, {
      id: key,
      ticketKey: ticketKey(snapshot.sessionSecret, key),
      now: this.#clock.now(),
    })
    if (!settings.ok) return settings
    const environment = this.#engine.environment(settings.value)
    if (!environment.ok) return environment
    const id = await this.#services.environmentId(environmentIdKey(snapshot, mapping, user))
    return ok({ id, settings: settings.value, environment: environment.value, keyRing: ring.value.name })
  }

  #release(entry: Entry): void {
    entry.users--
    if (entry.isStale && entry.users === 0) this.#end(entry)
  }

  /** Makes stale what the new snapshot does not contain in the same instance. */
  refresh(snapshot: StackSnapshot): void {
    const environments = new Set(Object.values(snapshot.instances.environments))
    const connections = new Set([NO_CONNECTION_ACTION, ...Object.values(snapshot.instances.connections)])
    for (const [key, entry] of this.#entries) {
      const [environment, connection] = key.split(':').map(Number)
      if (environments.has(environment) && connections.has(connection)) continue
      this.#entries.delete(key)
      entry.isStale = true
      this.#stale.add(entry)
      if (entry.users === 0) this.#end(entry)
    }
  }

  close(): void {
    for (const entry of [...this.#entries.values(), ...this.#stale]) this.#end(entry)
    this.#entries.clear()
  }

  #end(entry: Entry): void {
    this.#stale.delete(entry)
    void entry.opened.then((result) => {
      if (result.ok) result.value.environment.close()
    })
  }
}

/** Instance numbers start at 1. */
const NO_CONNECTION_ACTION = 0

/** `<environment instance>:<connection instance>:<user>`; instances change with content. */
function environmentKey(snapshot: StackSnapshot, mapping: Mapping, user: UserId): string {
  const { environments, connections } = snapshot.instances
  const connection = mapping.connection ? connections[mapping.connection.name] : NO_CONNECTION_ACTION
  return `${environments[environmentAction(mapping)]}:${connection}:${user}`
}

/** ENVID is shared by all connection actions, as on z/OS. */
function environmentIdKey(snapshot: StackSnapshot, mapping: Mapping, user: UserId): string {
  return `${snapshot.instances.environments[environmentAction(mapping)]}:${user}`
}

function environmentAction({ environment }: Mapping): string {
  return environment.name
}

/** 48 bytes, the same in every worker, different for every environment: a ticket never crosses environments. */
function ticketKey(secret: Uint8Array, key: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `attls ticket key ${key}`, 48))
}
