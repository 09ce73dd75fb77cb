// Refreshing policy and key rings: prepare, give to every stack, commit, say so. One at a time; a refresh that is
// refused says every reason and leaves everything as it was.

import { type Diagnostic, formatDiagnostic } from '../common/diagnostic.ts'
import type { Log } from '../record/log.ts'
import type { Message } from '../record/message.ts'
import { messages } from '../record/messages.ts'
import type { Metrics } from '../record/metrics.ts'
import type { PagentLog } from './pagent-log.ts'
import type { PolicyAgent, Prepared, RefreshKind } from './policy-agent.ts'
import type { OpenedRings } from './rings.ts'
import type { Stacks } from './stacks.ts'

export interface RefreshOutcome {
  readonly result: 'installed' | 'unchanged' | 'refused'
  readonly generation: number
  /** What an operator should read: the findings of a refused policy, the warnings of an installed one. */
  readonly lines: readonly string[]
}

export interface RefreshParts {
  readonly stack: string
  readonly policyAgent: PolicyAgent
  readonly stacks: Stacks
  readonly pagent: PagentLog
  /** File of the configuration. */
  readonly configuration: string
  readonly log: Log
  readonly metrics: Metrics
  /** Called after an install with what was read, to watch the right files. */
  readonly installed: (prepared: Prepared) => void
}

const TYPE = 'TTLS'
/** Thirty days: time to renew a certificate without haste. */
const EXPIRES_SOON_MS = 30 * 86_400_000

export class Refresher {
  readonly #parts: RefreshParts
  #turn: Promise<unknown> = Promise.resolve()
  #last: RefreshOutcome | undefined
  #kept: OpenedRings['kept'] = []

  constructor(parts: RefreshParts) {
    this.#parts = parts
  }

  /** How the newest refresh went; undefined before the first. */
  get last(): RefreshOutcome | undefined {
    return this.#last
  }

  /** Key rings whose replacement on disk is broken; their old content serves. */
  get keptRings(): OpenedRings['kept'] {
    return this.#kept
  }

  /** Refreshes wait for each other; every one reads the files anew. */
  refresh(kind: RefreshKind): Promise<RefreshOutcome> {
    const outcome = this.#turn.then(() => this.#refresh(kind))
    this.#turn = outcome.catch(() => {})
    return outcome
  }

  /**
   * TCPCONFIG TTLS or NOTTLS for new connections; live ones stay as they are. Resolves when every stack has it, with
   * what is to be said then; with nothing when it was so before.
   */
  switchTtls(on: boolean): Promise<Message | undefined> {
    const switched = this.#turn.then(() => this.#switchTtls(on))
    this.#turn = switched.catch(() => {})
    return switched
  }

