// The sessions a client may resume, of one environment only: a session carries the verdict on the server's
// certificate, and another environment may trust other authorities. Bounded in number, size and age.

import type { ServerChain } from './facts.ts'

/** System SSL's GSK_V3_SIDCACHE_SIZE. */
const SERVERS_LIMIT = 512
/** GSK_SESSION_TICKET_CLIENT_MAXCACHED and the serialised size of a session with its certificate. */
const TICKETS_LIMIT = 8
const SESSION_BYTES_LIMIT = 16_384

export interface ClientSession {
  /** Node's serialised form. */
  readonly session: Buffer
  /** What the server showed in the full handshake. */
  readonly chain: ServerChain
  /** A ticket of TLS 1.3: take() hands it out once (RFC 8446 C.4). */
  readonly isSingleUse: boolean
}

interface Cached extends ClientSession {
  readonly expiresAt: number
}

export class ClientSessions {
  readonly #lifetimeMs: number
  /** In order of last use, the oldest first. */
  readonly #byServer = new Map<string, Cached[]>()

  constructor(lifetimeSeconds: number) {
    this.#lifetimeMs = lifetimeSeconds * 1000
  }

  get isEnabled(): boolean {
    return this.#lifetimeMs > 0
  }

  add(server: string, session: ClientSession): void {
    if (!this.isEnabled || session.session.length > SESSION_BYTES_LIMIT) return
    const cached = { ...session, expiresAt: Date.now() + this.#lifetimeMs }
    const sessions = session.isSingleUse ? (this.#byServer.get(server) ?? []) : []
    sessions.push(cached)
    if (sessions.length > TICKETS_LIMIT) sessions.shift()
    this.#use(server, sessions)
  }

  /** The newest session for a server. */
  take(server: string): ClientSession | undefined {
    const sessions = this.#byServer.get(server)?.filter(({ expiresAt }) => expiresAt > Date.now())
    const newest = sessions?.at(-1)
    if (!sessions || !newest) {
      this.#byServer.delete(server)
      return undefined
    }
    if (newest.isSingleUse) sessions.pop()
    this.#use(server, sessions)
    return newest
  }

  clear(): void {
    this.#byServer.clear()
  }

  #use(server: string, sessions: Cached[]): void {
    this.#byServer.delete(server)
    if (sessions.length > 0) this.#byServer.set(server, sessions)
    const oldest = this.#byServer.size > SERVERS_LIMIT ? this.#byServer.keys().next().value : undefined
    if (oldest !== undefined) this.#byServer.delete(oldest)
  }
}
