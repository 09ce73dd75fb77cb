// What a Netstat report is asked for: the report, its options and filters. The console and the command line both end
// up here, and it crosses the control socket as it is.

import { z } from 'zod'

const name = z.string().min(1).max(256)

export const netstatRequestSchema = z.strictObject({
  report: z.enum(['ttls', 'conn', 'all', 'config']),
  /** TCP/IP stack; absent: the only one. */
  stack: name.optional(),
  /** TTLS: one connection instead of the groups. */
  connid: z.int().min(1).max(0xffff_ffff).optional(),
  /** TTLS: what stands behind the names. */
  detail: z.boolean().optional(),
  /** CONN and ALL: by policy; `clear` is ours: no TLS on it, for whatever reason. */
  type: z.enum(['ttls', 'nottls', 'clear']).optional(),
  /** With type ttls. */
  actions: z.enum(['current', 'stale']).optional(),
  group: z.int().min(0).max(0xffff_ffff).optional(),
  /** Local or remote. */
  port: z.int().min(1).max(65_535).optional(),
  /** Local or remote: an address, or address/prefix. */
  ip: name.optional(),
  rule: name.optional(),
  job: name.optional(),
  user: name.optional(),
  /** Connections to show at most. */
  max: z.int().min(1).optional(),
})

export type NetstatRequest = z.infer<typeof netstatRequestSchema>
