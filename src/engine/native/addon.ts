// The C++ half of the native engine as TypeScript sees it (native/src/addon.cc), and where its binary is looked for.
// Numbers of reports and endings are shared with native/src/reports.h and values.cc.

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { fail, ok, type Result } from '../../common/result.ts'

declare const context: unique symbol
/** An SSL_CTX, freed with its last user. */
export interface AddonContext {
  readonly [context]: never
}

export interface ContextSettings {
  readonly isClient: boolean
  readonly peerCertificate: 'none' | 'optional' | 'required'
  readonly protocols: readonly string[]
  /** Lists of OpenSSL, separated by colons. */
  readonly ciphers: string
  readonly cipherSuites: string
  readonly groups: string
  readonly signatureAlgorithms: string
  readonly securityLevel: number
  readonly identities: readonly { readonly chain: readonly string[]; readonly privateKey: string }[]
  readonly trust: readonly string[]
  readonly extendedMasterSecret: boolean
  readonly sessionSeconds: number
  /** Server role: 80 bytes, and at most 32. */
  readonly ticketKeys?: Uint8Array
  readonly sessionContext?: Uint8Array
}

/** In OpenSSL's words: "SSL routines", "no shared cipher". */
export interface AddonError {
  readonly library: string
  readonly reason: string
}

export interface AddonFacts {
  readonly protocol: string
  readonly cipher: string
  readonly group: string
  readonly serverName: string
  readonly resumed: boolean
  /** X509_V_*. */
  readonly verify: number
  readonly chain: readonly Uint8Array[]
}

export interface AddonFailure extends AddonError {
  /** errno, 0 for none. */
  readonly systemError: number
  /** -1 for none. */
  readonly alertSent: number
  readonly alertReceived: number
}

export const REPORT = {
  /** The handshake waits for decide(). */
  peer: 0,
  /** The handshake is over; nobody was asked about the peer. */
  peerAtEnd: 1,
  secured: 2,
  handshakeFailed: 3,
  session: 4,
  relayEnded: 5,
  closed: 6,
} as const

export const HANDSHAKE_ENDS = [
  'tls-error',
  'clearText',
  'silent',
  'unfinished',
  'closed',
  'reset',
  'aborted',
] as const
export const RELAY_ENDS = [
  'complete',
  'truncated',
  'reset',
  'tls-error',
  'idle',
  'aborted',
  'internal',
] as const

export interface HandshakeFailedDetail extends AddonFailure {
  /** Index of HANDSHAKE_ENDS. */
  readonly how: number
  readonly facts: AddonFacts
}

export interface RelayEndedDetail extends AddonFailure {
  /** Index of RELAY_ENDS. */
  readonly how: number
  /** 0 the first side, 1 the second, -1 neither. */
  readonly side: number
}

export type Report = (kind: number, side: number, detail: unknown) => void

export interface Addon {
  /** 0 or an errno, as adopt(). */
  open(report: Report): number
  hold(hasSides: boolean): void
  createContext(settings: ContextSettings): AddonContext | AddonError
  /** Counters are written to counters[slot] (in), [slot + 1] (out) and [slot + 2] (waiting) until a final report. */
  adopt(id: number, fd: number, counters: Float64Array, slot: number, head: Uint8Array | undefined): number
  secure(
    id: number,
    context: AddonContext,
    isClient: boolean,
    firstByteMs: number,
    finishMs: number,
    serverName: string,
    session: Uint8Array | undefined,
  ): void
  decide(id: number, accept: boolean, alert: number): void
  relay(a: number, b: number, idleMs: number): void
  abort(id: number): void
  close(id: number, isOrderly: boolean): void
}

/** In this order: what came with the package, and what `make native` has built. */
const PLACES = [
  `../../../prebuilds/${process.platform}-${process.arch}/attls.node`,
  '../../../native/build/Release/attls.node',
]

/** The binary of the first place that has a usable one, or one line that says why there is none. */
export function loadAddon(): Result<Addon, string> {
  const require = createRequire(import.meta.url)
  const reasons: string[] = []
  for (const place of PLACES) {
    const path = fileURLToPath(new URL(place, import.meta.url))
    try {
      return ok(require(path) as Addon)
    } catch (error) {
      const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
      // A file that is not there is the usual case; one that does not load is worth its own words.
      const isMissing = (error as { code?: unknown }).code === 'MODULE_NOT_FOUND'
      reasons.push(isMissing ? `no ${path}` : line)
    }
  }
  return fail(reasons.join('; '))
}
