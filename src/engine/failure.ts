// The one table from what node:tls, OpenSSL and the network report to the return codes of AT-TLS (return-codes.md
// 5.1 to 5.4). Alerts are taken from the `SSL alert number N` in the message, which every Node has; error codes
// are not the same in Node 20 and 24. Nothing else in the project reads an OpenSSL text.

import type { EnvironmentFailure, FailureKind, Verdict } from './engine.ts'
import { describeReturnCode } from './return-codes.ts'

export interface Failure {
  readonly kind: FailureKind
  readonly rc: number
  readonly reason: string
  readonly alertReceived: number | undefined
}

type Entry = readonly [rc: number, kind: FailureKind]

const ALERTS: { readonly [alert: number]: Entry } = {
  0: [437, 'reset'],
  10: [415, 'peer-misbehaved'],
  20: [411, 'peer-misbehaved'],
  21: [411, 'peer-misbehaved'],
  22: [505, 'peer-misbehaved'],
  30: [410, 'peer-misbehaved'],
  40: [402, 'peer-incompatible'],
  41: [403, 'authentication-refused'],
  42: [414, 'certificate-rejected'],
  43: [405, 'certificate-rejected'],
  44: [431, 'certificate-rejected'],
  45: [401, 'certificate-rejected'],
  46: [414, 'certificate-rejected'],
  47: [415, 'peer-misbehaved'],
  48: [435, 'certificate-rejected'],
  49: [416, 'authentication-refused'],
  50: [410, 'peer-misbehaved'],
  51: [9, 'peer-misbehaved'],
  60: [433, 'peer-incompatible'],
  70: [412, 'peer-incompatible'],
  71: [402, 'peer-incompatible'],
  80: [438, 'peer-misbehaved'],
  86: [412, 'peer-incompatible'],
  90: [420, 'reset'],
  100: [432, 'peer-incompatible'],
  109: [415, 'peer-misbehaved'],
  110: [446, 'peer-incompatible'],
  112: [448, 'peer-incompatible'],
  113: [8, 'certificate-rejected'],
  115: [415, 'peer-misbehaved'],
  116: [403, 'authentication-refused'],
  120: [410, 'peer-incompatible'],
}
const UNKNOWN_ALERT: Entry = [439, 'peer-misbehaved']

