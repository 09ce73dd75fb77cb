// Plain TCP programs as they stand behind or before a connection: what an unmodified program does with a socket.
// All listen on a free port of 127.0.0.1 and close with the test.

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** The part of a tap test that the peers need. */
export interface Cleanup {
  teardown(release: () => unknown): void
}

export interface Peer {
  readonly port: number
  readonly server: Server
  /** The sockets accepted so far. */
  readonly sockets: readonly Socket[]
  /** The next socket that is accepted, or one that was accepted and not asked for yet. */
  accepted(): Promise<Socket>
}

/** `serve` gets each accepted socket, paused and with half-open allowed. */
export async function listen(t: Cleanup, serve: (socket: Socket) => void = () => {}): Promise<Peer> {
  const sockets: Socket[] = []
  const unclaimed: Socket[] = []
  const waiting: ((socket: Socket) => void)[] = []
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {
      // A reset is what many tests want; they look at it on their own.
    })
    sockets.push(socket)
    const claim = waiting.shift()
    if (claim) claim(socket)
    else unclaimed.push(socket)
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    server,
    sockets,
    accepted: () => {
      const socket = unclaimed.shift()
      return socket ? Promise.resolve(socket) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}

/** A connected socket that keeps its half when the other side ends. */
export async function dial(t: Cleanup, port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  socket.on('error', () => {
    // Looked at through `outcome`.
  })
  return socket
}

/** A socket on its way to the port, for connections that may be refused or reset before they stand. */
export function approach(t: Cleanup, port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.teardown(() => socket.destroy())
  socket.on('error', () => {
    // Looked at through `receive`.
  })
  return socket
}

/** Does nobody listen on the port? */
export async function isRefused(t: Cleanup, port: number): Promise<boolean> {
  const socket = approach(t, port)
  const isRefusal = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(false))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
  socket.destroy()
  return isRefusal
}

/** Both ends of one TCP connection. */
export async function pair(t: Cleanup): Promise<{ near: Socket; far: Socket }> {
  const peer = await listen(t)
  const near = await dial(t, peer.port)
  near.pause()
  const far = await peer.accepted()
  peer.server.close()
  return { near, far }
}

/** Sends back what it gets, and its end when it gets the end. */
export function echo(socket: Socket): void {
  socket.pipe(socket)
}

/** Says its part and ends it at once, then goes on listening. */
export function halfCloser(text: string): (socket: Socket) => void {
  return (socket) => {
    socket.end(text)
    socket.resume()
  }
}

/** Resets as soon as it has got something. */
export function resetter(socket: Socket): void {
  socket.once('data', () => socket.resetAndDestroy())
  socket.resume()
}

export interface Received {
  readonly bytes: number
  readonly sha256: string
  /** Its beginning. */
  readonly text: string
  /** 'end' for an orderly end, otherwise the error code. */
  readonly ending: string
}

const PAUSE_MS = 4
const TEXT_LIMIT = 1024

/** Reads to the end; every `pauseEvery` bytes the reader stops for some milliseconds, as a slow program does. */
export function receive(socket: Socket, pauseEvery = Infinity): Promise<Received> {
  return new Promise((resolve) => {
    const hash = createHash('sha256')
    let bytes = 0
    let text = ''
    let sincePause = 0
    let isDone = false
    const done = (ending: string) => {
      if (isDone) return
      isDone = true
      resolve({ bytes, sha256: hash.digest('hex'), text, ending })
    }
    socket.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
      text += chunk.toString('latin1', 0, Math.max(0, TEXT_LIMIT - text.length))
      sincePause += chunk.length
      if (sincePause < pauseEvery) return
      sincePause = 0
      socket.pause()
      setTimeout(() => socket.resume(), PAUSE_MS)
    })
    // libuv shows bytes and a reset that arrive together as an end; a write of nothing tells the two apart.
    socket.once('end', () => {
      if (socket.writableEnded) done('end')
      else socket.write('', (error?: NodeJS.ErrnoException | null) => done(error?.code ?? 'end'))
    })
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    socket.once('close', () => done('close'))
    socket.resume()
  })
}

/** Repeatable bytes: the same seed gives the same stream. */
export function pattern(length: number, seed: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let state = seed
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 16
  }
  return bytes
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
