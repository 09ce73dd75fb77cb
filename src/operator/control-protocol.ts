// The operator socket's protocol: one JSON object per line, one answer line per request line, in order. Version 1;
// a request of another version is refused by name. Documented in docs/control.md.

import { z } from 'zod'
import { CONTROL_VERSION } from './control-version.ts'
import { netstatRequestSchema } from './netstat/request.ts'

export { CONTROL_VERSION }

/** A command line is a command line; more is an attack or a mistake. */
export const MAX_LINE_BYTES = 64 * 1024

const flag = z.boolean().optional()

const pasearchOptions = z.strictObject({
  t: flag,
  r: flag,
  a: flag,
  e: flag,
  n: flag,
  A: flag,
  I: flag,
  C: flag,
  c: flag,
  i: flag,
  q: flag,
  R: flag,
  json: flag,
  f: z.string().max(256).optional(),
  p: z.string().max(256).optional(),
  v: z.string().max(16).optional(),
})
export type PasearchRequest = z.infer<typeof pasearchOptions>

export const requestSchema = z.discriminatedUnion('do', [
  /** Asks for a directory name; making that directory proves who the client is (peer-identity.ts). */
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('identify') }),
  /** An operator command as typed on z/OS. */
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('command'), text: z.string().max(4096) }),
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('status') }),
  /** The connections that live now. */
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('connections') }),
  /** A Netstat report. */
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('netstat'), request: netstatRequestSchema }),
  /** The pasearch report of the installed policy; options by their letters. */
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('pasearch'), options: pasearchOptions }),
  /** A worker whose agent has died tells the living one of itself; it keeps the connection. */
  z.object({
    v: z.literal(CONTROL_VERSION),
    do: z.literal('orphan'),
    pid: z.int().positive(),
    connections: z.int().nonnegative(),
    generation: z.int().nonnegative(),
  }),
])
export type ControlRequest = z.infer<typeof requestSchema>
export type OrphanNotice = Extract<ControlRequest, { do: 'orphan' }>

/** The one line that an agent sends unasked, to an orphan: reset what you have and end. */
export const DROP_LINE = { v: CONTROL_VERSION, do: 'drop' } as const

export interface ControlReply {
  readonly v: typeof CONTROL_VERSION
  readonly ok: boolean
  /** What a person reads. */
  readonly lines: readonly string[]
  /** What a program reads, where the request has such an answer. */
  readonly data?: unknown
}
