// What interception hands to the stack: a connection that belongs to a local program, whichever mechanism caught
// it. The stack does not know how it was caught.

import type { Socket } from 'node:net'
import type { Endpoint } from '../common/address.ts'
import { parseAddress, unmapped } from '../common/address.ts'
import type { JobName, UserId } from '../common/names.ts'

/** Where the other half of an intercepted connection is to be dialled. */
export type Target =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }

export function formatTarget(target: Target): string {
  return target.kind === 'unix' ? `unix:${target.path}` : formatHostPort(target)
}

/** As the configuration writes it: an IPv6 address stands in brackets. */
export function formatHostPort({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The local program as policy knows it. */
export interface Owner {
  readonly job: JobName
  readonly user: UserId
}

export interface Accepted {
  readonly direction: 'inbound' | 'outbound'
  /** Paused and unread, half-open allowed. inbound: from the network; outbound: from the local program. */
  readonly socket: Socket
  readonly acceptedAt: number
  readonly target: Target
  /** Asked once, when the facts are gathered. */
  owner(): Promise<Owner>
}

/** The local end of a connected socket; undefined when it is closed already or not TCP. */
export function localEndpoint(socket: Socket): Endpoint | undefined {
  return endpoint(socket.localAddress, socket.localPort)
}

/** The remote end of a connected socket; undefined when it is closed already or not TCP. */
export function remoteEndpoint(socket: Socket): Endpoint | undefined {
  return endpoint(socket.remoteAddress, socket.remotePort)
}

function endpoint(text: string | undefined, port: number | undefined): Endpoint | undefined {
  // A zone (fe80::1%eth0) says which link, not which address.
  const address = text === undefined ? undefined : parseAddress(text.replace(/%.*$/, ''))
  return address && port !== undefined ? { address: unmapped(address), port } : undefined
}

/** Stands where an end has no address: a peer that is gone, a target that could not be reached. */
export const NOWHERE: Endpoint = { address: { family: 4, value: 0 }, port: 0 }
