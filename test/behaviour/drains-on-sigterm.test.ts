import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { test } from 'tap'
import { dial, echo, isRefused, listen, receive } from '../support/peer.ts'
import { tunnel } from '../support/tunnel.ts'
import { until } from '../support/until.ts'

async function ask(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data')
  socket.write(text)
  return String((await answer)[0])
}

for (const workers of [0, 1, 2])
  test(`SIGTERM takes no new connection, lets live ones end and exits with 0 (workers: ${workers})`, async (t) => {
    const service = await listen(t, echo)
    const attls = await tunnel(t, service.port, { workers })
    const live = await dial(t, attls.entry)
    t.equal(await ask(live, 'before'), 'before')
    attls.program.signal('SIGTERM')
    await attls.recorded('ATL0022I')
    await until('new connections are refused', () => isRefused(t, attls.entry))
    t.equal(await ask(live, 'draining'), 'draining')
    live.end()
    t.match(await attls.program.exited(), { code: 0 })
    t.match(attls.records('connection'), [{ end: 'complete' }, { end: 'complete' }])
    t.notOk(existsSync(attls.control), 'the control socket is gone')
  })

test('a second SIGTERM resets what is left and exits at once', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const live = await dial(t, attls.entry)
  t.equal(await ask(live, 'before'), 'before')
  const outcome = receive(live)
  attls.program.signal('SIGTERM')
  await attls.recorded('ATL0022I')
  attls.program.signal('SIGTERM')
  t.match(await attls.program.exited(), { code: 0 })
  t.match(await outcome, { ending: 'ECONNRESET' })
  for (const end of attls.records('connection')) t.match(end, { end: 'aborted' })
})

test('P PAGENT drains as SIGTERM does', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const { ATTLS, runProgram } = await import('../support/program.ts')
  const stop = await runProgram(ATTLS, ['console', '-c', attls.config, 'P PAGENT'])
  t.equal(stop.code, 0)
  t.match(await attls.program.exited(), { code: 0 })
  t.ok(attls.records('EZZ8433I').length > 0)
})
