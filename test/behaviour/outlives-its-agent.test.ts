import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'tap'
import { dial, echo, isRefused, listen, receive } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { ATTLS, runProgram, startProgram } from '../support/program.ts'
import type { LogRecord } from '../support/stage.ts'
import { tunnel } from '../support/tunnel.ts'
import { until } from '../support/until.ts'

async function ask(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data')
  socket.write(text)
  return String((await answer)[0])
}

interface Status {
  running: { pid: number }[]
  orphans: { pid: number; connections: number }[]
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('kill -9 of the agent leaves established connections running, and a new agent takes the ports', async (t) => {
  const service = await listen(t, echo)
  const http = await freePort()
  const attls = await tunnel(t, service.port, { http })
  const live = await dial(t, attls.entry)
  t.equal(await ask(live, 'before'), 'before')
  const status = (await (await fetch(`${attls.url}/status`)).json()) as Status
  const worker = status.running[0]?.pid ?? 0
  t.not(worker, attls.program.pid, 'the stack runs in a process of its own')
  t.teardown(() => isAlive(worker) && process.kill(worker, 'SIGKILL'))

  attls.program.signal('SIGKILL')
  t.equal(await ask(live, 'the agent is dead'), 'the agent is dead')
  await until('the orphan stops accepting', () => isRefused(t, attls.entry))
  t.equal(await ask(live, 'still'), 'still')

  const next = startProgram(t, ATTLS, ['start', '-c', attls.config], { name: 'next agent' })
  await next.ready('ready', async () => (await fetch(`${attls.url}/readyz`)).ok)
  const fresh = await dial(t, attls.entry)
  t.equal(await ask(fresh, 'new agent'), 'new agent')
  t.equal(await ask(live, 'old worker'), 'old worker')

  const orphans = async () => ((await (await fetch(`${attls.url}/status`)).json()) as Status).orphans
  const told = await until('the orphan is known to the new agent', async () => {
    const known = await orphans()
    return known.length > 0 && known
  })
  t.match(told, [{ pid: worker, connections: 2, generation: 1 }], 'both ends of the tunnel')
  const shown = await runProgram(ATTLS, ['status', '-c', attls.config])
  t.match(shown.stdout, `orphan     process ${worker} of an earlier agent keeps 2 connections`)

  live.end()
  await until('the orphan is gone after its last connection', () => !isAlive(worker))
  await until('and no longer known', async () => (await orphans()).length === 0)
  t.equal(await ask(fresh, 'to the end'), 'to the end')
})

test('a killed worker is replaced and the agent goes on', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const status = (await (await fetch(`${attls.url}/status`)).json()) as Status
  const worker = status.running[0]?.pid ?? 0
  process.kill(worker, 'SIGKILL')
  await attls.recorded('ATL0031E')
  await attls.program.ready('a new worker', async () => {
    const now = (await (await fetch(`${attls.url}/status`)).json()) as Status & { ready: boolean }
    return now.ready && now.running[0]?.pid !== worker
  })
  const fresh = await dial(t, attls.entry)
  t.equal(await ask(fresh, 'served'), 'served')
})

test('an operator of the next agent can drop the connections of an orphan', async (t) => {
  const service = await listen(t, echo)
  const http = await freePort()
  const attls = await tunnel(t, service.port, { http })
  const live = await dial(t, attls.entry)
  t.equal(await ask(live, 'before'), 'before')
  const status = async () => (await (await fetch(`${attls.url}/status`)).json()) as Status
  const worker = (await status()).running[0]?.pid ?? 0
  t.teardown(() => isAlive(worker) && process.kill(worker, 'SIGKILL'))
  attls.program.signal('SIGKILL')
  await attls.program.exited()

  const next = startProgram(t, ATTLS, ['start', '-c', attls.config], { name: 'next agent' })
  await next.ready('knows the orphan', async () => (await status()).orphans[0]?.pid === worker)
  const none = await runProgram(ATTLS, ['console', '-c', attls.config, 'F ATTLS,DROP,PROCESS=1'])
  t.equal(none.code, 1)
  t.match(none.stderr, 'there is no worker with process id 1 whose agent has died')
  const ended = receive(live)
  const dropped = await runProgram(ATTLS, ['console', '-c', attls.config, `F ATTLS,DROP,PROCESS=${worker}`])
  t.equal(dropped.code, 0)
  t.match(await ended, { ending: 'ECONNRESET' })
  await until('the orphan is gone', () => !isAlive(worker))
})

test('connection ids and environment ids stay unique and stable over restarts of worker and agent', async (t) => {
  const service = await listen(t, echo)
  const http = await freePort()
  const attls = await tunnel(t, service.port, { http, workers: 2 })
  const serve = async (count: number) => {
    for (let number = 0; number < count; number++) {
      const socket = await dial(t, attls.entry)
      const answer = receive(socket)
      socket.end('x')
      t.match(await answer, { text: 'x' })
    }
  }
  const status = async () => (await (await fetch(`${attls.url}/status`)).json()) as Status
  await serve(10)
  const before = await attls.recorded('connection', 20)
  const workers = (await status()).running.map(({ pid }) => pid)
  for (const pid of workers) process.kill(pid, 'SIGKILL')
  await attls.program.ready('both workers are new', async () => {
    const { running } = await status()
    return running.length === 2 && running.every(({ pid }) => !workers.includes(pid))
  })
  await serve(10)
  const after = (await attls.recorded('connection', 40)).slice(before.length)
  attls.program.signal('SIGKILL')
  await attls.program.exited()
  const next = startProgram(t, ATTLS, ['start', '-c', attls.config], { name: 'next agent' })
  await next.ready('ready', async () => (await fetch(`${attls.url}/readyz`)).ok)
  await serve(10)
  const last = await next.ready('its records', () => {
    const found = next.lines.filter((line) => line.includes('"connection"'))
    return found.length >= 20 && found.map((line) => JSON.parse(line) as LogRecord)
  })
  const ids = [...before, ...after, ...last].map(({ connid }) => connid)
  t.equal(new Set(ids).size, ids.length, `${ids.length} connections, all with a number of their own`)
  const environments = (records: readonly LogRecord[]) =>
    new Set(records.map(({ rule, envid }) => `${String(rule)} ${String(envid)}`))
  t.strictSame(environments(after), environments(before), 'the same two environments in every worker')
  t.equal(environments(before).size, 2)
})

test('a worker that hangs keeps nobody waiting for metrics or status', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port, { workers: 2 })
  const status = async () => (await (await fetch(`${attls.url}/status`)).json()) as Status
  const [hanging = 0] = (await status()).running.map(({ pid }) => pid)
  const served = await dial(t, attls.entry)
  t.equal(await ask(served, 'before'), 'before')
  served.end()
  await attls.recorded('connection', 2)
  const total = async () => attls.metric('attls_connections_total', { stack: 'TCPIP9' })
  t.equal(await total(), 2)
  process.kill(hanging, 'SIGSTOP')
  t.teardown(() => isAlive(hanging) && process.kill(hanging, 'SIGCONT'))
  t.equal(await total(), 2, 'what the hanging worker has counted stays in the sum')
  t.notOk((await status()).running.some(({ pid }) => pid === hanging))
  process.kill(hanging, 'SIGCONT')
  await until('it is back', async () => (await status()).running.length === 2)
})
