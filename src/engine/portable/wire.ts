// What lies between TLS and its TCP socket. node:tls shows the same `end` for a connection that ended with
// close_notify and for one that was cut (engine.md 3, item 1); so TLS is never told of the TCP end, and whoever
// sees `socket` end before TLS has ended knows that bytes are missing. Bytes pass straight through, unbuffered:
// reading and back-pressure are the socket's own.

import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

type Written = (error?: Error | null) => void

interface Held {
  readonly chunk: Uint8Array
  readonly written: Written | undefined
}

export class Wire extends Duplex {
  readonly #socket: Socket
  /** Writes that TLS is told of when the socket has drained. */
  #unwritten: Written[] = []
  #isCorked = false
  #held: Held | undefined
  #first: ((bytes: Buffer) => void) | undefined

  /** `first` is told the first bytes of the peer before TLS gets them; it may close the socket. */
  constructor(socket: Socket, first: (bytes: Buffer) => void) {
    super({ allowHalfOpen: true, autoDestroy: false })
    this.#socket = socket
    this.#first = first
    socket.on('data', (chunk: Buffer) => this.#deliver(chunk))
    socket.on('drain', () => this.#drained(null))
    // A socket that has ended in both directions closes by itself, while TLS may still hold bytes nobody has read.
    socket.once('close', () => {
      if (!hasEndedBothWays(socket)) this.destroy()
    })
  }

  #deliver(chunk: Buffer): void {
    if (this.#first) {
      const first = this.#first
      this.#first = undefined
      first(chunk)
    }
    if (!this.#socket.destroyed) this.emit('data', chunk)
  }

  /** The peer's address and port, which name a server in the session cache of a client. */
  get peer(): string {
    return `${this.#socket.remoteAddress} ${this.#socket.remotePort}`
  }

  #drained(error: Error | null): void {
    if (this.#unwritten.length === 0) return
    const waiting = this.#unwritten
    this.#unwritten = []
    for (const written of waiting) written(error)
  }

  override pause(): this {
    this.#socket.pause()
    return this
  }

  override resume(): this {
    this.#socket.resume()
    return this
  }

  // TLS writes between cork() and uncork(), mostly one record: only a second one makes gathering worth its cost.
  override cork(): void {
    this.#isCorked = true
  }

  override uncork(): void {
    this.#isCorked = false
    if (this.#held) this.#writeHeld(this.#held)
    else this.#socket.uncork()
  }

  override write(chunk: Uint8Array, encoding?: BufferEncoding | Written, callback?: Written): boolean {
    const written = typeof encoding === 'function' ? encoding : callback
    if (this.#isCorked && this.#socket.writableCorked === 0) {
      if (!this.#held) {
        this.#held = { chunk, written }
        return true
      }
      this.#socket.cork()
      this.#writeHeld(this.#held)
    }
    return this.#pass(chunk, written)
  }

  #writeHeld({ chunk, written }: Held): void {
    this.#held = undefined
    this.#pass(chunk, written)
  }

  #pass(chunk: Uint8Array, written: Written | undefined): boolean {
    const hasRoom = this.#socket.write(chunk)
    if (hasRoom || this.#socket.destroyed) written?.(null)
    else if (written) this.#unwritten.push(written)
    return hasRoom
  }

  /** Called by TLS once close_notify is written: half-closes the TCP connection. */
  override end(...parameters: unknown[]): this {
    const ended = parameters.find((parameter): parameter is () => void => typeof parameter === 'function')
    this.#socket.end(ended)
    return this
  }

  /** TLS is through with the connection: after an error of its own an alert may still be on its way out. */
  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#drained(error ?? new Error('the connection is closed'))
    this.#socket.destroySoon()
    callback(error)
  }
}

/** TCP has nothing more to say; what is still to be read or judged lies above it. */
export function hasEndedBothWays(socket: Socket): boolean {
  return socket.readableEnded && socket.writableFinished
}
