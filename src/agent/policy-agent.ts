// The policy agent proper: reads policy and key rings, judges them, numbers what changed and makes the snapshot
// that the stacks install. All or nothing: one error anywhere and the old snapshot stays in force.

import { createHash, randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import type { Clock } from '../common/clock.ts'
import type { Diagnostic } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import type { StackSnapshot } from '../stack/snapshot.ts'
import { InstanceNumbers } from './instances.ts'
import { type LoadedPolicy, loadPolicy, type PolicySource } from './load.ts'
import { type RingProblem, ringProblems } from './ring-check.ts'
import { type OpenedRings, openKeyRings } from './rings.ts'
import type { SecurityDatabase } from './security-database.ts'

/**
 * refresh: SIGHUP, REFRESH: always installs and gives a new instance id. update: UPDATE: only if something differs.
 * changed: as update, after a file event, which often comes without a change. keystore: the key rings are opened
 * again for the policy in force, whose files are not read.
 */
export type RefreshKind = 'refresh' | 'update' | 'changed' | 'keystore'

export interface Prepared {
  readonly snapshot: StackSnapshot
  readonly loaded: LoadedPolicy
  readonly rings: OpenedRings
  /** Key rings that cannot be used as the policy wants. */
  readonly ringProblems: readonly RingProblem[]
  /** Nothing differs from what is in force; never for a refresh. */
  readonly isUnchanged: boolean
  /** Makes this the snapshot in force, once the stacks have it. */
  commit(): void
}

export interface Refused {
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: LoadedPolicy['sources']
}

export class PolicyAgent {
  readonly #source: PolicySource
  readonly #clock: Clock
  readonly #numbers = new InstanceNumbers()
  readonly #sessionSecret = new Uint8Array(randomBytes(32))
  /** TCPCONFIG TTLS or NOTTLS: of the configuration, until an operator switches it. */
  #ttls: boolean
  #inForce: { readonly prepared: Prepared; readonly fingerprint: string } | undefined

  constructor(source: PolicySource, clock: Clock) {
    this.#source = source
    this.#ttls = source.ttls
    this.#clock = clock
  }

  get snapshot(): StackSnapshot | undefined {
    return this.#inForce?.prepared.snapshot
  }

  /** What was read for the snapshot in force. */
  get rings(): OpenedRings | undefined {
    return this.#inForce?.prepared.rings
  }

  get ringProblems(): readonly RingProblem[] {
    return this.#inForce?.prepared.ringProblems ?? []
  }

  get generation(): number {
    return this.snapshot?.generation ?? 0
  }

  /** Reads everything again. Nothing is in force before commit(). */
  async prepare(kind: RefreshKind): Promise<Result<Prepared, Refused>> {
    const inForce = this.#inForce?.prepared.loaded
    const read = kind === 'keystore' && inForce ? ok(inForce) : await loadPolicy(this.#source)
    if (!read.ok) return fail(read.error)
    const loaded = read.value
    const rings = await openKeyRings(loaded.policy, this.#ringPlaces(loaded), this.rings)
    const { instances, keep } = this.#numbers.number(loaded.policy, rings.keyRings)
    const fingerprint = digest([loaded.policy.level, loaded.policy.rules, instances])
    const snapshot: StackSnapshot = {
      generation: this.generation + 1,
      instanceId: Math.floor(this.#clock.now() / 1000),
      ttls: this.#ttls,
      policy: loaded.policy,
      keyRings: rings.keyRings,
      instances,
      sessionSecret: this.#sessionSecret,
    }
    const prepared: Prepared = {
      snapshot,
      loaded,
      rings,
      ringProblems: ringProblems(loaded.policy, rings.keyRings, this.#clock.now()),
      isUnchanged: kind !== 'refresh' && this.#inForce?.fingerprint === fingerprint,
      commit: () => {
        keep()
        this.#inForce = { prepared, fingerprint }
      },
    }
    return ok(prepared)
  }

  /** The snapshot in force with TTLS on or off; it has to be installed, and counts from now on. */
  switchTtls(on: boolean): StackSnapshot | undefined {
    this.#ttls = on
    if (!this.#inForce) return undefined
    const { prepared, fingerprint } = this.#inForce
    const snapshot = { ...prepared.snapshot, ttls: on }
    this.#inForce = { prepared: { ...prepared, snapshot }, fingerprint }
    return snapshot
  }

  #ringPlaces({ file }: LoadedPolicy): { readonly database: SecurityDatabase; readonly folder: string } {
    return { database: this.#source.racf, folder: dirname(file) }
  }

  environmentId(key: string): number {
    return this.#numbers.environmentId(key)
  }
}

/** Places are left out: a rule that only moved in its file is the same rule. */
function digest(value: unknown): string {
  const text = JSON.stringify(value, (key, part) => {
    if (key === 'place') return undefined
    return typeof part === 'bigint' ? part.toString() : part
  })
  return createHash('sha256').update(text).digest('base64')
}
