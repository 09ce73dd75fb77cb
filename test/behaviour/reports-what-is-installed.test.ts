import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { dial, echo, listen } from '../support/peer.ts'
import { ruleText } from '../support/policy-text.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import { tunnel } from '../support/tunnel.ts'

test('pasearch of the running agent is the report of the installed policy, whatever the file says by now', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const live = await runProgram(ATTLS, ['pasearch', '-t', '--config', attls.config])
  t.equal(live.code, 0, live.stderr)
  t.match(live.stdout, /Image Name: TCPIP9/)
  t.match(live.stdout, /policyRule: +in\s/)
  t.match(live.stdout, /policyRule: +out\s/)
  const { policy } = (await (await fetch(`${attls.url}/status`)).json()) as { policy: { instanceId: number } }
  t.match(live.stdout, new RegExp(`TTLS Instance Id: +${policy.instanceId}`))
  const offline = await runProgram(ATTLS, ['pasearch', '-t', '-p', 'TCPIP9', '--policy', attls.policy])
  const masked = (text: string) => text.replace(/(Date|Time|Id|created|updated): .*/g, '$1')
  t.equal(masked(live.stdout), masked(offline.stdout), 'live and offline are one report')

  writeFileSync(attls.policy, 'broken\n{\n')
  const after = await runProgram(ATTLS, ['pasearch', '-t', '-n', '--config', attls.config])
  t.match(after.stdout, /policyRule: +in\s/)
  const wrong = await runProgram(ATTLS, ['pasearch', '-t', '-p', 'NOSTACK', '--config', attls.config])
  t.equal(wrong.code, 1)
  t.match(wrong.stderr, /no image NOSTACK/)
})

test('diff says which live connections a new policy would map differently', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const client = await dial(t, attls.entry)
  client.write('x')
  await new Promise((resolve) => client.once('data', resolve))
  const next = join(attls.folder, 'next.policy')
  const rules = [
    { name: 'in', direction: 'Inbound', port: attls.middle, keyring: `${attls.folder}/server.pem` },
    { name: 'elsewhere', direction: 'Outbound', port: 1, keyring: `${attls.folder}/client.pem` },
  ] as const
  writeFileSync(next, `${rules.map(ruleText).join('\n')}\n`)
  const run = await runProgram(ATTLS, ['diff', attls.policy, next, '-c', attls.config])
  t.equal(run.code, 1, run.stderr)
  t.match(
    run.stdout,
    /live connections that would map differently: 1\n {2}[0-9A-F]{8} 127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+: out -> no rule/,
  )
  const same = await runProgram(ATTLS, ['diff', attls.policy, attls.policy, '-c', attls.config])
  t.equal(same.code, 0)
  t.match(same.stdout, /live connections that would map differently: 0/)
})

test('F PAGENT,REFRESH,KEYSTORE opens the key rings again and leaves the policy alone', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const command = await runProgram(ATTLS, ['console', '-c', attls.config, 'F PAGENT,REFRESH,KEYSTORE'])
  t.equal(command.code, 0, command.stderr)
  t.match(command.stdout, /EZZ8443I PAGENT MODIFY COMMAND ACCEPTED\nnothing has changed; generation 1 stays/)
})
