// The one interface behind which TLS stands. The stack drives it and does not know which engine it has; an engine
// knows sockets and TLS and nothing of policy, records or key ring names.

import type { Socket } from 'node:net'
import type { Result } from '../common/result.ts'
import type { TlsSettings } from './settings.ts'

/**
 * One end of a connection, opaque and owned by its engine. A call that takes a Side takes it over: if the call
 * fails or is aborted, the engine has closed it. A Side never crosses a process.
 */
export interface Side {
  /** Facts of the handshake; undefined while the side is clear. */
  readonly tls: TlsFacts | undefined
  /** Live and cheap, valid after the end: application bytes, not TLS records. */
  readonly counters: Readonly<Counters>
}

export interface Counters {
  bytesIn: number
  bytesOut: number
}

/** Copied once, when the handshake is done. Nobody asks the TLS library again: a getter called on a dead node:tls
 * socket can kill the process (engine.md 3, item 2). */
export interface TlsFacts {
  readonly protocol: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  /** IANA name, such as TLS_RSA_WITH_AES_256_CBC_SHA. */
  readonly cipher: string
  /** Key exchange group where the engine knows it, such as prime256v1 or X25519. */
  readonly group: string | undefined
  readonly resumed: boolean
  readonly serverName: string | undefined
  readonly alpn: string | undefined
  /** DER, the peer's own certificate first; empty when it sent none. */
  readonly chain: readonly Uint8Array[]
  /** 'OK', 'no-certificate', or OpenSSL's verification code such as CERT_HAS_EXPIRED. */
  readonly verify: string
}

/** What an engine can do beyond the common ground; `check`, `explain` and docs/engines.md read it. */
export type Capability =
  | 'alert-on-refusal'
  | 'key-update'
  | 'server-group'
  | 'verify-depth'
  | 'max-fragment'
  | 'separate-groups'

export type Verdict =
  | { readonly accept: true }
  | { readonly accept: false; readonly rc: number; readonly alert: number; readonly reason: string }

export interface SecureRequest {
  readonly role: 'client' | 'server'
  /** server_name to send; client role only. */
  readonly serverName?: string
  /** From the start of the handshake to the first byte of the peer; 0 is no limit. */
  readonly firstByteMs: number
  /** From that byte to the end of the handshake; 0 is no limit. */
  readonly finishMs: number
  /**
   * Asked exactly once per handshake, resumed ones too, before any application byte moves. An engine with
   * 'alert-on-refusal' asks inside the handshake, so that `alert` reaches the peer; the others ask after it.
   */
  authorize(peer: TlsFacts): Verdict | Promise<Verdict>
}

/** How a handshake failed. `kind` is the closed set that records and metrics use. */
export interface HandshakeFailure {
  readonly kind: FailureKind
  /** Return code as AT-TLS shows it (failure.ts). */
  readonly rc: number
  /** One sentence for the record; OpenSSL's own text where it helps. */
  readonly reason: string
  readonly alertReceived: number | undefined
  readonly alertSent: number | undefined
  /** The peer's facts as far as they were known, for EZD2052I. */
  readonly peer?: TlsFacts
}

export type FailureKind =
  | 'peer-misbehaved'
  | 'peer-incompatible'
  | 'certificate-rejected'
  | 'authentication-refused'
  | 'timed-out'
  | 'reset'
  | 'refused-by-policy'
  | 'local-configuration'
  | 'aborted'
  | 'internal'

/** Shared by all connections of one environment instance; `close` ends new handshakes, live sides go on. */
export interface Environment {
  close(): void
}

/** Why an environment could not be made: key material or settings that the TLS library refuses. */
export interface EnvironmentFailure {
  readonly rc: number
  readonly text: string
}

export interface RelayLimits {
  /** Milliseconds without a byte in either direction; 0 is no limit. */
  readonly idleMs: number
}

export type RelayReason = 'complete' | 'truncated' | 'reset' | 'tls-error' | 'idle' | 'aborted' | 'internal'

export interface RelayEnd {
  readonly reason: RelayReason
  /** The side where it happened: the first or the second argument of relay(). */
  readonly side: 'a' | 'b' | undefined
  /** System or OpenSSL text for the record. */
  readonly error?: string
  readonly rc?: number
  readonly alert?: number
}

export interface Flow {
  readonly ended: Promise<RelayEnd>
}

export interface Engine {
  readonly name: 'portable' | 'native'
  readonly can: ReadonlySet<Capability>
  environment(settings: TlsSettings): Result<Environment, EnvironmentFailure>
  /**
   * Takes a socket that is paused and unread (`pauseOnConnect`, or just connected), made with allowHalfOpen.
   * `head` holds bytes already taken off it.
   */
  adopt(socket: Socket, head?: Uint8Array): Side
  /** Same side, secured; on failure the side is closed with a reset. */
  secure(
    side: Side,
    environment: Environment,
    request: SecureRequest,
    signal: AbortSignal,
  ): Promise<Result<Side, HandshakeFailure>>
  /**
   * Moves bytes both ways until both directions have ended. Half-close is kept, resets are passed on, a TLS end
   * without close_notify resets the other side. Either side may be clear or secured.
   */
  relay(a: Side, b: Side, limits: RelayLimits, signal: AbortSignal): Flow
  close(side: Side, how: 'orderly' | 'reset'): void
}
