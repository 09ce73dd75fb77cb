// One handshake as TypeScript sees it: the addon times it, drives it and reports; here the peer is judged and the one
// outcome is settled. The addon asks in the middle of the handshake where the peer shows a certificate, so that a
// refusal reaches it as an alert; where it shows none, or resumes a session, at the end.

import { isIP } from 'node:net'
import { fail, ok, type Result } from '../../common/result.ts'
import type { HandshakeFailure, SecureRequest, Side, TlsFacts, Verdict } from '../engine.ts'
import { type Failure, HANDSHAKE_ENDINGS, refusalKind } from '../failure.ts'
import type { ClientSession } from '../portable/sessions.ts'
import { type Addon, type AddonFacts, type HandshakeFailedDetail, REPORT } from './addon.ts'
import type { NativeEnvironment } from './environment.ts'
import { handshakeFailure } from './failures.ts'
import type { NativeSide } from './side.ts'
import { verifyName } from './verify-codes.ts'

type Outcome = Result<Side, HandshakeFailure>

const INTERNAL_ERROR_ALERT = 80

export class NativeHandshake {
  readonly #addon: Addon
  readonly #side: NativeSide
  readonly #environment: NativeEnvironment
  readonly #request: SecureRequest
  readonly #signal: AbortSignal
  readonly #settle: (outcome: Outcome) => void
  readonly #serverName: string | undefined
  readonly #server: string
  readonly #aborted = () => {
    this.#addon.close(this.#side.id, false)
    this.#refuse(HANDSHAKE_ENDINGS.aborted)
  }
  #offered: ClientSession<TlsFacts['chain']> | undefined
  /** Known once the peer has shown itself. */
  #peer: TlsFacts | undefined
  #refusal: Failure | undefined
  /** Sessions may come before the end of the handshake (TLS 1.2). */
  #held: Uint8Array[] | undefined = []
  #isSettled = false

  constructor(
    addon: Addon,
    side: NativeSide,
    environment: NativeEnvironment,
    request: SecureRequest,
    signal: AbortSignal,
    settle: (outcome: Outcome) => void,
  ) {
    this.#addon = addon
    this.#side = side
    this.#environment = environment
    this.#request = request
    this.#signal = signal
    this.#settle = settle
    // RFC 6066 3: an address is not a server name.
    const { serverName: name } = request
    this.#serverName = name !== undefined && isIP(name) === 0 ? name : undefined
    this.#server = `${side.peer} ${this.#serverName ?? ''}`
  }

  begin(): void {
    const { role, firstByteMs, finishMs } = this.#request
    if (this.#signal.aborted) return this.#aborted()
    if (this.#environment.isClosed) {
      this.#addon.close(this.#side.id, false)
      return this.#refuse(HANDSHAKE_ENDINGS.environmentClosed)
    }
    this.#signal.addEventListener('abort', this.#aborted, { once: true })
    if (role === 'client') this.#offered = this.#environment.sessions.take(this.#server)
    this.#side.listener = (kind, detail) => this.#reported(kind, detail)
    this.#addon.secure(
      this.#side.id,
      this.#environment.context,
      role === 'client',
      firstByteMs,
      finishMs,
      role === 'client' ? (this.#serverName ?? '') : '',
      this.#offered?.session,
    )
  }

  #reported(kind: number, detail: unknown): void {
    if (kind === REPORT.session) return this.#session(detail as Uint8Array)
    if (this.#isSettled) return
    if (kind === REPORT.handshakeFailed) return this.#failed(detail as HandshakeFailedDetail)
    this.#peer = this.#facts(detail as AddonFacts)
    if (kind === REPORT.secured) return this.#secured(this.#peer)
    const isInHandshake = kind === REPORT.peer
    this.#ask(this.#peer).then(
      (verdict) => this.#judged(verdict, isInHandshake),
      (error: unknown) => this.#turnedAway(internal(error), INTERNAL_ERROR_ALERT, isInHandshake),
    )
  }

  async #ask(peer: TlsFacts): Promise<Verdict> {
    return this.#request.authorize(peer)
  }

  #judged(verdict: Verdict, isInHandshake: boolean): void {
    if (this.#isSettled || !this.#peer) return
    if (!verdict.accept) {
      const { rc, reason, alert } = verdict
      const refusal = { kind: refusalKind(verdict), rc, reason, alertReceived: undefined }
      return this.#turnedAway(refusal, alert, isInHandshake)
    }
    if (isInHandshake) this.#addon.decide(this.#side.id, true, 0)
    else this.#secured(this.#peer)
  }

  #turnedAway(refusal: Failure, alert: number, isInHandshake: boolean): void {
    if (this.#isSettled) return
    if (isInHandshake) {
      // Settled when the addon reports which alert went out.
      this.#refusal = refusal
      this.#addon.decide(this.#side.id, false, alert)
      return
    }
    // An orderly end would look like success to the peer (engine.md 3, item 7).
    this.#addon.close(this.#side.id, false)
    this.#refuse(refusal)
  }

  #secured(peer: TlsFacts): void {
    this.#release()
    this.#side.tls = peer
    for (const session of this.#held ?? []) this.#keep(session, peer)
    this.#held = undefined
    this.#settle(ok(this.#side))
  }

  #failed(detail: HandshakeFailedDetail): void {
    const failure = this.#refusal ?? this.#environment.explain(handshakeFailure(detail))
    const sent = detail.alertSent < 0 ? undefined : detail.alertSent
    // Who has been refused for want of a certificate was never asked about.
    if (failure.rc === 5001 && !this.#peer) this.#peer = this.#facts(detail.facts)
    this.#refuse(failure, sent)
  }

  #refuse(failure: Failure, alertSent?: number): void {
    if (this.#isSettled) return
    this.#release()
    const peer = this.#peer
    this.#settle(fail({ ...failure, alertSent, ...(peer === undefined ? {} : { peer }) }))
  }

  #release(): void {
    this.#isSettled = true
    this.#signal.removeEventListener('abort', this.#aborted)
  }

  #session(der: Uint8Array): void {
    if (this.#held) this.#held.push(der)
    else if (this.#side.tls) this.#keep(der, this.#side.tls)
  }

  #keep(der: Uint8Array, { chain, protocol }: TlsFacts): void {
    this.#environment.sessions.add(this.#server, {
      session: Buffer.from(der),
      chain,
      isSingleUse: protocol === 'TLSv1.3',
    })
  }

  #facts(facts: AddonFacts): TlsFacts {
    const isClient = this.#request.role === 'client'
    // Resuming a session, the server shows no certificate, and a stored session has kept only its first one.
    const isFromSession = isClient && facts.resumed && this.#offered !== undefined
    const chain = isFromSession ? (this.#offered?.chain ?? []) : facts.chain
    return {
      protocol: facts.protocol as TlsFacts['protocol'],
      cipher: facts.cipher,
      group: facts.group === '' ? undefined : facts.group,
      resumed: facts.resumed,
      serverName: isClient ? this.#serverName : facts.serverName === '' ? undefined : facts.serverName,
      alpn: undefined,
      chain,
      // Without a certificate OpenSSL's code is an arbitrary error, or success.
      verify: chain.length === 0 ? 'no-certificate' : verifyName(facts.verify),
    }
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
