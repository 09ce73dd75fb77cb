// One object per connection, told what happens to it in the order in which it happens. Messages (as the Trace bits
// say), metrics and the connection record all come out of it, so they cannot disagree.

import { type Clock, systemClock } from '../common/clock.ts'
import { ebcdicHex } from '../common/ebcdic.ts'
import type { HandshakeFailure, TlsFacts } from '../engine/engine.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import { type CertificateDiagnosis, certificateMessages } from './certificate-diagnosis.ts'
import { certificateNames } from './certificate-names.ts'
import type { MessageContext } from './log.ts'
import { type ActionNames, actionNames, type EventName, type MapStatus, type Message } from './message.ts'
import { messages } from './messages.ts'
import type { MappedEvent, RecordSink } from './record-sink.ts'

/** Trace bits of messages.md 1. */
export const TRACE = { error: 1, syslogError: 2, info: 4, event: 8, flow: 16, data: 32 } as const

export interface ConnectionOpened {
  readonly connid: number
  readonly stack: string
  readonly image: string
  readonly facts: ConnectionFacts
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number
  readonly clock?: Clock
}

export interface Mapped {
  readonly rule: string
  readonly actions: ActionNames
  readonly grpid: number
  readonly status: MapStatus
  /** Effective Trace value. */
  readonly trace: number
  readonly facility: 'Daemon' | 'Auth'
  readonly generation: number
  /** Handshake role; without it inbound is server and outbound is client. */
  readonly role?: 'client' | 'server'
}

export interface Secured {
  readonly role: 'client' | 'server'
  /** IANA number of the cipher suite, 4 upper-case hexadecimal digits. */
  readonly cipherCode: string
  readonly durationMs: number
}

export interface Failed {
  readonly durationMs?: number
  /** Why the peer's certificate was refused; without it EZD2052I says what the failure knows. */
  readonly diagnosis?: CertificateDiagnosis
}

export const END_REASONS = [
  'complete',
  'truncated',
  'reset',
  'tls-error',
  'idle',
  'aborted',
  'drained',
  'dropped',
  'handshake-failed',
  'refused',
  'dial-failed',
  'internal',
] as const
export type EndReason = (typeof END_REASONS)[number]

export interface ConnectionEnd {
  readonly reason: EndReason
  /** Where it happened: local is the program, remote its partner. */
  readonly side?: 'local' | 'remote' | undefined
  /** Application bytes; absent when nothing was relayed. */
  readonly bytesFromLocal?: number
  readonly bytesFromRemote?: number
  readonly error?: string | undefined
  readonly rc?: number | undefined
}

const STATUS_LABEL = {
  Enabled: 'enabled',
  'Not Enabled': 'not-enabled',
  'Appl Control': 'appl-control',
} as const satisfies { [status in MapStatus]: MappedEvent['status'] }

/** Calls out of order and a second finish() are faults of the caller and throw. */
export class ConnectionRecord {
  readonly #sink: RecordSink
  readonly #opened: ConnectionOpened
  #mapped: Mapped | undefined
  /** Why no rule applies; undefined until it is known. */
  #unmapped: string | undefined
  #envid = 0
  #secured: { readonly facts: TlsFacts; readonly how: Secured } | undefined
  #failure: { readonly failure: HandshakeFailure; readonly durationMs: number | undefined } | undefined
  #droppedBy: string | undefined
  #peerSubject: string | undefined
  #certificateUser: string | undefined
  #isFinished = false

  constructor(sink: RecordSink, opened: ConnectionOpened) {
    this.#sink = sink
    this.#opened = opened
  }

  get connid(): number {
    return this.#opened.connid
  }

  get isFinished(): boolean {
    return this.#isFinished
  }

  /** 0 until an environment is used. */
  get envid(): number {
    return this.#envid
  }

  /** The good handshake; undefined in the clear. */
  get securedAs(): { readonly facts: TlsFacts; readonly how: Secured } | undefined {
    return this.#secured
  }

