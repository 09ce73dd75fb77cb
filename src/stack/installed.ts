// One installed policy in one stack: the snapshot, compiled for lookups. Swapped whole; a connection keeps the one
// that was in force when it was accepted.

import { setImmediate } from 'node:timers/promises'
import type { ConnectionFacts } from '../match/facts.ts'
import {
  type CompiledPolicy,
  compileInSlices,
  type Mapping,
  mapConnection,
  type Unmapped,
} from '../match/map.ts'
import type { Mapped } from '../record/connection-record.ts'
import type { StackSnapshot } from './snapshot.ts'

/** What is to be done with a connection. */
export type Lookup =
  /** A rule asks for TLS. */
  | { readonly kind: 'secure'; readonly mapped: Mapped; readonly mapping: Mapping }
  /** A rule lets it pass in the clear: TTLSEnabled Off, or ApplicationControlled and nobody asked for TLS. */
  | { readonly kind: 'clear'; readonly mapped: Mapped }
  /** No rule, or AT-TLS is switched off as a whole. */
  | { readonly kind: 'unmapped'; readonly reason: 'no-rule' | 'nottls' }

export class Installed {
  readonly snapshot: StackSnapshot
  readonly #compiled: CompiledPolicy

  private constructor(snapshot: StackSnapshot, compiled: CompiledPolicy) {
    this.snapshot = snapshot
    this.#compiled = compiled
  }

  /** Compiles in slices, so that connections do not wait for a large policy. */
  static async compile(snapshot: StackSnapshot): Promise<Installed> {
    return new Installed(snapshot, await compileInSlices(snapshot.policy, () => setImmediate()))
  }

  /** `now` in Unix milliseconds, for time conditions. */
  look(facts: ConnectionFacts, now: number): Lookup {
    if (!this.snapshot.ttls) return { kind: 'unmapped', reason: 'nottls' }
    const mapping = mapConnection(facts, this.#compiled, now)
    if (mapping.kind === 'unmapped')
      return mapping.reason === 'no-rule' ? mapping : { kind: 'clear', mapped: this.#notEnabled(mapping) }
    const mapped = this.#mapped(mapping)
    // Data flows in the clear until the application asks for the handshake (policy-language.md 4.4).
    return mapping.effective.applicationControlled
      ? { kind: 'clear', mapped }
      : { kind: 'secure', mapped, mapping }
  }

  #mapped({ rule, group, environment, connection, effective }: Mapping): Mapped {
    return {
      rule: rule.name,
      actions: { group: group.name, environment: environment.name, connection: connection?.name },
      grpid: this.#grpid(group.name),
      status: effective.applicationControlled ? 'Appl Control' : 'Enabled',
      trace: effective.trace,
      facility: effective.syslogFacility,
      generation: this.snapshot.generation,
      role: effective.handshakeRole === 'Client' ? 'client' : 'server',
    }
  }

  #notEnabled({ rule, group, environment, connection, trace }: Unmapped & { reason: 'ttls-off' }): Mapped {
    const facility = group.attributes['SyslogFacility']?.value
    return {
      rule: rule.name,
      actions: { group: group.name, environment: environment?.name, connection: connection?.name },
      grpid: this.#grpid(group.name),
      status: 'Not Enabled',
      trace,
      facility: facility === 'Auth' ? 'Auth' : 'Daemon',
      generation: this.snapshot.generation,
    }
  }

  #grpid(group: string): number {
    return this.snapshot.instances.groups[group] ?? 0
  }
}
