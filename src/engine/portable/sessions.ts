// The sessions a client may resume, of one environment only: a session carries the verdict on the server's
// certificate, and another environment may trust other authorities. Bounded in number, size and age.

/** System SSL's GSK_V3_SIDCACHE_SIZE. */
const SERVERS_LIMIT = 512
/** GSK_SESSION_TICKET_CLIENT_MAXCACHED and the serialised size of a session with its certificate. */
const TICKETS_LIMIT = 8
const SESSION_BYTES_LIMIT = 16_384

interface Cached {
  readonly session: Buffer
  readonly isSingleUse: boolean
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

  /** `isSingleUse` for tickets of TLS 1.3 (RFC 8446 C.4): take() hands each of them out once. */
  add(server: string, session: Buffer, isSingleUse: boolean): void {
    if (!this.isEnabled || session.length > SESSION_BYTES_LIMIT) return
    const cached = { session, isSingleUse, expiresAt: Date.now() + this.#lifetimeMs }
    const sessions = isSingleUse ? (this.#byServer.get(server) ?? []) : []
    sessions.push(cached)
    if (sessions.length > TICKETS_LIMIT) sessions.shift()
    this.#use(server, sessions)
  }

  /** The newest session for a server. */
  take(server: string): Buffer | undefined {
    const sessions = this.#byServer.get(server)?.filter(({ expiresAt }) => expiresAt > Date.now())
    const newest = sessions?.at(-1)
    if (!sessions || !newest) {
      this.#byServer.delete(server)
      return undefined
    }
    if (newest.isSingleUse) sessions.pop()
    this.#use(server, sessions)
    return newest.session
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
