// The log of one process: messages in, lines out, filtered by level and written without ever waiting. Worker
// processes open their own log on the same inherited descriptor or path; nothing is sent through the agent.

import { type Clock, systemClock } from '../common/clock.ts'
import { ok, type Result } from '../common/result.ts'
import { type Destination, type LogTarget, openDestination } from './destination.ts'
import { type Entry, jsonFormat, type LineFormat, syslogLine, textFormat } from './line-format.ts'
import { LineQueue } from './line-queue.ts'
import type { LogLevel, Message } from './message.ts'
import { type ConnectionRecordFields, messages } from './messages.ts'

export interface LogOptions {
  readonly format: 'text' | 'json'
  readonly to: LogTarget
  /** Messages below it are dropped, except those that Trace bits have decided. */
  readonly level: LogLevel
  readonly image: string
  /** Shown where a message names no stack of its own. */
  readonly stack: string
  readonly clock?: Clock
}

/** Where a message belongs. */
export interface MessageContext {
  readonly stack?: string
  readonly facility?: 'Daemon' | 'Auth'
}

export interface Log {
  message(message: Message, context?: MessageContext): void
  /** The connection record: ATL0001I as text, `id: "connection"` as JSON. */
  connection(fields: ConnectionRecordFields, context?: MessageContext): void
  /** After log rotation; a failure keeps the old file and comes back as one sentence. */
  reopen(): Result<undefined, string>
  /** True when every line so far has been handed to the system. */
  flushed(deadlineMs: number): Promise<boolean>
  /** Writes out what it can within the deadline; later messages are dropped. */
  close(deadlineMs?: number): Promise<void>
}

const CLOSE_DEADLINE_MS = 2000
const RANK: { readonly [level in LogLevel]: number } = { debug: 0, info: 1, warn: 2, error: 3 }

/** One sentence on failure, naming the destination. */
export async function openLog(options: LogOptions): Promise<Result<Log, string>> {
  const opened = await openDestination(options.to)
  return opened.ok ? ok(logTo(opened.value, options)) : opened
}

/** A log on an opened destination, which it owns from here on. */
export function logTo(destination: Destination, options: LogOptions): Log {
  const { image, clock = systemClock } = options
  const format: LineFormat = options.format === 'json' ? jsonFormat() : textFormat(process.pid)
  const entry = (message: Message, context: MessageContext, jsonId?: string): Entry => ({
    time: clock.now(),
    image,
    stack: context.stack ?? options.stack,
    message,
    facility: context.facility ?? 'Daemon',
    ...(jsonId === undefined ? {} : { jsonId }),
  })
  const bytes = (made: Entry): Uint8Array => frame(made, format, destination.framing)
  const queue = new LineQueue(destination, (count) => bytes(entry(messages.ATL0002W.render({ count }), {})))
  const isWanted = (message: Message): boolean =>
    message.isTraced || RANK[message.level] >= RANK[options.level]

  return {
    message: (message, context = {}) => {
      if (isWanted(message)) queue.push(bytes(entry(message, context)))
    },
    connection: (fields, context = {}) => {
      const message = messages.ATL0001I.render(fields)
      if (isWanted(message)) queue.push(bytes(entry(message, context, 'connection')))
    },
    reopen: () => destination.reopen(),
    flushed: (deadlineMs) => queue.drained(deadlineMs),
    close: (deadlineMs = CLOSE_DEADLINE_MS) => queue.close(deadlineMs),
  }
}

function frame(entry: Entry, format: LineFormat, framing: Destination['framing']): Uint8Array {
  if (framing === 'plain') return Buffer.from(`${format.line(entry)}\n`)
  const line = Buffer.from(syslogLine(entry, process.pid, format.body(entry)))
  switch (framing) {
    case 'datagram':
      return line
    case 'nul':
      return Buffer.concat([line, Buffer.of(0)])
    case 'octet-counted':
      return Buffer.concat([Buffer.from(`${line.length} `), line])
  }
}
