// The client role: tls.connect over the wire with one shared context per environment. The chain is verified by
// OpenSSL, the verdict is `authorize`'s; node's host name check is off, because AT-TLS checks names only where
// HostReferenceId is coded (policy-language.md 4.17).

import { isIP } from 'node:net'
import tls, { type SecureContext, type TLSSocket } from 'node:tls'
import type { SecureRequest } from '../engine.ts'
import type { Failure } from '../failure.ts'
import type { TlsSettings } from '../settings.ts'
import { contextOptions } from './context.ts'
import { copyFacts } from './facts.ts'
import type { HandshakeEvents, Handshaker } from './handshake.ts'
import { ClientSessions } from './sessions.ts'
import type { Wire } from './wire.ts'

export class ClientEnvironment implements Handshaker {
  isClosed = false
  readonly #context: SecureContext
  readonly #sessions: ClientSessions
  /** What to do with the sessions of a connection once its server has been accepted. */
  readonly #heldBack = new WeakMap<TLSSocket, () => void>()

  /** Throws what node:tls throws at key material or settings it cannot use. */
  constructor(settings: TlsSettings) {
    this.#context = tls.createSecureContext(contextOptions(settings))
    this.#sessions = new ClientSessions(settings.sessionTimeoutSeconds)
  }

  begin(wire: Wire, request: SecureRequest, events: HandshakeEvents): void {
    // RFC 6066 3: an address is not a server name.
    const { serverName: name } = request
    const serverName = name !== undefined && isIP(name) === 0 ? name : undefined
    const server = `${wire.peer} ${serverName ?? ''}`
    const session = this.#sessions.take(server)
    const stream = tls.connect({
      socket: wire,
      secureContext: this.#context,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(session === undefined ? {} : { session }),
    })
    stream.on('error', (error) => events.failed(error))
    stream.once('secureConnect', () => {
      // `allowPartialTrustChain` has done here what anchor.ts does for a server.
      const facts = copyFacts(stream, 'client', serverName, () => false)
      if (this.#sessions.isEnabled) this.#keepSessions(stream, server, facts.protocol === 'TLSv1.3')
      events.secured(stream, facts)
    })
  }

  /** Sessions may come before the verdict on the server (TLS 1.2) or long after it (tickets of TLS 1.3). */
  #keepSessions(stream: TLSSocket, server: string, isSingleUse: boolean): void {
    let isAccepted = false
    let held: Buffer[] = []
    stream.on('session', (session: Buffer) => {
      if (isAccepted) this.#sessions.add(server, session, isSingleUse)
      else held.push(session)
    })
    this.#heldBack.set(stream, () => {
      isAccepted = true
      for (const session of held) this.#sessions.add(server, session, isSingleUse)
      held = []
    })
  }

  accepted(stream: TLSSocket): void {
    this.#heldBack.get(stream)?.()
    this.#heldBack.delete(stream)
  }

  explain(failure: Failure): Failure {
    return failure
  }

  close(): void {
    this.isClosed = true
    this.#sessions.clear()
  }
}
