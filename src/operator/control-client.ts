// Asks the running agent over the operator socket: one request, one reply.

import { connect, type Socket } from 'node:net'
import { fail, ok, type Result } from '../common/result.ts'
import { CONTROL_VERSION, type ControlReply, type ControlRequest } from './control-protocol.ts'
import { answering } from './peer-identity.ts'

/** A refresh of a large policy takes its time; a dead agent does not answer at all. */
const REPLY_WITHIN_MS = 30_000

/**
 * One sentence when no agent answers there. Before a command the client proves who it is; without that the agent
 * takes it for nobody it knows.
 */
export async function askControl(
  path: string,
  request: ControlRequest,
): Promise<Result<ControlReply, string>> {
  const conversation = new Conversation(path)
  try {
    if (request.do !== 'command') return await conversation.ask(request)
    const challenge = await conversation.ask({ v: CONTROL_VERSION, do: 'identify' })
    if (!challenge.ok) return challenge
    const { directory } = challenge.value.data as { directory: string }
    return await answering(directory, () => conversation.ask(request))
  } catch (error) {
    return fail(`cannot prove to the agent on ${path} who gives the command: ${(error as Error).message}`)
  } finally {
    conversation.end()
  }
}

/** One connection; a question at a time. */
class Conversation {
  readonly #path: string
  readonly #socket: Socket
  #text = ''
  #answer: (result: Result<ControlReply, string>) => void = () => {}

  constructor(path: string) {
    this.#path = path
    this.#socket = connect({ path })
    this.#socket.setEncoding('utf8')
    this.#socket.setTimeout(REPLY_WITHIN_MS, () => this.#answer(fail(`the agent on ${path} does not answer`)))
    this.#socket.on('data', (chunk: string) => this.#take(chunk))
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#answer(fail(explain(path, error))))
    this.#socket.on('close', () =>
      this.#answer(fail(`the agent on ${path} closed the connection without an answer`)),
    )
  }

  ask(request: ControlRequest): Promise<Result<ControlReply, string>> {
    return new Promise((resolve) => {
      this.#answer = resolve
      this.#socket.write(`${JSON.stringify(request)}\n`)
    })
  }

  #take(chunk: string): void {
    this.#text += chunk
    const end = this.#text.indexOf('\n')
    if (end < 0) return
    const line = this.#text.slice(0, end)
    this.#text = this.#text.slice(end + 1)
    this.#answer(readReply(this.#path, line))
  }

  end(): void {
    this.#socket.destroy()
  }
}

function readReply(path: string, line: string): Result<ControlReply, string> {
  try {
    const reply = JSON.parse(line) as ControlReply
    if (reply.v === CONTROL_VERSION) return ok(reply)
  } catch {
    // The same sentence as for a reply of another version.
  }
  return fail(`what answers on ${path} is not an attls agent of this version`)
}

function explain(path: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return `no agent is running: nobody answers on ${path}`
    case 'EACCES':
      return `no permission for ${path}: its owner and group may give operator commands`
    default:
      return `cannot reach the agent on ${path}: ${error.message}`
  }
}
