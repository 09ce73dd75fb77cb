// Listens on the operator socket (mode 0660) and answers requests. Bounded: line length, requests in turn per
// client, clients at once. A client that misbehaves gets one sentence and is let go.

import { chmodSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { askControl } from './control-client.ts'
import {
  CONTROL_VERSION,
  type ControlReply,
  type ControlRequest,
  MAX_LINE_BYTES,
  requestSchema,
} from './control-protocol.ts'
import { Challenge, identityFolder, openIdentityFolder } from './peer-identity.ts'

const MAX_CLIENTS = 256
/** Orphaned workers keep their connection and do not take an operator's place. */
const MAX_CONNECTIONS = 4096
const SOCKET_MODE = 0o660

export type Answer = (
  request: Exclude<ControlRequest, { do: 'identify' }>,
  client: ControlClient,
) => Promise<Omit<ControlReply, 'v'>>

/** Who asks, for as long as the connection lives. */
export interface ControlClient {
  /** Of the client, where it has proved who it is. */
  uid(): Promise<number | undefined>
  /** Sends a line unasked. */
  send(line: object): void
  /** From now on the connection is not counted among the operators'; `gone` is called when it has ended. */
  stay(gone: () => void): void
}

export interface ControlServer {
  close(): void
}

/** Rejects with one sentence when another agent answers there or the path cannot be used. */
export async function serveControl(path: string, answer: Answer): Promise<ControlServer> {
  const other = await askControl(path, { v: CONTROL_VERSION, do: 'status' })
  if (other.ok)
    throw new Error(`another attls answers on ${path}; stop it first or give "control:" another path`)
  await mkdir(dirname(path), { recursive: true })
  // Nobody answers: the socket of a process that is gone.
  rmSync(path, { force: true })
  await openIdentityFolder(path)
  const passing = new Set<Socket>()
  const server = createServer((socket) => {
    if (passing.size >= MAX_CLIENTS) {
      socket.destroy()
      return
    }
    passing.add(socket)
    socket.once('close', () => passing.delete(socket))
    converse(socket, new Client(socket, path, () => passing.delete(socket)), answer)
  })
  server.maxConnections = MAX_CONNECTIONS
  await listen(server, path)
  return {
    close: () => {
      server.close()
      rmSync(identityFolder(path), { recursive: true, force: true })
    },
  }
}

/** One connected client, and who it has proved to be. */
class Client implements ControlClient {
  readonly #socket: Socket
  readonly #path: string
  readonly #stays: () => void
  #isStaying = false
  #challenge: Challenge | undefined
  #uid: number | undefined

  constructor(socket: Socket, path: string, stays: () => void) {
    this.#socket = socket
    this.#path = path
    this.#stays = stays
  }

  send(line: object): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(line)}\n`)
  }

  stay(gone: () => void): void {
    if (this.#isStaying) return
    this.#isStaying = true
    this.#stays()
    this.#socket.once('close', gone)
  }

  async uid(): Promise<number | undefined> {
    this.#uid ??= await this.#challenge?.answeredBy()
    return this.#uid
  }

  identify(): Omit<ControlReply, 'v'> {
    this.#challenge = new Challenge(this.#path)
    this.#uid = undefined
    return { ok: true, lines: [], data: { directory: this.#challenge.directory } }
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`cannot open the control socket ${path}: ${error.message}`)),
    )
    // From bind() to chmod() nobody else may connect.
    const umask = process.umask(0o777 & ~SOCKET_MODE)
    server.listen(path, () => {
      chmodSync(path, SOCKET_MODE)
      server.removeAllListeners('error').on('error', () => {})
      resolve()
    })
    process.umask(umask)
  })
}

function converse(socket: Socket, client: Client, answer: Answer): void {
  const decoder = new StringDecoder('utf8')
  let pending = ''
  let turn = Promise.resolve()
  // A client that goes away has lost its answer; nobody else minds.
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    pending += decoder.write(chunk)
    const lines = pending.split('\n')
    pending = lines.pop() ?? ''
    if (pending.length > MAX_LINE_BYTES) {
      socket.end(line({ ok: false, lines: [`a request is one line of at most ${MAX_LINE_BYTES} bytes`] }))
      return
    }
    for (const text of lines)
      if (text.trim() !== '')
        turn = turn.then(async () => {
          const reply = await respond(text, client, answer)
          if (socket.writable) socket.write(line(reply))
        })
  })
}

async function respond(text: string, client: Client, answer: Answer): Promise<Omit<ControlReply, 'v'>> {
  const request = requestSchema.safeParse(parseJson(text))
  if (!request.success)
    return { ok: false, lines: ['not a request of protocol version 1: see docs/control.md for its form'] }
  try {
    return request.data.do === 'identify' ? client.identify() : await answer(request.data, client)
  } catch (error) {
    return {
      ok: false,
      lines: [`the request failed: ${error instanceof Error ? error.message : String(error)}`],
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Judged by the schema like any other value that is no request.
    return undefined
  }
}

function line(reply: Omit<ControlReply, 'v'>): string {
  return `${JSON.stringify({ v: CONTROL_VERSION, ...reply })}\n`
}
