// Keeps a path ring up to date: a change on disk is read when it has settled, a good ring replaces the old one, and
// a broken one leaves the old one in use and is reported once (design: key rings).

import type { Result } from '../common/result.ts'
import { type FileWatch, type StartFileWatch, watchFiles } from './file-watch.ts'
import type { KeyRing, KeyRingFailure } from './keyring.ts'

export interface PathRingEvents {
  /** The ring is another one now. */
  changed(ring: KeyRing): void
  /** What is on disk cannot be used; the old ring stays. Once per reason. */
  broken(failure: KeyRingFailure): void
}

export interface PathRingSource {
  /** Reads the ring as it is on disk. */
  open(): Result<KeyRing, KeyRingFailure>
  /** Folders whose change can change the ring (watchPaths). */
  paths(): readonly string[]
}

export interface WatchTiming {
  /** Milliseconds without a change before the disk is read: tools write certificate and key one after the other. */
  readonly settleMs: number
}

const DEFAULT_TIMING: WatchTiming = { settleMs: 200 }

export class PathRingWatcher {
  readonly #source: PathRingSource
  readonly #events: PathRingEvents
  readonly #timing: WatchTiming
  readonly #watch: FileWatch
  #ring: KeyRing
  #failure: KeyRingFailure | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  /** `ring` is what the source gave when it was opened. */
  constructor(
    ring: KeyRing,
    source: PathRingSource,
    events: PathRingEvents,
    start: StartFileWatch = watchFiles,
    timing: WatchTiming = DEFAULT_TIMING,
  ) {
    this.#ring = ring
    this.#source = source
    this.#events = events
    this.#timing = timing
    this.#watch = start(() => this.#settle())
    this.#watch.watch(source.paths())
  }

  /** The last good ring. */
  get ring(): KeyRing {
    return this.#ring
  }

  /** Why the ring on disk is not the one in use; for displays. */
  get failure(): KeyRingFailure | undefined {
    return this.#failure
  }

  /** Reads the disk now, for a refresh by command. */
  refresh(): void {
    this.#watch.watch(this.#source.paths())
    const read = this.#source.open()
    const replacement = read.ok ? usable(this.#ring, read.value) : read
    if (!replacement.ok) {
      const isNew = replacement.error.text !== this.#failure?.text
      this.#failure = replacement.error
      if (isNew) this.#events.broken(replacement.error)
      return
    }
    this.#failure = undefined
    if (JSON.stringify(replacement.value) === JSON.stringify(this.#ring)) return
    this.#ring = replacement.value
    this.#events.changed(this.#ring)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#watch.close()
  }

  #settle(): void {
    clearTimeout(this.#timer)
    if (this.#isClosed) return
    this.#timer = setTimeout(() => this.refresh(), this.#timing.settleMs)
  }
}

/** A certificate whose new key is not there yet opens well and would end every handshake. */
function usable(before: KeyRing, after: KeyRing): Result<KeyRing, KeyRingFailure> {
  const hasOwn = (ring: KeyRing): boolean => ring.certificates.some((each) => each.privateKey !== undefined)
  if (!hasOwn(before) || hasOwn(after)) return { ok: true, value: after }
  const text = `${after.name} has no certificate with a fitting private key any more`
  return { ok: false, error: { rc: 428, text } }
}
