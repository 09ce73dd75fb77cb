import { test } from 'tap'
import { approach, dial, echo, listen, receive } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { stage } from '../support/stage.ts'

test('without a rule the bytes pass in the clear and nothing is mapped', async (t) => {
  const service = await listen(t, echo)
  const attls = await stage(t, {
    rules: [{ name: 'other', direction: 'Inbound', port: await freePort(), enabled: false }],
    listeners: [{ direction: 'inbound', connect: service.port }],
  })
  const client = await dial(t, attls.ports[0] ?? 0)
  const answer = receive(client)
  client.end('plain words')
  t.match(await answer, { text: 'plain words', ending: 'end' })
  const [end] = await attls.recorded('connection')
  t.match(end, { end: 'complete', status: 'no-rule', bytesFromLocal: 11, bytesFromRemote: 11 })
  t.strictSame(attls.records('EZD1281I'), [])
  t.equal(await attls.metric('attls_connections_total', { rule: 'none' }), 1)
})

test('a rule that says TTLSEnabled Off relays in the clear and is named', async (t) => {
  const service = await listen(t, echo)
  const port = await freePort()
  const attls = await stage(t, {
    rules: [{ name: 'off', direction: 'Inbound', port, enabled: false }],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
  })
  const client = await dial(t, port)
  const answer = receive(client)
  client.end('plain words')
  t.match(await answer, { text: 'plain words', ending: 'end' })
  const [mapped] = await attls.recorded('EZD1281I')
  t.match(mapped?.msg, /STATUS: Not Enabled RULE: off ACTIONS: g_off \*\*N\/A\*\* \*\*N\/A\*\*$/)
})

test('unmapped: refuse resets a connection without a rule and does not dial the service', async (t) => {
  const service = await listen(t, echo)
  const attls = await stage(t, {
    rules: [{ name: 'other', direction: 'Inbound', port: await freePort(), enabled: false }],
    listeners: [{ direction: 'inbound', connect: service.port }],
    config: ['unmapped: refuse'],
  })
  const client = approach(t, attls.ports[0] ?? 0)
  t.match(await receive(client), { bytes: 0, ending: 'ECONNRESET' })
  const [end] = await attls.recorded('connection')
  t.match(end, { end: 'refused' })
  t.equal(service.sockets.length, 0)
})

test('NOTTLS passes everything in the clear, whatever the rules say', async (t) => {
  const service = await listen(t, echo)
  const port = await freePort()
  const attls = await stage(t, {
    rules: [{ name: 'r', direction: 'Inbound', port, keyring: '/nowhere/ring.pem' }],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
    config: ['ttls: false'],
  })
  t.equal(
    (await attls.recorded('EZD1579I'))[0]?.msg,
    'EZD1579I PAGENT POLICIES ARE NOT ENABLED FOR TCPIP9: TTLS',
  )
  const client = await dial(t, port)
  const answer = receive(client)
  client.end('plain words')
  t.match(await answer, { text: 'plain words', ending: 'end' })
  t.match((await attls.recorded('connection'))[0], { status: 'nottls' })
})
