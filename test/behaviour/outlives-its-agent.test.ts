import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test } from 'tap'
import { dial, echo, isRefused, listen } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { ATTLS, startProgram } from '../support/program.ts'
import { tunnel } from '../support/tunnel.ts'
import { until } from '../support/until.ts'

async function ask(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data')
  socket.write(text)
  return String((await answer)[0])
}

interface Status {
  running: { pid: number }[]
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

  live.end()
  await until('the orphan is gone after its last connection', () => !isAlive(worker))
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
