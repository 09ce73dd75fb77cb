// Interception without privileges: an explicit listening socket that stands in front of one program. Accepts,
// and hands out what it accepted; it decides nothing.

import { createServer, type Server, type Socket } from 'node:net'
import type { JobName, UserId } from '../common/names.ts'
import type { Result } from '../common/result.ts'
import { fail, ok } from '../common/result.ts'
import { type Accepted, formatHostPort, type Owner, type Target } from './accepted.ts'

export interface ListenerSpec {
  readonly direction: 'inbound' | 'outbound'
  readonly listen: { readonly host: string; readonly port: number }
  readonly connect: Target
  /** A socket that listens there already, inherited by this process; it is closed with the listener. */
  readonly descriptor?: number
  /** What the local program is called; what is undefined is looked up from the socket's owner. */
  readonly job?: JobName
  readonly user?: UserId
}

export interface ListenFailure {
  readonly code: string
  readonly text: string
}

export interface Listener {
  readonly spec: ListenerSpec
  readonly port: number
  /** Stops accepting; what was accepted lives on. */
  close(): void
}

/** The kernel's SOMAXCONN caps it; the default of 511 drops SYNs when thousands connect at once. */
const BACKLOG = 4096
/** A listener of a dying predecessor may hold the port for a moment. */
const RETRY_MS = 100
const RETRY_FOR_MS = 5000

export type FindOwner = (spec: ListenerSpec, accepted: Socket) => Promise<Owner>

/** Whoever takes what a listener accepts. */
export interface Taker {
  readonly accept: (accepted: Accepted) => void
  /** One connection could not be accepted, mostly for want of descriptors; the listener goes on. */
  readonly acceptFailed: (spec: ListenerSpec, error: Error) => void
  readonly findOwner: FindOwner
}

/** Opens the listener, in one attempt; the taker gets every connection from then on. */
export async function openListener(
  spec: ListenerSpec,
  taker: Taker,
): Promise<Result<Listener, ListenFailure>> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true })
  const failure = await listen(server, spec)
  if (failure) return fail({ code: failure.code ?? 'UNKNOWN', text: explain(spec, failure) })
  serve(server, spec, taker)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : spec.listen.port
  return ok({ spec, port, close: () => server.close() })
}

/**
 * Waits until the listener could be opened; why not, after 5 s. For the process that starts the others: a second
 * attempt by a cluster worker for the same port ends that worker with an assertion of Node 24.
 */
export async function awaitPort(spec: ListenerSpec): Promise<ListenFailure | undefined> {
  if (spec.descriptor !== undefined || spec.listen.port === 0) return undefined
  const started = performance.now()
  for (;;) {
    const server = createServer()
    const failure = await listen(server, spec)
    if (!failure) {
      await new Promise((resolve) => server.close(resolve))
      return undefined
    }
    if (failure.code !== 'EADDRINUSE' || performance.now() - started > RETRY_FOR_MS)
      return { code: failure.code ?? 'UNKNOWN', text: explain(spec, failure) }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

function listen(server: Server, spec: ListenerSpec): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve)
    const at =
      spec.descriptor === undefined
        ? { host: spec.listen.host, port: spec.listen.port }
        : { fd: spec.descriptor }
    server.listen({ ...at, backlog: BACKLOG }, () => {
      server.off('error', resolve)
      resolve(undefined)
    })
  })
}

function serve(server: Server, spec: ListenerSpec, { accept, acceptFailed, findOwner }: Taker): void {
  server.on('error', (error) => acceptFailed(spec, error))
  server.on('connection', (socket) => {
    accept({
      direction: spec.direction,
      socket,
      acceptedAt: Date.now(),
      target: spec.connect,
      owner: () => ownerOf(spec, socket, findOwner),
    })
  })
}

async function ownerOf(
  { job, user, ...spec }: ListenerSpec,
  socket: Socket,
  find: FindOwner,
): Promise<Owner> {
  if (job !== undefined && user !== undefined) return { job, user }
  const found = await find(spec, socket)
  return { job: job ?? found.job, user: user ?? found.user }
}

function explain(spec: ListenerSpec, error: NodeJS.ErrnoException): string {
  const where = formatHostPort(spec.listen)
  switch (error.code) {
    case 'EADDRINUSE':
      return `cannot listen on ${where}: another program has that port; stop it or change "listen" in the configuration`
    case 'EACCES':
      return `cannot listen on ${where}: ports below 1024 need root or CAP_NET_BIND_SERVICE`
    case 'EADDRNOTAVAIL':
      return `cannot listen on ${where}: this machine has no such address`
    default:
      return `cannot listen on ${where}: ${error.message}`
  }
}
