// The operator socket's protocol: one JSON object per line, one answer line per request line, in order. Version 1;
// a request of another version is refused by name. Documented in docs/control.md.

import { z } from 'zod'
import { CONTROL_VERSION } from './control-version.ts'

export { CONTROL_VERSION }

/** A command line is a command line; more is an attack or a mistake. */
export const MAX_LINE_BYTES = 64 * 1024

export const requestSchema = z.discriminatedUnion('do', [
  /** An operator command as typed on z/OS. */
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('command'), text: z.string().max(4096) }),
  z.object({ v: z.literal(CONTROL_VERSION), do: z.literal('status') }),
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