  async #switchTtls(on: boolean): Promise<Message | undefined> {
    const { policyAgent, stacks, stack } = this.#parts
    if (policyAgent.snapshot?.ttls === on) return undefined
    const snapshot = policyAgent.switchTtls(on)
    if (snapshot) await stacks.install(snapshot)
    if (!on) return messages.EZD1579I.render({ tcpImage: stack, type: TYPE })
    return snapshot?.policy.rules.length === 0
      ? messages.EZZ4249I.render({ jobname: stack })
      : messages.EZZ4250I.render({ jobname: stack })
  }

  async #refresh(kind: RefreshKind): Promise<RefreshOutcome> {
    const { policyAgent } = this.#parts
    if (kind === 'refresh') this.#parts.pagent.environment(this.#parts.configuration, process.env)
    const prepared = await policyAgent.prepare(kind)
    if (!prepared.ok) return this.#refused(prepared.error)
    this.#tellKept(prepared.value.rings.kept)
    if (prepared.value.isUnchanged) return this.#unchanged(kind, prepared.value.loaded.file)
    return this.install(prepared.value)
  }

  /** A broken key ring is said when it breaks, not at every event of its files. */
  #tellKept(kept: OpenedRings['kept']): void {
    for (const each of kept)
      if (!this.#kept.some(({ ring }) => ring === each.ring))
        this.#parts.log.message(messages.ATL0052W.render(each))
    this.#kept = kept
  }

  /** Gives what was prepared to every stack; from then on it is in force. */
  async install(prepared: Prepared): Promise<RefreshOutcome> {
    const { stacks, metrics, installed } = this.#parts
    await stacks.install(prepared.snapshot)
    prepared.commit()
    installed(prepared)
    metrics.policyLoaded('installed', prepared.snapshot.generation)
    metrics.certificates(prepared.rings.expiries)
    return this.#done('installed', this.#sayInstalled(prepared))
  }

  /** The seed's order: [EZD1579I], EZZ8771I, EZD1586I, after whatever the policy deserves to be told. */
  #sayInstalled({ snapshot, loaded, rings, ringProblems }: Prepared): readonly string[] {
    const { log, stack, pagent } = this.#parts
    pagent.processed(loaded.file, loaded.policy)
    const lines = this.#tell(loaded.diagnostics, loaded.sources)
    for (const problem of ringProblems)
      log.message(messages.ATL0050E.render({ ...problem, userid: problem.userid ?? 'EVERYBODY' }))
    for (const ring of rings.changed) log.message(messages.ATL0053I.render({ ring }))
    for (const { ring, label, notAfter } of rings.expiries)
      if (notAfter - snapshot.instanceId * 1000 < EXPIRES_SOON_MS)
        log.message(messages.ATL0051W.render({ ring, label, expires: new Date(notAfter).toISOString() }))
    const about = { tcpImage: stack, type: TYPE }
    if (!snapshot.ttls) log.message(messages.EZD1579I.render(about))
    log.message(messages.EZZ8771I.render(about))
    log.message(messages.EZD1586I.render({ tcpImage: stack }))
    pagent.finished()
    const rules = snapshot.policy.rules.length
    if (rules === 0) log.message(messages.EZZ4249I.render({ jobname: stack }))
    log.message(messages.ATL0040I.render({ generation: snapshot.generation, file: loaded.file, rules }))
    return lines
  }

  #refused(failure: {
    file: string
    diagnostics: readonly Diagnostic[]
    sources: ReadonlyMap<string, string>
  }) {
    const { log, metrics, policyAgent, stack } = this.#parts
    const lines = this.#tell(failure.diagnostics, failure.sources)
    const errors = failure.diagnostics.filter(({ severity }) => severity === 'error').length
    log.message(messages.EZZ8438I.render({ tcpImage: stack, type: TYPE }))
    const { generation } = policyAgent
    log.message(messages.ATL0042E.render({ file: failure.file, errors, generation }))
    metrics.policyLoaded('refused', generation)
    return this.#done('refused', lines)
  }

  #unchanged(kind: RefreshKind, file: string): RefreshOutcome {
    const { log, metrics, policyAgent } = this.#parts
    if (kind === 'update') log.message(messages.ATL0041I.render({ file, generation: policyAgent.generation }))
    metrics.policyLoaded('unchanged', policyAgent.generation)
    return this.#done('unchanged', [])
  }

  /** Errors and warnings; what is merely worth knowing is for `attls check`. */
  #tell(found: readonly Diagnostic[], sources: ReadonlyMap<string, string>): readonly string[] {
    const diagnostics = found.filter(({ severity }) => severity !== 'info')
    for (const diagnostic of diagnostics) {
      const finding = formatDiagnostic(diagnostic)
      const message = diagnostic.severity === 'error' ? messages.ATL0044E : messages.ATL0043W
      this.#parts.log.message(message.render({ finding }))
    }
    return diagnostics.map((diagnostic) =>
      formatDiagnostic(diagnostic, diagnostic.place && sources.get(diagnostic.place.file)),
    )
  }

  #done(result: RefreshOutcome['result'], lines: readonly string[]): RefreshOutcome {
    this.#last = { result, generation: this.#parts.policyAgent.generation, lines }
    return this.#last
  }
}
