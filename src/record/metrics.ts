// The metrics of one process. Names and labels are a public interface (docs/configuration.md, metrics); label values
// come from closed sets or are names out of the policy, never an address, a user or anything a peer chose.

import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ConnectionRecordFields } from './messages.ts'
import type { HandshakeEvent, MappedEvent } from './record-sink.ts'

/** How many rules have a label of their own. */
const RULE_LABELS = 1000

/** From a resumed handshake on the same host to one that ran into HandshakeTimeout. */
const HANDSHAKE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export type RefreshResult = 'installed' | 'unchanged' | 'refused'

/** As prom-client gives them, plain data that may cross processes. */
export type MetricsSnapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

export class Metrics {
  readonly registry = new Registry()
  readonly #rules = new Set<string>()
  readonly #connections
  readonly #active
  readonly #handshakes
  readonly #failures
  readonly #durations
  readonly #resumptions
  readonly #bytes
  readonly #generation
  readonly #refreshes
  readonly #staleActions
  readonly #expiry
  readonly #workers

  /** `processMetrics` adds prom-client's metrics of the process itself (CPU, memory, event loop). */
  constructor(options: { readonly processMetrics: boolean }) {
    const registers = [this.registry]
    if (options.processMetrics) collectDefaultMetrics({ register: this.registry })
    this.#connections = new Counter({
      name: 'attls_connections_total',
      help: 'Connections by outcome of the rule lookup.',
      labelNames: ['stack', 'direction', 'rule', 'status'],
      registers,
    })
    this.#active = new Gauge({
      name: 'attls_active_connections',
      help: 'Connections that are open now.',
      labelNames: ['stack', 'direction', 'rule'],
      registers,
    })
    this.#handshakes = new Counter({
      name: 'attls_handshakes_total',
      help: 'TLS handshakes by result: ok, or the kind of failure.',
      labelNames: ['stack', 'role', 'rule', 'protocol', 'result'],
      registers,
    })
    this.#failures = new Counter({
      name: 'attls_handshake_failures_total',
      help: 'Failed TLS handshakes by AT-TLS return code.',
      labelNames: ['stack', 'role', 'rule', 'rc'],
      registers,
    })
    this.#durations = new Histogram({
      name: 'attls_handshake_duration_seconds',
      help: 'Duration of good TLS handshakes.',
      labelNames: ['stack'],
      buckets: HANDSHAKE_SECONDS,
      registers,
    })
    this.#resumptions = new Counter({
      name: 'attls_session_resumptions_total',
      help: 'Handshakes that resumed a session.',
      labelNames: ['stack', 'role'],
      registers,
    })
    this.#bytes = new Counter({
      name: 'attls_bytes_total',
      help: 'Application bytes of ended connections, by the side they came from: local is the program.',
      labelNames: ['stack', 'direction', 'side'],
      registers,
    })
    this.#generation = new Gauge({
      name: 'attls_policy_generation',
      help: 'Number of the policy in force; 0 before the first.',
      aggregator: 'max',
      registers,
    })
    this.#refreshes = new Counter({
      name: 'attls_policy_refreshes_total',
      help: 'Policy loads by result: installed, unchanged, refused.',
      labelNames: ['result'],
      registers,
    })
    this.#staleActions = new Gauge({
      name: 'attls_policy_stale_actions',
      help: 'Replaced actions that live connections still use.',
      aggregator: 'max',
      registers,
    })
    this.#expiry = new Gauge({
      name: 'attls_certificate_expiry_timestamp_seconds',
      help: 'End of validity of the certificates on the key rings in use, Unix seconds.',
      labelNames: ['ring', 'label'],
      aggregator: 'max',
      registers,
    })
    this.#workers = new Gauge({
      name: 'attls_workers',
      help: 'Stack workers that run.',
      aggregator: 'max',
      registers,
    })
  }

  /** Admits the rules of a new policy in its order of lookup, so that all workers name the same ones. */
  admitRules(names: Iterable<string>): void {
    for (const name of names) this.#ruleLabel(name)
  }

  mapped({ stack, direction, rule, status }: MappedEvent): void {
    const label = this.#ruleLabel(rule)
    this.#connections.inc({ stack, direction, rule: label, status })
    this.#active.inc({ stack, direction, rule: label })
  }

  handshake(event: HandshakeEvent): void {
    const { stack, role, result } = event
    const rule = this.#ruleLabel(event.rule)
    this.#handshakes.inc({ stack, role, rule, protocol: event.protocol ?? 'none', result })
    if (result !== 'ok') {
      this.#failures.inc({ stack, role, rule, rc: event.rc })
      return
    }
    if (event.durationMs !== undefined) this.#durations.observe({ stack }, event.durationMs / 1000)
    if (event.resumed) this.#resumptions.inc({ stack, role })
  }

  ended(
    { type: direction, rule, bytesFromLocal, bytesFromRemote }: ConnectionRecordFields,
    stack = '',
  ): void {
    this.#active.dec({ stack, direction, rule: this.#ruleLabel(rule) })
    this.#bytes.inc({ stack, direction, side: 'local' }, bytesFromLocal)
    this.#bytes.inc({ stack, direction, side: 'remote' }, bytesFromRemote)
  }

  policyLoaded(result: RefreshResult, generation: number): void {
    this.#refreshes.inc({ result })
    this.#generation.set(generation)
  }

  staleActions(count: number): void {
    this.#staleActions.set(count)
  }

  /** Replaces what was told before: a certificate that left its ring is no longer shown. */
  certificates(list: readonly { ring: string; label: string; notAfter: number }[]): void {
    this.#expiry.reset()
    for (const { ring, label, notAfter } of list)
      this.#expiry.set({ ring, label }, Math.floor(notAfter / 1000))
  }

  workers(count: number): void {
    this.#workers.set(count)
  }

  async snapshot(): Promise<MetricsSnapshot> {
    return this.registry.getMetricsAsJSON()
  }

  #ruleLabel(rule: string | undefined): string {
    if (rule === undefined) return 'none'
    if (this.#rules.has(rule)) return rule
    if (this.#rules.size >= RULE_LABELS) return 'other'
    this.#rules.add(rule)
    return rule
  }
}

/** The Prometheus text of several processes together: counters and connection gauges added, policy gauges not. */
export async function aggregateMetrics(snapshots: readonly MetricsSnapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate([...snapshots]).metrics()
}

/**
 * What has to be kept of a process that has ended, so that the sum never falls: its counters, added to those kept
 * before. Gauges told of things that ended with it. Pass the result to aggregateMetrics() with the live ones.
 */
export async function keptCounters(
  kept: MetricsSnapshot | undefined,
  last: MetricsSnapshot,
): Promise<MetricsSnapshot> {
  const counters = last.filter(({ type }) => ACCUMULATING.has(String(type)))
  return AggregatorRegistry.aggregate(kept ? [kept, counters] : [counters]).getMetricsAsJSON()
}

/** prom-client's names of the types that only grow. */
const ACCUMULATING = new Set(['counter', 'histogram'])

export const METRICS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE
