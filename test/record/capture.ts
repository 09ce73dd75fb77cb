// Captures what a connection record tells, and a destination that keeps its lines.

import { ok } from '../../src/common/result.ts'
import type { Destination } from '../../src/record/destination.ts'
import type { Message } from '../../src/record/message.ts'
import type { ConnectionRecordFields } from '../../src/record/messages.ts'
import type { HandshakeEvent, MappedEvent, RecordSink } from '../../src/record/record-sink.ts'

export class CapturingSink implements RecordSink {
  readonly messages: Message[] = []
  readonly facilities: (string | undefined)[] = []
  readonly mappings: MappedEvent[] = []
  readonly handshakes: HandshakeEvent[] = []
  readonly connections: ConnectionRecordFields[] = []

  get texts(): readonly string[] {
    return this.messages.map((message) => message.text)
  }

  get ids(): readonly string[] {
    return this.messages.map((message) => message.id)
  }

  message(...[message, context]: Parameters<RecordSink['message']>): void {
    this.messages.push(message)
    this.facilities.push(context.facility)
  }

  mapped(event: MappedEvent): void {
    this.mappings.push(event)
  }

  handshake(event: HandshakeEvent): void {
    this.handshakes.push(event)
  }

  connection(fields: ConnectionRecordFields): void {
    this.connections.push(fields)
  }
}

/** A destination whose attempts the test answers itself. */
export class HeldDestination implements Destination {
  readonly framing
  readonly chunkBytes: number
  readonly attempts: { text: string; done: (error: Error | null, written: number) => void }[] = []
  written = ''

  constructor(options: { framing?: Destination['framing']; chunkBytes?: number } = {}) {
    this.framing = options.framing ?? ('plain' as const)
    this.chunkBytes = options.chunkBytes ?? 65536
  }

  write(bytes: Uint8Array, done: (error: Error | null, written: number) => void): void {
    this.attempts.push({ text: Buffer.from(bytes).toString(), done })
  }

  /** Answers the oldest attempt: all of it written, part of it, or an error. */
  answer(outcome: { error: string } | { bytes: number } | 'all' = 'all'): void {
    const attempt = this.attempts.shift()
    if (!attempt) throw new Error('nothing was attempted')
    if (typeof outcome === 'object' && 'error' in outcome) {
      attempt.done(new Error(outcome.error), 0)
      return
    }
    const count = outcome === 'all' ? Buffer.byteLength(attempt.text) : outcome.bytes
    this.written += Buffer.from(attempt.text).subarray(0, count).toString()
    attempt.done(null, count)
  }

  close(): void {
    this.attempts.length = 0
  }

  reopen() {
    return ok(undefined)
  }
}

/** A destination that takes everything at once. */
export class PromptDestination extends HeldDestination {
  override write(bytes: Uint8Array, done: (error: Error | null, written: number) => void): void {
    this.written += Buffer.from(bytes).toString()
    done(null, bytes.length)
  }
}