/** OpenSSL's reasons without the prefix of Node's code (ERR_SSL_, ERR_OSSL_). */
const LOCAL_REASONS: { readonly [reason: string]: Entry } = {
  NO_SHARED_CIPHER: [402, 'peer-incompatible'],
  NO_CIPHERS_AVAILABLE: [402, 'local-configuration'],
  UNSUPPORTED_PROTOCOL: [412, 'peer-incompatible'],
  NO_PROTOCOLS_AVAILABLE: [412, 'local-configuration'],
  WRONG_VERSION_NUMBER: [412, 'peer-incompatible'],
  WRONG_SSL_VERSION: [412, 'peer-incompatible'],
  VERSION_TOO_LOW: [412, 'peer-incompatible'],
  INAPPROPRIATE_FALLBACK: [412, 'peer-incompatible'],
  HTTP_REQUEST: [5003, 'peer-misbehaved'],
  HTTPS_PROXY_REQUEST: [5003, 'peer-misbehaved'],
  NO_SUITABLE_KEY_SHARE: [402, 'peer-incompatible'],
  NO_SUITABLE_GROUPS: [402, 'peer-incompatible'],
  NO_SHARED_GROUPS: [402, 'peer-incompatible'],
  UNSUPPORTED_ELLIPTIC_CURVE: [402, 'peer-incompatible'],
  WRONG_CURVE: [402, 'peer-incompatible'],
  DH_KEY_TOO_SMALL: [402, 'peer-incompatible'],
  NO_SHARED_SIGNATURE_ALGORITHMS: [467, 'peer-incompatible'],
  NO_SUITABLE_SIGNATURE_ALGORITHM: [467, 'peer-incompatible'],
  WRONG_SIGNATURE_TYPE: [467, 'peer-incompatible'],
  NO_APPLICATION_PROTOCOL: [410, 'peer-incompatible'],
  NO_RENEGOTIATION: [432, 'peer-misbehaved'],
  RENEGOTIATION_DISABLED: [432, 'peer-misbehaved'],
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED: [432, 'peer-incompatible'],
  PEER_DID_NOT_RETURN_A_CERTIFICATE: [5001, 'authentication-refused'],
  CERTIFICATE_VERIFY_FAILED: [8, 'certificate-rejected'],
  DECRYPTION_FAILED_OR_BAD_RECORD_MAC: [411, 'peer-misbehaved'],
  BAD_DECRYPT: [411, 'peer-misbehaved'],
  CIPHER_OPERATION_FAILED: [411, 'peer-misbehaved'],
  DIGEST_CHECK_FAILED: [9, 'peer-misbehaved'],
  BAD_SIGNATURE: [9, 'peer-misbehaved'],
  PACKET_LENGTH_TOO_LONG: [505, 'peer-misbehaved'],
  DATA_LENGTH_TOO_LONG: [505, 'peer-misbehaved'],
  ENCRYPTED_LENGTH_TOO_LONG: [505, 'peer-misbehaved'],
  EXCESSIVE_MESSAGE_SIZE: [505, 'peer-misbehaved'],
  LENGTH_MISMATCH: [410, 'peer-misbehaved'],
  LENGTH_TOO_SHORT: [410, 'peer-misbehaved'],
  BAD_EXTENSION: [410, 'peer-misbehaved'],
  DECODE_ERROR: [410, 'peer-misbehaved'],
  UNKNOWN_ALERT_TYPE: [439, 'peer-misbehaved'],
  UNEXPECTED_EOF_WHILE_READING: [420, 'reset'],
  INTERNAL_ERROR: [3, 'internal'],
}
/** Bytes in the middle of a session that are no TLS record; OpenSSL 3.0 has the first name for it, 3.5 either. */
const NO_RECORD: ReadonlySet<string> = new Set(['WRONG_VERSION_NUMBER', 'BAD_RECORD_TYPE'])

/** Everything else that OpenSSL finds wrong with what the peer sent: an SSL protocol violation. */
const OTHER_REASON: Entry = [415, 'peer-misbehaved']

/** What node and the kernel report of the TCP connection itself. */
const CONNECTION_LOST: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETRESET',
  'ENOTCONN',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_SOCKET_CLOSED',
])

const MATERIAL_REASONS: { readonly [reason: string]: number } = {
  X509_KEY_VALUES_MISMATCH: 428,
  KEY_VALUES_MISMATCH: 428,
  X509_KEY_TYPE_MISMATCH: 428,
  KEY_TYPE_MISMATCH: 428,
  PEM_NO_START_LINE: 103,
  PEM_BAD_BASE64_DECODE: 103,
  PEM_BAD_END_LINE: 103,
  UNSUPPORTED: 103,
  NOT_ENOUGH_DATA: 103,
  WRONG_TAG: 10,
  BAD_OBJECT_HEADER: 10,
  NO_CIPHER_MATCH: 402,
  NO_CIPHERS_AVAILABLE: 402,
  EE_KEY_TOO_SMALL: 8,
  CA_KEY_TOO_SMALL: 8,
  CA_MD_TOO_WEAK: 8,
}

interface NodeError {
  readonly code: string
  readonly message: string
  /** OpenSSL's own words, such as "no shared cipher". */
  readonly openssl: string | undefined
}

function read(error: unknown): NodeError {
  const { code, message, reason } = (error ?? {}) as { code?: unknown; message?: unknown; reason?: unknown }
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : String(error),
    openssl: typeof reason === 'string' ? reason : undefined,
  }
}

/**
 * What an error event of a TLS or TCP socket means. `data` is after the handshake: there a record that is no
 * record means clear text (5003), while in a handshake the first bytes have been looked at already.
 */
