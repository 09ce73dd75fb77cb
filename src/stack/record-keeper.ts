// Makes the connection records of one stack process and keeps its metrics.

import type { Clock } from '../common/clock.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import type { Policy } from '../policy/policy.ts'
import { ConnectionRecord } from '../record/connection-record.ts'
import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import { Metrics, type MetricsSnapshot } from '../record/metrics.ts'
import { type RecordSink, recordSink } from '../record/record-sink.ts'

export class RecordKeeper {
  readonly #named: { readonly image: string; readonly stack: string }
  readonly #log: Log
  readonly #clock: Clock
  readonly #metrics: Metrics
  readonly #sink: RecordSink

  constructor(named: { readonly image: string; readonly stack: string }, log: Log, clock: Clock) {
    this.#named = named
    this.#log = log
    this.#clock = clock
    this.#metrics = new Metrics({ processMetrics: true })
    this.#sink = recordSink(log, this.#metrics)
  }

  /** The record of one connection, not yet open: its facts are not known when it is accepted. */
  expect(connid: number): ExpectedRecord {
    const { image, stack } = this.#named
    let record: ConnectionRecord | undefined
    return {
      open: (facts, startedAt) => {
        record = new ConnectionRecord(this.#sink, {
          connid,
          image,
          stack,
          facts,
          startedAt,
          clock: this.#clock,
        })
        return record
      },
      abandon: (error) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        this.#log.message(messages.ATL0003E.render({ connid, error: text }))
        if (record && !record.isFinished) record.finish({ reason: 'internal', error: text })
      },
    }
  }

  /** All processes name the same rules in their metrics. */
  admitRules(policy: Policy): void {
    this.#metrics.admitRules(policy.rules.map(({ name }) => name))
  }

  metrics(): Promise<MetricsSnapshot> {
    return this.#metrics.snapshot()
  }
}

export interface ExpectedRecord {
  readonly open: (facts: ConnectionFacts, startedAt: number) => ConnectionRecord
  /** A fault of ours ended the connection: said, and the record finished if it was opened. */
  readonly abandon: (error: unknown) => void
}
