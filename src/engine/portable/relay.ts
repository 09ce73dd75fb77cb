// Moves bytes between two sides until both directions have ended, or until something goes wrong on one side: then
// the other side is reset, so that no program takes a cut connection for an orderly end. Knows TLS only as far as
// a secured side whose TCP connection ends before its TLS does is truncated (wire.ts).

import type { Flow, RelayEnd, RelayLimits, RelayReason } from '../engine.ts'
import { failureOf } from '../failure.ts'
import type { PortableSide } from './side.ts'
import { hasEndedBothWays } from './wire.ts'

/** Both sides are owned from here on and closed when `ended` settles; the promise never rejects. */
export function relaySides(a: PortableSide, b: PortableSide, limits: RelayLimits, signal: AbortSignal): Flow {
  return { ended: new Promise((settle) => new Relay(a, b, limits, signal, settle).begin()) }
}

/** Per direction. Stopping and starting the source costs more than the bytes that a stream calls full (16 KiB). */
const BUFFER_BYTES = 128 * 1024

type SideName = 'a' | 'b'

class Relay {
  readonly #a: PortableSide
  readonly #b: PortableSide
  readonly #signal: AbortSignal
  readonly #settle: (end: RelayEnd) => void
  readonly #aborted = () => this.#stop('aborted', undefined)
  readonly #idle: NodeJS.Timeout | undefined
  #openDirections = 2
  #isOver = false

  constructor(
    a: PortableSide,
    b: PortableSide,
    { idleMs }: RelayLimits,
    signal: AbortSignal,
    settle: (end: RelayEnd) => void,
  ) {
    this.#a = a
    this.#b = b
    this.#signal = signal
    this.#settle = settle
    if (idleMs > 0) this.#idle = setTimeout(() => this.#stop('idle', undefined), idleMs)
  }

  begin(): void {
    if (this.#signal.aborted) return this.#aborted()
    this.#signal.addEventListener('abort', this.#aborted, { once: true })
    this.#watch(this.#a, 'a')
    this.#watch(this.#b, 'b')
    // A failure of one side may have ended the relay already.
    if (this.#isOver) return
    this.#join(this.#a, this.#b, 'a')
    this.#join(this.#b, this.#a, 'b')
  }

  #watch(side: PortableSide, name: SideName): void {
    side.watch((error) => this.#failed(error, name))
    side.socket.once('close', () => {
      if (!isDone(side) && !hasEndedBothWays(side.socket)) this.#stop('reset', name)
    })
    if (side.failure) this.#failed(side.failure, name)
    else if (side.socket.destroyed && !hasEndedBothWays(side.socket)) this.#stop('reset', name)
  }

  #join(source: PortableSide, sink: PortableSide, name: SideName): void {
    const from = source.stream
    const to = sink.stream
    let isTcpEnded = false
    const lookForTruncation = () => {
      // Bytes that wait for the sink may still be followed by the TLS end.
      if (from.readableLength > 0) return
      // One turn later an end that TLS has already read has been told.
      setImmediate(() => {
        if (from.readableEnded || from.readableLength > 0) return
        source.confirmEnd(() => this.#stop('truncated', name))
      })
    }
    const tcpEnded = () => {
      isTcpEnded = true
      lookForTruncation()
    }
    const ended = () => {
      if (source.tls) to.end()
      else source.confirmEnd(() => to.end())
    }
    if (source.tls && source.socket.readableEnded) tcpEnded()
    else if (source.tls) source.socket.once('end', tcpEnded)
    from.on('data', (chunk: Buffer) => {
      source.counters.bytesIn += chunk.length
      sink.counters.bytesOut += chunk.length
      this.#idle?.refresh()
      if (!to.write(chunk) && to.writableLength > BUFFER_BYTES) from.pause()
      if (isTcpEnded) lookForTruncation()
    })
    to.on('drain', () => from.resume())
    to.once('finish', () => this.#directionEnded())
    // An end that came before this is not told again.
    if (from.readableEnded) ended()
    else from.once('end', ended)
    if (!from.readableEnded) from.resume()
  }

  #directionEnded(): void {
    this.#openDirections -= 1
    if (this.#openDirections === 0) this.#over({ reason: 'complete', side: undefined })
  }

  #failed(error: Error, name: SideName): void {
    if (isDone(name === 'a' ? this.#a : this.#b)) return
    const { kind, rc, reason, alertReceived } = failureOf(error, 'data')
    if (kind === 'reset' && alertReceived === undefined)
      return this.#stop('reset', name, { rc, error: reason })
    this.#stop('tls-error', name, {
      rc,
      error: reason,
      ...(alertReceived === undefined ? {} : { alert: alertReceived }),
    })
  }

  #stop(reason: RelayReason, side: SideName | undefined, detail: Partial<RelayEnd> = {}): void {
    if (this.#isOver) return
    // The failing side of a TLS error may still have to send its alert.
    for (const [name, end] of [
      ['a', this.#a],
      ['b', this.#b],
    ] as const)
      if (reason === 'tls-error' && name === side) end.destroyAfterWrites()
      else end.reset()
    this.#over({ reason, side, ...detail })
  }

  #over(end: RelayEnd): void {
    this.#isOver = true
    clearTimeout(this.#idle)
    this.#signal.removeEventListener('abort', this.#aborted)
    this.#a.watch(undefined)
    this.#b.watch(undefined)
    this.#settle(end)
  }
}

/** Both directions have ended on this side; what it still reports is of no concern to the other. */
function isDone({ stream }: PortableSide): boolean {
  return stream.readableEnded && stream.writableFinished
}
