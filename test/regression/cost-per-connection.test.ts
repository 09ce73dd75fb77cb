// What one connection costs in system calls and event-loop turns. The bounds are about a half above what is measured
// today, twice for turns: they catch a change that does something once per record or once more, not the noise of batching.

import { test } from 'tap'
import { openEngine } from '../../src/engine/open-engine.ts'
import { dial, echo, listen, receive } from '../support/peer.ts'
import { tunnel } from '../support/tunnel.ts'
import { type Calls, callsDuring, cannotTrace } from './strace.ts'

const why = cannotTrace()
// Under CI a guard that does not look is a failure.
const cannotLook = why !== undefined && process.env['CI'] !== 'true' ? why : false

interface Status {
  engine: string
  running: { pid: number }[]
}

interface Bounds {
  /** For a connection through both roles: four sockets, two handshakes, two dials, eight lines of log. */
  readonly calls: number
  /** The same; a busy machine splits what comes together otherwise. */
  readonly turns: number
  /** Eight passes of a megabyte (there and back, four sockets). */
  readonly callsPerMegabyte: number
}

const CONNECTIONS = 100
/** Measured: portable 94, 8 to 11 and 350; native 150, 30 (of two threads, which also wake each other) and 87. */
const BOUNDS = {
  portable: { calls: 140, turns: 24, callsPerMegabyte: 530 },
  native: { calls: 225, turns: 60, callsPerMegabyte: 130 },
} satisfies Record<string, Bounds>

async function counted(
  t: Parameters<typeof tunnel>[0],
  engine: keyof typeof BOUNDS,
  work: (entry: number) => Promise<void>,
): Promise<Calls> {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port, { engine })
  const status = (await (await fetch(`${attls.url}/status`)).json()) as Status
  t.equal(status.engine, engine)
  // Environments, code and connection id blocks are made by the first ones.
  await work(attls.entry)
  return callsDuring(t, status.running[0]?.pid ?? 0, () => work(attls.entry))
}

for (const engine of ['portable', 'native'] as const) {
  const most = BOUNDS[engine]
  const opened = openEngine(engine)
  const skip = cannotLook || (opened.ok ? false : opened.error)

  test(`${engine}: one secured connection in both roles costs a bounded number of system calls and turns`, {
    skip,
  }, async (t) => {
    const calls = await counted(t, engine, async (entry) => {
      for (let number = 0; number < CONNECTIONS; number++) {
        const socket = await dial(t, entry)
        const answer = receive(socket)
        socket.end('x')
        t.equal((await answer).text, 'x')
      }
    })
    const perConnection = calls.work / CONNECTIONS
    const turns = calls.turns / CONNECTIONS
    t.comment(`${perConnection} system calls and ${turns} turns for a connection through both roles`)
    t.comment(calls.table)
    t.ok(calls.of('accept4') >= 2 * CONNECTIONS, 'the right process was looked at')
    t.ok(perConnection < most.calls, `${perConnection} system calls`)
    t.ok(turns < most.turns, `${turns} turns`)
  })

  test(`${engine}: a megabyte costs a bounded number of system calls`, { skip }, async (t) => {
    const bytes = 8 * 1024 * 1024
    const calls = await counted(t, engine, async (entry) => {
      const socket = await dial(t, entry)
      const answer = receive(socket)
      socket.end(Buffer.alloc(bytes, 'b'))
      t.equal((await answer).bytes, bytes)
    })
    const perMegabyte = calls.work / (bytes / 1024 / 1024)
    t.comment(`${perMegabyte} system calls for a megabyte there and back through both roles`)
    t.comment(calls.table)
    t.ok(perMegabyte < most.callsPerMegabyte, `${perMegabyte} system calls`)
  })
}
