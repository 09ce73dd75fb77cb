import { test } from 'tap'
import { dial, echo, listen, receive } from '../support/peer.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import { tunnel } from '../support/tunnel.ts'

test('metrics, health, readiness and status tell of the connections served', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const client = await dial(t, attls.entry)
  const answer = receive(client)
  client.end('12345')
  t.match(await answer, { text: '12345' })
  await attls.recorded('connection', 2)

  const labels = { stack: 'TCPIP9' }
  t.equal(
    await attls.metric('attls_connections_total', {
      ...labels,
      direction: 'inbound',
      rule: 'in',
      status: 'enabled',
    }),
    1,
  )
  t.equal(
    await attls.metric('attls_connections_total', {
      ...labels,
      direction: 'outbound',
      rule: 'out',
      status: 'enabled',
    }),
    1,
  )
  t.equal(await attls.metric('attls_active_connections', labels), 0)
  t.equal(
    await attls.metric('attls_handshakes_total', {
      ...labels,
      role: 'server',
      protocol: 'TLSv1.3',
      result: 'ok',
    }),
    1,
  )
  t.equal(
    await attls.metric('attls_handshakes_total', {
      ...labels,
      role: 'client',
      protocol: 'TLSv1.3',
      result: 'ok',
    }),
    1,
  )
  t.equal(await attls.metric('attls_handshake_duration_seconds_count', labels), 2)
  t.equal(await attls.metric('attls_bytes_total', { ...labels, direction: 'inbound', side: 'remote' }), 5)
  t.equal(await attls.metric('attls_policy_generation'), 1)
  t.equal(await attls.metric('attls_policy_refreshes_total', { result: 'installed' }), 1)
  t.equal(await attls.metric('attls_workers'), 1)
  t.ok((await attls.metric('attls_certificate_expiry_timestamp_seconds')) > Date.now() / 1000)
  t.ok((await attls.metric('process_cpu_seconds_total')) > 0)

  t.equal((await fetch(`${attls.url}/healthz`)).status, 200)
  t.equal((await fetch(`${attls.url}/readyz`)).status, 200)
  t.equal((await fetch(`${attls.url}/nonsense`)).status, 404)
  t.equal((await fetch(`${attls.url}/metrics`, { method: 'POST' })).status, 405)
  t.match(await (await fetch(`${attls.url}/status`)).json(), {
    ready: true,
    image: 'TESTHOST',
    stack: 'TCPIP9',
    policy: { generation: 1, rules: 2, lastRefresh: { result: 'installed' } },
    connections: 0,
  })

  const status = await runProgram(ATTLS, ['status', '-c', attls.config])
  t.equal(status.code, 0)
  t.match(status.stdout, /TCPIP9: ready\npolicy {5}generation 1, 2 rules/)
  const gone = await runProgram(ATTLS, ['status', '-c', attls.config, '--json'])
  t.match(JSON.parse(gone.stdout), { ready: true })
})

test('attls status says that no agent runs, with exit code 1', async (t) => {
  const folder = t.testdir({ 'attls.yaml': 'policy: p\ncontrol: none.sock\n' })
  const run = await runProgram(ATTLS, ['status', '-c', `${folder}/attls.yaml`])
  t.equal(run.code, 1)
  t.match(run.stderr, /no agent is running: nobody answers on .*none\.sock/)
})
