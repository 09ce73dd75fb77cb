// One end of a connection: the TCP socket, and the TLS stream above it once it is secured. A side remembers the
// first error, because it may come while nobody waits for one (a TLS 1.3 server refuses the client's certificate
// after the handshake), and it is the only place that closes sockets.

import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Counters, Side, TlsFacts } from '../engine.ts'

/** After an orderly end the peer may go on sending for this long before the socket is closed under it. */
const LINGER_MS = 5_000

const NOTHING = Buffer.alloc(0)

export class PortableSide implements Side {
  readonly counters: Counters = { bytesIn: 0, bytesOut: 0 }
  readonly socket: Socket
  /** Where application bytes are read and written: the socket itself while the side is clear. */
  stream: Socket
  tls: TlsFacts | undefined
  #failure: Error | undefined
  #watcher: ((error: Error) => void) | undefined

  constructor(socket: Socket, head?: Uint8Array) {
    this.socket = socket
    this.stream = socket
    socket.setNoDelay(true)
    socket.on('error', (error) => this.fail(error))
    if (head && head.length > 0) socket.unshift(head)
  }

  /** The first error, if there was one; later ones are only its echo in another layer. */
  get failure(): Error | undefined {
    return this.#failure
  }

  fail(error: Error): void {
    if (this.#failure) return
    this.#failure = error
    this.#watcher?.(error)
  }

  /** The one who works with the side now hears of its failure. A failure of before is for the caller to look up. */
  watch(watcher: ((error: Error) => void) | undefined): void {
    this.#watcher = watcher
  }

  /** Errors of `stream` must already lead to fail(). */
  secured(stream: TLSSocket, facts: TlsFacts): void {
    this.stream = stream
    this.tls = facts
  }

  /**
   * Call at the `end` of the socket. When the peer's last bytes and its reset arrive together, libuv hands over the
   * bytes and reports an orderly end (uv__stream_io: POLLHUP after a partial read). A write of nothing makes the
   * kernel tell: it fails on a connection that was reset, and the side fails with it. Once our own direction has
   * ended nothing can be asked any more, and the end is taken for what it seems.
   */
  confirmEnd(confirmed: () => void): void {
    const { socket } = this
    const told = (error?: Error | null) => {
      if (!error && !this.#failure) confirmed()
    }
    if (this.#failure) return
    if (socket.writableEnded) confirmed()
    else if (socket.writableLength === 0) socket.write(NOTHING, told)
    // Bytes that wait to be written fail within this turn.
    else setImmediate(told)
  }

  /** The peer sees ECONNRESET; bytes not yet sent are dropped. */
  reset(): void {
    const { socket, stream } = this
    const isSendingFin = socket.writableEnded && !socket.writableFinished && socket.writableLength === 0
    // libuv refuses a reset while it is sending the FIN, and Node would then lose the descriptor.
    if (isSendingFin) socket.once('finish', () => resetSocket(socket))
    else resetSocket(socket)
    if (stream !== socket) stream.destroy()
  }

  /** What was written, a TLS alert included, still goes out. */
  destroyAfterWrites(): void {
    this.socket.destroySoon()
    if (this.stream !== this.socket) this.stream.destroy()
  }

  /** Ends our direction (close_notify on a secured side) and discards what still comes until the peer ends too.
   * Closing at once would make the kernel answer late bytes with a reset, and the peer could lose our last ones. */
  end(): void {
    const { socket, stream } = this
    if (socket.destroyed) return
    const linger = setTimeout(() => {
      stream.destroy()
      socket.destroy()
    }, LINGER_MS)
    linger.unref()
    socket.once('close', () => clearTimeout(linger))
    // A secured side never learns of a TCP end by itself: the wire keeps it back.
    socket.once('end', () => this.destroyAfterWrites())
    stream.end()
    stream.resume()
  }
}

function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  try {
    socket.resetAndDestroy()
  } catch {
    // A Unix domain socket knows no reset: node refuses, and closing it is all there is.
    socket.destroy()
  }
}
