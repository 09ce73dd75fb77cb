import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { test } from 'tap'
import { dial, echo, listen, receive } from '../support/peer.ts'
import type { RuleText } from '../support/policy-text.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import { type Tunnel, tunnel } from '../support/tunnel.ts'

/** Sends a line and waits until it comes back: the connection lives and carries bytes. */
async function ask(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data')
  socket.write(text)
  return String((await answer)[0])
}

function rules(attls: Tunnel, trace: number): RuleText[] {
  const ring = (name: string) => `${attls.folder}/${name}.pem`
  return [
    { name: 'in', direction: 'Inbound', port: attls.middle, keyring: ring('server'), trace },
    { name: 'out', direction: 'Outbound', port: attls.middle, keyring: ring('client'), trace },
  ]
}

const WAYS: [string, (attls: Tunnel) => Promise<unknown>][] = [
  ['a changed file', async () => {}],
  ['SIGHUP', async (attls) => attls.program.signal('SIGHUP')],
  [
    'attls console "F PAGENT,REFRESH"',
    (attls) => runProgram(ATTLS, ['console', '-c', attls.config, 'F PAGENT,REFRESH']),
  ],
]

for (const [way, refresh] of WAYS)
  test(`${way} installs the new policy for new connections and live ones go on`, async (t) => {
    const service = await listen(t, echo)
    const attls = await tunnel(t, service.port)
    const old = await dial(t, attls.entry)
    t.equal(await ask(old, 'before'), 'before')
    t.equal(await attls.metric('attls_policy_generation'), 1)

    attls.writePolicy(rules(attls, 2))
    await refresh(attls)
    await attls.program.ready(
      'generation 2',
      async () => (await attls.metric('attls_policy_generation')) >= 2,
    )
    t.equal(await ask(old, 'after'), 'after', 'the live connection goes on')

    const mappedBefore = attls.records('EZD1281I').length
    const fresh = await dial(t, attls.entry)
    t.equal(await ask(fresh, 'new'), 'new')
    fresh.end()
    await attls.recorded('connection', 2)
    t.equal(attls.records('EZD1281I').length, mappedBefore, 'Trace 2 is in force for the new connection')
    t.match(attls.records('connection')[0], { generation: await attls.metric('attls_policy_generation') })
    old.end()
    await attls.recorded('connection', 4)
    t.match(attls.records('connection')[2], { generation: 1 }, 'the old one kept its mapping')
  })

test('a wrong policy is reported, the old one stays in force, and mending it helps', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const live = await dial(t, attls.entry)
  t.equal(await ask(live, 'before'), 'before')

  writeFileSync(attls.policy, 'TTLSRule broken\n{\n  Direction Sideways\n  TTLSGroupActionRef nobody\n}\n')
  const console_ = await runProgram(ATTLS, ['console', '-c', attls.config, 'F PAGENT,REFRESH'])
  t.equal(console_.code, 1)
  t.match(console_.stderr, /test\.policy:3:13: error ATTLS\d{4}: .*Sideways/, 'with its place')
  t.match(console_.stderr, /test\.policy:4:\d+: error ATTLS\d{4}: .*nobody/, 'and every other finding')
  t.match(await attls.recorded('EZZ8438I'), [
    { msg: 'EZZ8438I PAGENT POLICY DEFINITIONS CONTAIN ERRORS FOR TCPIP9: TTLS' },
  ])
  t.equal(await attls.metric('attls_policy_generation'), 1)
  t.ok((await attls.metric('attls_policy_refreshes_total', { result: 'refused' })) >= 1)
  t.equal((await fetch(`${attls.url}/readyz`)).status, 200)

  t.equal(await ask(live, 'still here'), 'still here')
  const fresh = await dial(t, attls.entry)
  t.equal(await ask(fresh, 'old policy'), 'old policy')

  attls.writePolicy(rules(attls, 7))
  await attls.program.ready(
    'mended',
    async () => (await attls.metric('attls_policy_refreshes_total', { result: 'unchanged' })) >= 1,
  )
  t.equal(await ask(live, 'to the end'), 'to the end')
})

test('connections that come all the time see the old policy or the new one, never none', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  let failures = 0
  let served = 0
  const over = new AbortController()
  const traffic = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) {
        const socket = await dial(t, attls.entry)
        const answer = receive(socket)
        socket.end('ping')
        const { text, ending } = await answer
        if (text === 'ping' && ending === 'end') served++
        else failures++
      }
    }),
  )
  for (let round = 0; round < 10; round++) {
    const seen = served
    attls.writePolicy(round % 2 === 0 ? rules(attls, 2) : rules(attls, 7))
    const command = await runProgram(ATTLS, ['console', '-c', attls.config, 'F PAGENT,REFRESH'])
    t.equal(command.code, 0)
    await attls.program.ready('traffic in between', () => served > seen)
  }
  over.abort()
  await traffic
  t.equal(failures, 0, `${served} connections were served`)
})
