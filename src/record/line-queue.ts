// Between those who write log lines and a destination that may be slow, away or dead: push() never waits and never
// throws. What does not fit is dropped, counted, and said once there is room again. Order is kept.

export interface LineWriter {
  /** Bytes that may go out in one write, so that lines of several processes do not mix; 0: one line per write. */
  readonly chunkBytes: number
  /** One attempt; calls back once with what was written, or with why nothing was. Must not throw. */
  write(bytes: Uint8Array, done: (error: Error | null, written: number) => void): void
  /** Flushes nothing; releases what the writer holds. */
  close(): void
}

/** Bounded for the destination's sake: at 200 bytes a line this is about 20,000 lines. */
const QUEUE_BYTES = 4 * 1024 * 1024
const RETRY_MIN_MS = 20
const RETRY_MAX_MS = 1000

export class LineQueue {
  readonly #writer: LineWriter
  readonly #lossLine: (count: number) => Uint8Array
  readonly #limit: number
  #lines: Uint8Array[] = []
  #bytes = 0
  #lost = 0
  #isWriting = false
  #retryMs = RETRY_MIN_MS
  #retry: NodeJS.Timeout | undefined
  #waiting: (() => void)[] = []

  /** `lossLine` makes the line that tells how many were lost. The queue owns the writer from here on. */
  constructor(writer: LineWriter, lossLine: (count: number) => Uint8Array, limitBytes = QUEUE_BYTES) {
    this.#writer = writer
    this.#lossLine = lossLine
    this.#limit = limitBytes
  }

  push(line: Uint8Array): void {
    if (this.#bytes + line.length > this.#limit) {
      this.#lost++
      return
    }
    this.#append(line)
    if (!this.#isWriting && !this.#retry) this.#write()
  }

  #append(line: Uint8Array): void {
    this.#lines.push(line)
    this.#bytes += line.length
  }

  #write(): void {
    this.#retry = undefined
    const chunk = this.#takeChunk()
    if (!chunk) {
      for (const resume of this.#waiting.splice(0)) resume()
      return
    }
    this.#isWriting = true
    this.#writer.write(chunk, (error, written) => {
      this.#isWriting = false
      if (written < chunk.length) {
        this.#lines.unshift(chunk.subarray(written))
      }
      this.#bytes -= written
      if (error) this.#later()
      else {
        this.#retryMs = RETRY_MIN_MS
        this.#sayLoss()
        this.#write()
      }
    })
  }

  /** Whole lines up to the writer's limit, at least one; what an earlier write left over goes first. */
  #takeChunk(): Uint8Array | undefined {
    let count = 1
    let bytes = this.#lines[0]?.length
    if (bytes === undefined) return undefined
    for (; count < this.#lines.length; count++) {
      const next = this.#lines[count]?.length ?? 0
      if (bytes + next > this.#writer.chunkBytes) break
      bytes += next
    }
    const [first, ...rest] = this.#lines.splice(0, count)
    return first && rest.length > 0 ? Buffer.concat([first, ...rest]) : first
  }

  #later(): void {
    this.#retry = setTimeout(() => this.#write(), this.#retryMs)
    // A log that cannot be written must not keep the process alive; close() waits for it with a deadline.
    this.#retry.unref()
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS)
  }

  #sayLoss(): void {
    if (this.#lost === 0 || this.#bytes > this.#limit / 2) return
    this.#append(this.#lossLine(this.#lost))
    this.#lost = 0
  }

  /** Resolves when the queue is empty, or at the deadline. True when nothing was left. */
  async drained(deadlineMs: number): Promise<boolean> {
    if (this.#bytes === 0) return true
    return new Promise((resolve) => {
      const deadline = setTimeout(() => resolve(false), deadlineMs)
      this.#waiting.push(() => {
        clearTimeout(deadline)
        resolve(true)
      })
    })
  }

  /** Writes what it can within the deadline, then releases the writer; later lines are dropped. */
  async close(deadlineMs: number): Promise<void> {
    await this.drained(deadlineMs)
    clearTimeout(this.#retry)
    this.#bytes = Number.POSITIVE_INFINITY
    this.#lines = []
    this.#writer.close()
  }
}
