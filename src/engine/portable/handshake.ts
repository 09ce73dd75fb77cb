// One handshake, either role: from an owned clear side to a secured one or a failure. Times it (5004, 5005), looks
// at the peer's first bytes (5003), copies the facts, asks `authorize` once, and settles exactly once. What differs
// between the roles is behind Handshaker.

import type { TLSSocket } from 'node:tls'
import { fail, ok, type Result } from '../../common/result.ts'
import type { Environment, HandshakeFailure, SecureRequest, Side, TlsFacts, Verdict } from '../engine.ts'
import { type Failure, failureOf, HANDSHAKE_ENDINGS, looksLikeTls, refusalKind } from '../failure.ts'
import type { PortableSide } from './side.ts'
import { Wire } from './wire.ts'

/** What a role tells while it shakes hands over the wire. */
export interface HandshakeEvents {
  /** In the secure event itself: the only moment at which the stream may be asked for facts. */
  secured(stream: TLSSocket, facts: TlsFacts): void
  /** Every error of the stream, for as long as it lives. */
  failed(error: Error): void
}

/** An environment as the engine drives it. */
export interface Handshaker extends Environment {
  readonly isClosed: boolean
  begin(wire: Wire, request: SecureRequest, events: HandshakeEvents): void
  /** Makes a failure more exact with what the environment knows of itself. */
  explain(failure: Failure): Failure
  /** The peer has been accepted: its session may be used again. */
  accepted(stream: TLSSocket): void
}

type Outcome = Result<Side, HandshakeFailure>

export function shakeHands(
  side: PortableSide,
  environment: Handshaker,
  request: SecureRequest,
  signal: AbortSignal,
): Promise<Outcome> {
  return new Promise((settle) => new Handshake(side, environment, request, signal, settle).begin())
}

class Handshake implements HandshakeEvents {
  readonly #side: PortableSide
  readonly #environment: Handshaker
  readonly #request: SecureRequest
  readonly #signal: AbortSignal
  readonly #settle: (outcome: Outcome) => void
  readonly #aborted = () => this.#refuse(HANDSHAKE_ENDINGS.aborted)
  readonly #tcpEnded = () => setImmediate(() => this.#refuse(HANDSHAKE_ENDINGS.closed))
  #timer: NodeJS.Timeout | undefined
  #isSettled = false

  constructor(
    side: PortableSide,
    environment: Handshaker,
    request: SecureRequest,
    signal: AbortSignal,
    settle: (outcome: Outcome) => void,
  ) {
    this.#side = side
    this.#environment = environment
    this.#request = request
    this.#signal = signal
    this.#settle = settle
  }

  begin(): void {
    const side = this.#side
    if (this.#signal.aborted) return this.#aborted()
    if (side.failure) return this.#refuse(failureOf(side.failure, 'handshake'))
    if (this.#environment.isClosed) return this.#refuse(HANDSHAKE_ENDINGS.environmentClosed)
    this.#signal.addEventListener('abort', this.#aborted, { once: true })
    this.#expire(this.#request.firstByteMs, HANDSHAKE_ENDINGS.silent)
    side.watch((error) => this.#failed(error))
    // The TLS library is never told of the TCP end. What came before it has been read by then; one turn later
    // the library's own verdict on it, such as an alert, has been heard too.
    side.socket.once('end', this.#tcpEnded)
    const wire = new Wire(side.socket, (bytes) => this.#firstBytes(bytes))
    this.#environment.begin(wire, this.#request, this)
  }

  #firstBytes(bytes: Buffer): void {
    if (looksLikeTls(bytes)) this.#expire(this.#request.finishMs, HANDSHAKE_ENDINGS.unfinished)
    else this.#refuse(HANDSHAKE_ENDINGS.clearText)
  }

  #expire(afterMs: number, ending: Failure): void {
    clearTimeout(this.#timer)
    if (!this.#isSettled && afterMs > 0) this.#timer = setTimeout(() => this.#refuse(ending), afterMs)
  }

  secured(stream: TLSSocket, facts: TlsFacts): void {
    if (this.#isSettled) return
    clearTimeout(this.#timer)
    this.#side.socket.off('end', this.#tcpEnded)
    this.#side.secured(stream, facts)
    // Application bytes that follow at once wait in the stream: nothing reads it before the relay does.
    this.#ask(facts).then(
      (verdict) => this.#decide(verdict, stream, facts),
      (error: unknown) => this.#refuse(internal(error), facts),
    )
  }

  async #ask(facts: TlsFacts): Promise<Verdict> {
    return this.#request.authorize(facts)
  }

  #decide(verdict: Verdict, stream: TLSSocket, facts: TlsFacts): void {
    if (this.#isSettled) return
    if (!verdict.accept) {
      const { rc, reason } = verdict
      this.#refuse({ kind: refusalKind(verdict), rc, reason, alertReceived: undefined }, facts)
      return
    }
    this.#environment.accepted(stream)
    this.#release()
    this.#settle(ok(this.#side))
  }

  /** The side remembers it for the relay if the handshake is over, and otherwise tells #failed(). */
  failed(error: Error): void {
    this.#side.fail(error)
  }

  /** TLS has written its alert or the connection is lost already: nothing is gained by a reset, and it could
   * overtake the alert. */
  #failed(error: Error): void {
    if (this.#isSettled) return
    this.#finish(failureOf(error, 'handshake'))
    this.#side.destroyAfterWrites()
  }

  /** A refusal of ours: an orderly end would look like success to the peer (engine.md 3, item 7). */
  #refuse(failure: Failure, peer?: TlsFacts): void {
    if (this.#isSettled) return
    this.#finish(failure, peer)
    this.#side.reset()
  }

  #finish(failure: Failure, peer: TlsFacts | undefined = this.#side.tls): void {
    this.#release()
    this.#settle(
      fail({
        ...this.#environment.explain(failure),
        alertSent: undefined,
        ...(peer === undefined ? {} : { peer }),
      }),
    )
  }

  #release(): void {
    this.#isSettled = true
    clearTimeout(this.#timer)
    this.#signal.removeEventListener('abort', this.#aborted)
    this.#side.socket.off('end', this.#tcpEnded)
    this.#side.watch(undefined)
  }
}

function internal(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    kind: 'internal',
    rc: 6001,
    reason: `the decision on the peer failed: ${reason}`,
    alertReceived: undefined,
  }
}
