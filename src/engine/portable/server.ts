// The server role. One tls.Server per environment, never listening: wires are injected into it, because a bare
// TLSSocket in the server role swallows errors after the handshake (engine.md 3, item 3). The server's events do
// not say which connection they belong to; AsyncLocalStorage carries that from the injection to the event.

import { AsyncLocalStorage } from 'node:async_hooks'
import tls, { type TLSSocket } from 'node:tls'
import type { SecureRequest } from '../engine.ts'
import { type Failure, withKeyMismatch } from '../failure.ts'
import type { TlsSettings } from '../settings.ts'
import { anchorCheck } from './anchor.ts'
import { contextOptions, keyFitsCiphers } from './context.ts'
import { serverFacts } from './facts.ts'
import type { HandshakeEvents, Handshaker } from './handshake.ts'
import type { Wire } from './wire.ts'

/** The handshake has its own timers; node's cannot be switched off, so it gets the longest time there is. */
const NEVER_MS = 2 ** 31 - 1

export class ServerEnvironment implements Handshaker {
  isClosed = false
  readonly #server: tls.Server
  readonly #connections = new AsyncLocalStorage<HandshakeEvents>()
  readonly #isAnchored: ReturnType<typeof anchorCheck>
  readonly #keyFits: boolean

  /** Throws what node:tls throws at key material or settings it cannot use. */
  constructor(settings: TlsSettings) {
    this.#isAnchored = anchorCheck(settings.trust)
    this.#keyFits = keyFitsCiphers(settings)
    this.#server = tls.createServer({
      ...contextOptions(settings),
      requestCert: settings.peerCertificate !== 'none',
      // The verdict is ours: node would drop the connection and lose the reason (return-codes.md 4, item 2).
      rejectUnauthorized: false,
      handshakeTimeout: NEVER_MS,
    })
    this.#server.on('secureConnection', (stream) => this.#secured(stream))
    this.#server.on('tlsClientError', (error) => this.#connections.getStore()?.failed(error))
  }

  begin(wire: Wire, _request: SecureRequest, events: HandshakeEvents): void {
    this.#connections.run(events, () => this.#server.emit('connection', wire))
  }

  #secured(stream: TLSSocket): void {
    const events = this.#connections.getStore()
    if (!events) {
      stream.destroy(new Error('a secured connection without a handshake'))
      return
    }
    stream.on('error', (error) => events.failed(error))
    events.secured(stream, serverFacts(stream, this.#isAnchored))
  }

  explain(failure: Failure): Failure {
    return this.#keyFits ? failure : withKeyMismatch(failure)
  }

  accepted(): void {
    // A server keeps nothing: its sessions are tickets that the client holds.
  }

  close(): void {
    this.isClosed = true
  }
}
