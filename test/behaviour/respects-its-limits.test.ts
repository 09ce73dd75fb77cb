import { once } from 'node:events'
import { test } from 'tap'
import { approach, dial, echo, listen, receive } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { stage } from '../support/stage.ts'
import { tunnel } from '../support/tunnel.ts'

async function clear(t: Parameters<typeof stage>[0], limits: string, rule = 'in') {
  const service = await listen(t, echo)
  const port = await freePort()
  return stage(t, {
    rules: [{ name: rule, direction: 'Inbound', port, enabled: false }],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
    config: [`limits: ${limits}`],
  })
}

async function hold(t: Parameters<typeof stage>[0], port: number) {
  const socket = await dial(t, port)
  socket.write('x')
  await once(socket, 'data')
  return socket
}

test('limits.connections resets what is over it, says so once, and takes the next when one has ended', async (t) => {
  const attls = await clear(t, '{ connections: 2 }')
  const port = attls.ports[0] ?? 0
  const [first] = [await hold(t, port), await hold(t, port)]
  for (let over = 0; over < 3; over++) t.match(await receive(approach(t, port)), { ending: 'ECONNRESET' })
  t.equal((await attls.recorded('ATL0004W')).length, 1)
  first.end()
  await attls.recorded('connection')
  await hold(t, port)
})

test('limits.rules.NAME.connections counts the connections of that rule', async (t) => {
  const attls = await clear(t, '{ rules: { in: { connections: 1 } } }')
  const port = attls.ports[0] ?? 0
  const held = await hold(t, port)
  t.match(await receive(approach(t, port)), { ending: 'ECONNRESET' })
  t.match((await attls.recorded('connection'))[0], {
    end: 'refused',
    reason: 'limits.rules.in.connections is reached',
  })
  held.end()
  await attls.recorded('connection', 2)
  await hold(t, port)
})

test('limits.idleSeconds ends a connection without a byte, with its reason', async (t) => {
  const attls = await clear(t, '{ idleSeconds: 1 }')
  const held = await hold(t, attls.ports[0] ?? 0)
  t.match(await receive(held), { ending: 'ECONNRESET' })
  t.match((await attls.recorded('connection'))[0], { end: 'idle' })
})

test('limits.handshakesPerSecond resets what is over it before the handshake', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port, {
    config: ['limits: { rules: { in: { handshakesPerSecond: 1 } } }'],
  })
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => {
      const socket = approach(t, attls.entry)
      socket.end('x')
      return receive(socket)
    }),
  )
  t.ok(
    outcomes.some(({ text, ending }) => text === 'x' && ending === 'end'),
    'the first one is served',
  )
  t.ok(
    outcomes.some(({ ending }) => ending === 'ECONNRESET'),
    'others are reset',
  )
  const refused = (await attls.recorded('connection', 10)).filter(
    ({ rule, end }) => rule === 'in' && end === 'refused',
  )
  t.ok(refused.length > 0)
  t.match(refused[0], { reason: 'limits.handshakesPerSecond is reached' })
})
