// The client role: tls.connect over the wire with one shared context per environment. The chain is verified by
// OpenSSL, the verdict is `authorize`'s; node's host name check is off, because AT-TLS checks names only where
// HostReferenceId is coded (policy-language.md 4.17).

import { isIP } from 'node:net'
import tls, {
  type DetailedPeerCertificate,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import type { SecureRequest } from '../engine.ts'
import type { Failure } from '../failure.ts'
import type { TlsSettings } from '../settings.ts'
import { contextOptions } from './context.ts'
import { clientFacts, type ServerChain } from './facts.ts'
import type { HandshakeEvents, Handshaker } from './handshake.ts'
import { ClientSessions } from './sessions.ts'
import type { Wire } from './wire.ts'

const NO_CERTIFICATE = {} as PeerCertificate & DetailedPeerCertificate

/** What is known of the sessions of one connection. */
interface SessionKeeper {
  readonly server: string
  chain: ServerChain | undefined
  isSingleUse: boolean
  /** Until the server has been accepted; undefined from then on. */
  held: Buffer[] | undefined
}

export class ClientEnvironment implements Handshaker {
  isClosed = false
  readonly #context: SecureContext
  readonly #sessions: ClientSessions
  readonly #keepers = new WeakMap<TLSSocket, SessionKeeper>()

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
    const offered = this.#sessions.take(server)
    const stream = tls.connect({
      socket: wire,
      secureContext: this.#context,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(offered === undefined ? {} : { session: offered.session }),
    })
    // Node builds this object for its own name check, a third of the cost of a handshake (performance.md, item 5);
    // the check is off and the facts come from getPeerX509Certificate().
    stream.getPeerCertificate = () => NO_CERTIFICATE
    stream.on('error', (error) => events.failed(error))
    const keeper = this.#sessions.isEnabled ? this.#keepSessions(stream, server) : undefined
    stream.once('secureConnect', () => {
      const { facts, chain } = clientFacts(stream, serverName, offered?.chain)
      if (keeper) {
        keeper.chain = chain
        keeper.isSingleUse = facts.protocol === 'TLSv1.3'
      }
      events.secured(stream, facts)
    })
  }

  /** Sessions may come before the verdict on the server (TLS 1.2) or long after it (tickets of TLS 1.3). */
  #keepSessions(stream: TLSSocket, server: string): SessionKeeper {
    const keeper: SessionKeeper = { server, chain: undefined, isSingleUse: true, held: [] }
    stream.on('session', (session: Buffer) => {
      if (keeper.held) keeper.held.push(session)
      else this.#keep(keeper, session)
    })
    this.#keepers.set(stream, keeper)
    return keeper
  }

  #keep({ server, chain, isSingleUse }: SessionKeeper, session: Buffer): void {
    if (chain) this.#sessions.add(server, { session, chain, isSingleUse })
  }

  accepted(stream: TLSSocket): void {
    const keeper = this.#keepers.get(stream)
    if (!keeper) return
    for (const session of keeper.held ?? []) this.#keep(keeper, session)
    keeper.held = undefined
  }

  explain(failure: Failure): Failure {
    return failure
  }

  close(): void {
    this.isClosed = true
    this.#sessions.clear()
  }
}
