// Where a connection record sends what it has to tell. The one real sink writes the log and moves the metrics in the
// same call, so they cannot disagree; tests capture the calls instead.

import type { FailureKind } from '../engine/engine.ts'
import type { Log, MessageContext } from './log.ts'
import type { Message } from './message.ts'
import type { ConnectionRecordFields } from './messages.ts'
import type { Metrics } from './metrics.ts'

export interface MappedEvent {
  readonly stack: string
  readonly direction: 'inbound' | 'outbound'
  /** undefined: no rule. */
  readonly rule: string | undefined
  readonly status: 'enabled' | 'not-enabled' | 'appl-control' | 'unmapped'
}

export interface HandshakeEvent {
  readonly stack: string
  readonly role: 'client' | 'server'
  readonly rule: string
  readonly protocol: string | undefined
  readonly result: 'ok' | FailureKind
  readonly rc: number
  readonly durationMs: number | undefined
  readonly resumed: boolean
}

export interface RecordSink {
  message(message: Message, context: MessageContext): void
  /** Once per connection, before connection(). */
  mapped(event: MappedEvent): void
  handshake(event: HandshakeEvent): void
  /** Once per connection, last of all. */
  connection(fields: ConnectionRecordFields, context: MessageContext): void
}

export function recordSink(log: Log, metrics: Metrics): RecordSink {
  return {
    message: (message, context) => log.message(message, context),
    mapped: (event) => metrics.mapped(event),
    handshake: (event) => metrics.handshake(event),
    connection: (fields, context) => {
      metrics.ended(fields, context.stack)
      log.connection(fields, context)
    },
  }
}