export function failureOf(error: unknown, phase: 'handshake' | 'data'): Failure {
  const { code, message, openssl } = read(error)
  const alert = alertNumber(message)
  if (alert !== undefined) {
    const [rc, kind] = ALERTS[alert] ?? UNKNOWN_ALERT
    return { kind, rc, reason: `alert ${alert} received: ${textOf(rc)}`, alertReceived: alert }
  }
  if (CONNECTION_LOST.has(code)) return failure([406, 'reset'], message)
  const reason = reasonName(code)
  if (reason === undefined) return failure([6001, 'internal'], message)
  if (phase === 'data' && NO_RECORD.has(reason)) return failure([5003, 'peer-misbehaved'], openssl ?? message)
  return failure(LOCAL_REASONS[reason] ?? OTHER_REASON, openssl ?? message)
}

function failure([rc, kind]: Entry, detail: string): Failure {
  return { kind, rc, reason: `${textOf(rc)}: ${detail}`, alertReceived: undefined }
}

function alertNumber(message: string): number | undefined {
  const found = /SSL alert number (\d{1,3})/.exec(message)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** NO_SHARED_CIPHER of ERR_SSL_NO_SHARED_CIPHER; undefined for what is not OpenSSL's. */
function reasonName(code: string): string | undefined {
  return /^ERR_(?:SSL|OSSL)_(?:EVP_|RSA_|SSL\/TLS_)?(.+)$/.exec(code)?.[1]
}

function textOf(rc: number): string {
  return describeReturnCode(rc)?.text ?? `return code ${rc}`
}

/** Handshakes that end without an error of the library. */
export const HANDSHAKE_ENDINGS = {
  clearText: plain(5003, 'peer-misbehaved'),
  silent: plain(5004, 'timed-out'),
  unfinished: plain(5005, 'timed-out'),
  closed: plain(420, 'reset'),
  /** Not the peer's doing: the caller's AbortSignal. 406 is what System SSL shows when its socket goes away. */
  aborted: { kind: 'aborted', rc: 406, reason: 'the handshake was given up', alertReceived: undefined },
  environmentClosed: {
    kind: 'local-configuration',
    rc: 5006,
    reason: 'the environment was closed before the handshake began',
    alertReceived: undefined,
  },
} as const satisfies { [name: string]: Failure }

function plain(rc: number, kind: FailureKind): Failure {
  return { kind, rc, reason: textOf(rc), alertReceived: undefined }
}

/** 402 where the own key fits none of the own cipher suites is really 434: no client could have succeeded. */
export function withKeyMismatch(failure: Failure): Failure {
  return failure.rc === 402 && failure.alertReceived === undefined
    ? { ...failure, kind: 'local-configuration', rc: 434, reason: textOf(434) }
    : failure
}

/** The kind of a refusal by `authorize`, from the code it chose. */
export function refusalKind(verdict: Verdict & { readonly accept: false }): FailureKind {
  if (verdict.rc === 5001 || verdict.rc === 5002 || verdict.rc === 403) return 'authentication-refused'
  return verdict.rc < 5000 ? 'certificate-rejected' : 'refused-by-policy'
}

/** Why the library refused key material or settings when the environment was made. */
export function environmentFailure(error: unknown): EnvironmentFailure {
  const { code, message, openssl } = read(error)
  const reason = reasonName(code)
  const rc = (reason === undefined ? undefined : MATERIAL_REASONS[reason]) ?? 5006
  return { rc, text: `${textOf(rc)}: ${openssl ?? message}` }
}

/**
 * Whether a peer's first bytes can be the beginning of TLS: a record type of RFC 8446 5.1, or an SSL V2 client
 * hello (high bit of the length set, message type 1 in the third byte), which old clients send to ask for more.
 */
export function looksLikeTls(first: Uint8Array): boolean {
  const [type, , message] = first
  if (type === undefined || (type >= 0x14 && type <= 0x17)) return true
  return type >= 0x80 && (message === undefined || message === 1)
}