  /** Of the partner's certificate, once a handshake was good. */
  get peerSubject(): string | undefined {
    const certificate = this.#secured?.facts.chain[0]
    this.#peerSubject ??= certificate && certificateNames(certificate)?.subject
    return this.#peerSubject
  }

  /** Whose certificate the partner's is, where the policy asks for that; passed through. */
  certificateUser(user: string | undefined): string | undefined {
    this.#certificateUser = user
    return user
  }

  get certUserId(): string | undefined {
    return this.#certificateUser
  }

  /** An operator cuts the connection: an end that is called aborted was this. */
  dropped(by: string): void {
    this.#droppedBy = by
  }

  mapped(mapped: Mapped): void {
    this.#mustBeUnjudged()
    this.#mapped = mapped
    this.#countMapping(mapped.rule, STATUS_LABEL[mapped.status])
    const { status, rule, actions } = mapped
    if (this.#traces(TRACE.info))
      this.#say(
        messages.EZD1281I.render({
          connid: this.connid,
          ...this.#owner(),
          ...this.#type(),
          status,
          rule,
          actions,
        }),
      )
  }

  /** No rule applies; `reason` is one word of a closed set and stands as STATUS in the connection record. */
  unmapped(reason: string): void {
    this.#mustBeUnjudged()
    this.#unmapped = reason
    this.#countMapping(undefined, 'unmapped')
  }

  environment(envid: number): void {
    this.#envid = envid
  }

  /** An event begins; of interest with Trace 8 or 16. */
  started(event: EventName): void {
    const { actions } = this.#mapping()
    if (this.#traces(TRACE.event | TRACE.flow))
      this.#say(messages.EZD1282I.render({ ...this.#ids(), event, actions }))
  }

  /** An event other than the handshake has ended well. */
  ended(event: EventName): void {
    if (this.#traces(TRACE.event)) this.#say(messages.EZD1283I.render({ ...this.#ids(), rc: 0, event }))
  }

  secured(facts: TlsFacts, how: Secured): void {
    const { rule } = this.#mapping()
    this.#secured = { facts, how }
    this.#sink.handshake({
      stack: this.#opened.stack,
      role: how.role,
      rule,
      protocol: facts.protocol,
      result: 'ok',
      rc: 0,
      durationMs: how.durationMs,
      resumed: facts.resumed,
    })
    if (!this.#traces(TRACE.info | TRACE.event)) return
    this.#say(
      messages.EZD1283I.render({
        ...this.#ids(),
        rc: 0,
        event: 'Initial Handshake',
        ...this.#handles(),
        protocol: facts.protocol.toUpperCase(),
        cipher: ebcdicHex(how.cipherCode),
      }),
    )
  }

