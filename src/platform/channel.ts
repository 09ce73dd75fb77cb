// Calls between agent and worker over the IPC pipe that fork made: typed requests, each with its answer. A call
// that can get no answer any more (the other process is gone) rejects with ChannelClosed; nobody waits for ever.

/** Anything with Node's IPC methods: `process` in a worker, a cluster Worker in the agent. */
export interface IpcEnd {
  send?(message: unknown, callback?: (error: Error | null) => void): boolean
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
  readonly connected?: boolean
  isConnected?(): boolean
}

/** A set of calls: each takes one argument and answers with a promise. */
export type Calls = { readonly [name: string]: (argument: never) => Promise<unknown> }

export class ChannelClosed extends Error {
  readonly code = 'CHANNEL_CLOSED'

  constructor() {
    super('the other process is gone')
  }
}

type Wire =
  | { readonly attls: 'call'; readonly id: number; readonly name: string; readonly argument: unknown }
  | { readonly attls: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly attls: 'failure'; readonly id: number; readonly text: string }

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

export class Channel<Theirs extends Calls> {
  readonly #end: IpcEnd
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #isClosed = false

  /** Answers the other side's calls with `ours` until the pipe closes. */
  constructor(end: IpcEnd, ours: Calls) {
    this.#end = end
    end.on('message', (message) => {
      if (isWire(message)) void this.#receive(message, ours)
    })
    end.on('disconnect', () => this.#close())
    // The event can be missed when the other process died before we listened.
    if (end.connected === false || end.isConnected?.() === false) this.#close()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  call<Name extends keyof Theirs & string>(
    name: Name,
    argument: Parameters<Theirs[Name]>[0],
  ): ReturnType<Theirs[Name]> {
    const id = ++this.#lastId
    const answer = new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new ChannelClosed())
      this.#waiting.set(id, { resolve, reject })
      this.#send({ attls: 'call', id, name, argument })
    })
    return answer as ReturnType<Theirs[Name]>
  }

  #send(message: Wire): void {
    // An orphan that sends into a closed pipe would die of an unhandled error.
    if (!this.#isClosed) this.#end.send?.(message, (error) => error && this.#close())
  }

  async #receive(message: Wire, ours: Calls): Promise<void> {
    if (message.attls === 'call') {
      try {
        const called = ours[message.name]
        if (!called) throw new Error(`no such call: ${message.name}`)
        this.#send({ attls: 'answer', id: message.id, value: await called(message.argument as never) })
      } catch (error) {
        this.#send({ attls: 'failure', id: message.id, text: String(error) })
      }
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.attls === 'answer') waiting?.resolve(message.value)
    else waiting?.reject(new Error(message.text))
  }

  #close(): void {
    this.#isClosed = true
    for (const waiting of this.#waiting.values()) waiting.reject(new ChannelClosed())
    this.#waiting.clear()
  }
}

function isWire(message: unknown): message is Wire {
  return typeof message === 'object' && message !== null && 'attls' in message
}
