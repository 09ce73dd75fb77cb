// The native engine: OpenSSL, the one that Node itself carries, driven by a thread beside Node's loop. Accept, facts,
// settings, verdicts and records stay in TypeScript; a descriptor goes in, reports come out. What it can do beyond
// the portable one is in docs/engines.md.

import type { Socket } from 'node:net'
import { fail, ok, type Result } from '../../common/result.ts'
import type {
  Capability,
  Engine,
  Environment,
  EnvironmentFailure,
  Flow,
  HandshakeFailure,
  RelayEnd,
  RelayLimits,
  SecureRequest,
  Side,
} from '../engine.ts'
import { failureOf } from '../failure.ts'
import type { TlsSettings } from '../settings.ts'
import { type Addon, loadAddon, REPORT, type RelayEndedDetail } from './addon.ts'
import { CounterSlots } from './counters.ts'
import { NativeEnvironment } from './environment.ts'
import { relayEnd, resetEnd, systemFailure } from './failures.ts'
import { NativeHandshake } from './handshake.ts'
import { NativeSide } from './side.ts'

/** What a report says when it is the addon's last one of a side. */
const FINAL: ReadonlySet<number> = new Set([REPORT.handshakeFailed, REPORT.relayEnded, REPORT.closed])

export class NativeEngine implements Engine {
  readonly name = 'native'
  readonly can: ReadonlySet<Capability> = new Set(['alert-on-refusal', 'server-group'] as const)
  readonly #addon: Addon
  readonly #slots = new CounterSlots()
  readonly #sides = new Map<number, NativeSide>()
  #lastId = 0

  private constructor(addon: Addon) {
    this.#addon = addon
  }

  /** One per process; fails with one line that says why this machine has none. */
  static open(): Result<NativeEngine, string> {
    const addon = loadAddon()
    if (!addon.ok) return addon
    const engine = new NativeEngine(addon.value)
    const error = addon.value.open((kind, id, detail) => engine.#reported(kind, id, detail))
    return error === 0 ? ok(engine) : fail(systemFailure(error, 'the thread of the native engine:').message)
  }

  environment(settings: TlsSettings): Result<Environment, EnvironmentFailure> {
    if (settings.role === 'server' && settings.identities.length === 0)
      return fail({ rc: 7, text: 'a server needs a certificate' })
    return NativeEnvironment.make(this.#addon, settings)
  }

  adopt(socket: Socket, head?: Uint8Array): Side {
    this.#lastId += 1
    const side = new NativeSide(this.#lastId, socket, this.#slots)
    const fd = descriptorOf(socket)
    const { numbers, index } = side.memory
    const first = together(head, socket)
    const isAdopted = fd >= 0 && this.#addon.adopt(side.id, fd, numbers, index, first) === 0
    // Closes node's descriptor; ours is a second one of the same connection, which does not notice.
    socket.destroy()
    if (isAdopted) this.#add(side)
    else side.release()
    return side
  }

  secure(
    side: Side,
    environment: Environment,
    request: SecureRequest,
    signal: AbortSignal,
  ): Promise<Result<Side, HandshakeFailure>> {
    if (!(environment instanceof NativeEnvironment))
      throw new TypeError('the environment belongs to another engine')
    const side_ = own(side)
    if (!side_.isLive) {
      const failure = failureOf(systemFailure(0, 'handshake'), 'handshake')
      return Promise.resolve(fail({ ...failure, alertSent: undefined }))
    }
    return new Promise((settle) =>
      new NativeHandshake(this.#addon, side_, environment, request, signal, settle).begin(),
    )
  }

  relay(a: Side, b: Side, { idleMs }: RelayLimits, signal: AbortSignal): Flow {
    return { ended: this.#relay(own(a), own(b), idleMs, signal) }
  }

  close(side: Side, how: 'orderly' | 'reset'): void {
    const { id, isLive } = own(side)
    if (isLive) this.#addon.close(id, how === 'orderly')
  }

  #relay(a: NativeSide, b: NativeSide, idleMs: number, signal: AbortSignal): Promise<RelayEnd> {
    if (signal.aborted || !a.isLive || !b.isLive) {
      this.close(a, 'reset')
      this.close(b, 'reset')
      if (signal.aborted) return Promise.resolve({ reason: 'aborted', side: undefined })
      return Promise.resolve(resetEnd({ systemError: 0 }, a.isLive ? 'b' : 'a'))
    }
    return new Promise((settle) => {
      let isAborted = false
      const aborted = () => {
        isAborted = true
        this.#addon.abort(a.id)
      }
      signal.addEventListener('abort', aborted, { once: true })
      const tickets = [a.listener, b.listener]
      for (const [index, side] of [a, b].entries())
        side.listener = (kind, detail) => {
          if (kind === REPORT.session) return tickets[index]?.(kind, detail)
          if (kind !== REPORT.relayEnded) return
          signal.removeEventListener('abort', aborted)
          this.#remove(b)
          const end = relayEnd(detail as RelayEndedDetail)
          // The reset of another relay, aborted with this one, may be faster than our own abort.
          const isEcho = isAborted && end.reason !== 'complete'
          settle(isEcho ? { reason: 'aborted', side: undefined } : end)
        }
      this.#addon.relay(a.id, b.id, idleMs)
    })
  }

  #reported(kind: number, id: number, detail: unknown): void {
    const side = this.#sides.get(id)
    if (!side) return
    const { listener } = side
    if (FINAL.has(kind)) this.#remove(side)
    listener?.(kind, detail)
  }

  /** Sides keep the process alive, as sockets do. */
  #add(side: NativeSide): void {
    this.#sides.set(side.id, side)
    if (this.#sides.size === 1) this.#addon.hold(true)
  }

  #remove(side: NativeSide): void {
    side.release()
    if (this.#sides.delete(side.id) && this.#sides.size === 0) this.#addon.hold(false)
  }
}

function own(side: Side): NativeSide {
  if (side instanceof NativeSide) return side
  throw new TypeError('the side belongs to another engine')
}

/** Node has no public way to a socket's descriptor; its handle has had `fd` since the first versions. */
function descriptorOf(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly fd?: unknown } | null }
  return typeof handle?.fd === 'number' ? handle.fd : -1
}

/** What was taken off the socket, by the caller and by node's own read-ahead. */
function together(head: Uint8Array | undefined, socket: Socket): Uint8Array | undefined {
  const ahead = socket.readableLength > 0 ? (socket.read() as Buffer | null) : null
  if (!ahead) return head
  return head ? Buffer.concat([head, ahead]) : ahead
}