  failed(event: EventName, failure: HandshakeFailure, details: Failed = {}): void {
    const { rule } = this.#mapping()
    const { rc } = failure
    this.#failure = { failure, durationMs: details.durationMs }
    if (!this.#secured) this.#countFailure(failure, details.durationMs)
    if (this.#traces(TRACE.event)) {
      const zeros =
        event === 'Initial Handshake' ? { connectionHandle: NO_HANDLE, environmentHandle: NO_HANDLE } : {}
      this.#say(messages.EZD1283I.render({ ...this.#ids(), rc, event, ...zeros }))
    }
    const about = { ...this.#ids(), ...this.#owner(), rule, rc, event }
    // Which ring, which user, which profile: the code alone does not say.
    const data = event === 'Environment Init' ? { data: failure.reason } : {}
    if (this.#traces(TRACE.syslogError)) this.#say(messages.EZD1286I.render({ ...about, ...data }))
    if (this.#traces(TRACE.error)) this.#say(messages.EZD1287I.render(about))
    if (failure.kind !== 'certificate-rejected' && !details.diagnosis) return
    const told = certificateMessages(this.#ids(), failure, details.diagnosis)
    if (this.#traces(TRACE.syslogError)) this.#say(told.verdict)
    if (this.#traces(TRACE.event)) for (const message of told.details) this.#say(message)
  }

  /** Exactly once, however the connection went. */
  finish(end: ConnectionEnd): void {
    if (this.#isFinished) throw new Error(`connection ${this.connid} is finished twice`)
    this.#isFinished = true
    if (!this.#mapped && this.#unmapped === undefined) this.#countMapping(undefined, 'unmapped')
    const { facts, how } = this.#secured ?? {}
    if (this.#secured) this.ended('Connection Close')
    const { failure, durationMs } = this.#failure ?? {}
    const { startedAt, clock = systemClock } = this.#opened
    const isDropped = this.#droppedBy !== undefined && end.reason === 'aborted'
    const peer = failure?.peer?.chain[0]
    this.#sink.connection(
      {
        connid: this.connid,
        ...this.#owner(),
        ...this.#type(),
        status: this.#mapped?.status ?? this.#unmapped ?? 'not-mapped',
        rule: this.#mapped?.rule,
        actions: this.#mapped && actionNames(this.#mapped.actions),
        end: isDropped ? 'dropped' : end.reason,
        side: end.side,
        rc: end.rc ?? failure?.rc,
        bytesFromLocal: end.bytesFromLocal ?? 0,
        bytesFromRemote: end.bytesFromRemote ?? 0,
        durationMs: clock.now() - startedAt,
        handshakeMs: how?.durationMs ?? durationMs,
        role: how?.role,
        protocol: facts?.protocol,
        cipherCode: how?.cipherCode,
        cipher: facts?.cipher,
        group: facts?.group,
        resumed: facts?.resumed ?? false,
        peerSubject: facts ? this.peerSubject : peer && certificateNames(peer)?.subject,
        generation: this.#mapped?.generation,
        reason: isDropped ? `dropped by ${this.#droppedBy}` : (end.error ?? failure?.reason),
      },
      this.#context(),
    )
  }

  #mustBeUnjudged(): void {
    if (this.#mapped || this.#unmapped !== undefined)
      throw new Error(`connection ${this.connid} is mapped twice`)
  }

  #mapping(): Mapped {
    if (!this.#mapped) throw new Error(`connection ${this.connid} has no rule`)
    return this.#mapped
  }

  #traces(bits: number): boolean {
    return (this.#mapping().trace & bits) !== 0
  }

  #say(message: Message): void {
    this.#sink.message(message, this.#context())
  }

  #context(): MessageContext {
    return { stack: this.#opened.stack, facility: this.#mapped?.facility ?? 'Daemon' }
  }

  #ids(): { grpid: number; envid: number; connid: number } {
    return { grpid: this.#mapped?.grpid ?? 0, envid: this.#envid, connid: this.connid }
  }

  #owner() {
    const { local, remote, job, user } = this.#opened.facts
    return { local, remote, jobname: job, userid: user }
  }

  #type() {
    return { type: this.#opened.facts.direction }
  }

  #countMapping(rule: string | undefined, status: MappedEvent['status']): void {
    this.#sink.mapped({ stack: this.#opened.stack, direction: this.#opened.facts.direction, rule, status })
  }

  #countFailure(failure: HandshakeFailure, durationMs: number | undefined): void {
    const { rule, role } = this.#mapping()
    this.#sink.handshake({
      stack: this.#opened.stack,
      role: role ?? (this.#opened.facts.direction === 'inbound' ? 'server' : 'client'),
      rule,
      protocol: failure.peer?.protocol,
      result: failure.kind,
      rc: failure.rc,
      durationMs,
      resumed: failure.peer?.resumed ?? false,
    })
  }

  /**
   * On z/OS these are storage addresses. Ours are made from the numbers, so that equal numbers give equal handles:
   * X'50_00000000' + 16 * connid, and X'60_00000000' + 16 * envid.
   */
  #handles(): { connectionHandle: string; environmentHandle: string } {
    return {
      connectionHandle: handle(0x50_0000_0000 + this.connid * 16),
      environmentHandle: handle(0x60_0000_0000 + this.#envid * 16),
    }
  }
}

/** What z/OS prints when there is no handle. */
const NO_HANDLE = '00000000'

function handle(address: number): string {
  return address.toString(16).toUpperCase().padStart(16, '0')
}
