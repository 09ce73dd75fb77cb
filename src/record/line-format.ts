// A message, its time and its place become one log line, as text (the form z/OS people know from syslogd) or as
// JSON (one object per line). Both carry the same message text; destinations that have a header of their own
// (syslog) get the text line without ours.

import { pino } from 'pino'
import type { LogLevel, Message } from './message.ts'

/** One log record before it is written. */
export interface Entry {
  /** Milliseconds since the Unix epoch. */
  readonly time: number
  readonly image: string
  readonly stack: string
  readonly message: Message
  /** The id shown in JSON where it is not the message id: the connection record. */
  readonly jsonId?: string
  readonly facility: 'Daemon' | 'Auth'
}

export interface LineFormat {
  /** Without the line end. */
  line(entry: Entry): string
  /** For a destination that has time, image and process in its own header. */
  body(entry: Entry): string
}

/** Job names are up to 8 characters; the stack name stands in their column. */
const STACK_WIDTH = 8

function timeOfDay(time: number): string {
  const date = new Date(time)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** `2026-11-20T13:40:55.123Z WG31 TTLS[4711]: 13:40:55 TCPIP1    EZD1281I ...`: first the time in UTC, then, as on
 * z/OS, the local time of day at which the message was made and the stack. */
export function textFormat(pid: number): LineFormat {
  const body = ({ time, stack, message }: Entry): string =>
    `${timeOfDay(time)} ${stack.padEnd(STACK_WIDTH)}  ${message.text}`
  return {
    body,
    line: (entry) => `${new Date(entry.time).toISOString()} ${entry.image} TTLS[${pid}]: ${body(entry)}`,
  }
}

/** Members that never show their value, however they came into a record. */
const REDACTED = ['password', 'passphrase', 'keyringPw', 'privateKey', 'ticket', 'secret']

/** pino makes the line; where it goes is not pino's business, because its destinations give up for good on EPIPE. */
export function jsonFormat(): LineFormat {
  let made = ''
  let time = ''
  const logger = pino(
    {
      level: 'debug',
      base: null,
      timestamp: () => `,"time":"${time}"`,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: REDACTED, censor: '[secret]' },
    },
    {
      write: (line: string) => {
        made = line
      },
    },
  )
  const line = ({ image, stack, message, jsonId, ...entry }: Entry): string => {
    time = new Date(entry.time).toISOString()
    const head = { image, stack, id: jsonId ?? message.id, ...(message.isConsole ? { console: true } : {}) }
    logger[message.level]({ ...head, ...message.fields }, message.text)
    return made.trimEnd()
  }
  return { line, body: line }
}

const SEVERITY: { readonly [level in LogLevel]: number } = { error: 3, warn: 4, info: 6, debug: 7 }
const FACILITY = { Daemon: 3, Auth: 4 } as const

/** RFC 5424 without structured data: the image stands as host name, the message id as MSGID. */
export function syslogLine(entry: Entry, pid: number, body: string): string {
  const priority = FACILITY[entry.facility] * 8 + SEVERITY[entry.message.level]
  const time = new Date(entry.time).toISOString()
  return `<${priority}>1 ${time} ${entry.image} TTLS ${pid} ${entry.message.id} - ${body}`
}
