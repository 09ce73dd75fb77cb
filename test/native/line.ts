// Connections in great number through the native engine: a program, both roles of TLS, and a service, all in this
// process. What a run has left behind is looked at by whoever called it.

import { setMaxListeners } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { ok } from '../../src/common/result.ts'
import type { Environment, RelayEnd } from '../../src/engine/engine.ts'
import { NativeEngine } from '../../src/engine/native/engine.ts'
import { identity, NO_LIMITS, never, request, settings } from '../engine/suite/values.ts'
import { authority } from '../support/ca.ts'
import { pattern, receive, sha256 } from '../support/peer.ts'

// Every connection listens to the one signal that is never given.
setMaxListeners(0, never)

const opened = NativeEngine.open()
if (!opened.ok) throw new Error(opened.error)
const engine = opened.value

interface Pairs {
  make(): Promise<{ near: Socket; far: Socket }>
  readonly server: Server
}

/** One listener for all pairs: listeners are not what is tested. */
async function pairs(): Promise<Pairs> {
  const waiting = new Map<number, (far: Socket) => void>()
  const early = new Map<number, Socket>()
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {})
    const port = socket.remotePort ?? 0
    const claim = waiting.get(port)
    waiting.delete(port)
    if (claim) claim(socket)
    else early.set(port, socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const make = async () => {
    const near = createConnection({ port, host: '127.0.0.1', allowHalfOpen: true })
    await new Promise<void>((resolve, reject) => near.once('connect', resolve).once('error', reject))
    near.on('error', () => {})
    near.pause()
    const local = near.localPort ?? 0
    const known = early.get(local)
    early.delete(local)
    const far = known ?? (await new Promise<Socket>((resolve) => waiting.set(local, resolve)))
    return { near, far }
  }
  return { make, server }
}

export interface Line {
  /** Runs one connection: its outcome, and whether what arrived is what was sent. */
  one(index: number): Promise<{ outcome: string; isExact: boolean }>
  close(): void
}

const MESSAGE = pattern(40_000, 9)
const DIGEST = sha256(MESSAGE)

export async function line(): Promise<Line> {
  const ca = await authority('CA')
  const own = identity(await ca.issue())
  const shown = identity(await ca.issue({ usage: 'client' }))
  const trust = [ca.certificate]
  const environments: { client: Environment; server: Environment }[] = []
  for (const protocols of [['TLSv1.2'], ['TLSv1.3']] as const)
    for (const sessionTimeoutSeconds of [0, 300])
      environments.push({
        client: environmentOf({
          role: 'client',
          protocols,
          trust,
          identities: [shown],
          sessionTimeoutSeconds,
        }),
        server: environmentOf({
          role: 'server',
          protocols,
          trust,
          identities: [own],
          peerCertificate: 'required',
          sessionTimeoutSeconds,
        }),
      })
  const sockets = await pairs()

  async function one(index: number): Promise<{ outcome: string; isExact: boolean }> {
    const { client, server } = environments[index % environments.length] ?? {
      client: undefined,
      server: undefined,
    }
    if (!client || !server) throw new Error('no environment')
    const network = await sockets.make()
    const ends = [engine.adopt(network.near), engine.adopt(network.far)] as const
    // Every fifth is clear text, which goes by splice.
    const isClear = index % 5 === 4
    const [asClient, asServer] = isClear
      ? [ok(ends[0]), ok(ends[1])]
      : await Promise.all([
          engine.secure(ends[0], client, request('client'), never),
          engine.secure(ends[1], server, request('server'), never),
        ])
    if (!asClient.ok || !asServer.ok) {
      if (asClient.ok) engine.close(asClient.value, 'reset')
      if (asServer.ok) engine.close(asServer.value, 'orderly')
      return { outcome: 'handshake', isExact: true }
    }
    const [program, service] = await Promise.all([sockets.make(), sockets.make()])
    const flows = [
      engine.relay(engine.adopt(program.far), asClient.value, NO_LIMITS, never),
      engine.relay(asServer.value, engine.adopt(service.near), NO_LIMITS, never),
    ]
    const answer = receive(program.near)
    service.far.pipe(service.far)
    program.near.end(MESSAGE)
    const outcomes: RelayEnd[] = await Promise.all(flows.map(({ ended }) => ended))
    const got = await answer
    const outcome = outcomes.every(({ reason }) => reason === 'complete') ? 'complete' : 'cut'
    for (const socket of [program.near, service.far]) socket.destroy()
    // An end that is taken for the whole must be the whole.
    return { outcome, isExact: got.ending !== 'end' || got.sha256 === DIGEST }
  }

  return { one, close: () => sockets.server.close() }
}

function environmentOf(changes: Parameters<typeof settings>[0]): Environment {
  const environment = engine.environment(settings(changes))
  if (!environment.ok) throw new Error(environment.error.text)
  return environment.value
}

/** `count` connections, so many at a time; how often each outcome was, and how many were not exact. */
export async function run(made: Line, count: number, atOnce: number): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>()
  const add = (what: string) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1)
  let next = 0
  const lane = async () => {
    while (next < count) {
      const { outcome, isExact } = await made.one(next++)
      add(outcome)
      if (!isExact) add('WRONG BYTES')
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return outcomes
}

export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}

export function residentKb(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
}
