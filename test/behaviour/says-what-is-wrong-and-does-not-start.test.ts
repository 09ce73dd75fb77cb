// Bad input at start: one clear sentence that names the thing and the way out, exit 1, nothing half-started.

import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { authority } from '../support/ca.ts'
import { folder as testFolder } from '../support/folder.ts'
import { type RuleText, ruleText } from '../support/policy-text.ts'
import { freePorts } from '../support/ports.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import { writeRing } from '../support/stage.ts'

interface Broken {
  readonly folder: string
  readonly port: number
  readonly http: number
}

async function prepare(t: Test): Promise<Broken> {
  const [port = 0, http = 0] = await freePorts(2)
  return { folder: testFolder(t), port, http }
}

function writeConfig({ folder, port, http }: Broken, more: readonly string[] = []): void {
  writeFileSync(
    join(folder, 'attls.yaml'),
    [
      'stack: TCPIP9',
      'policy: test.policy',
      'racf: racf',
      `http: 127.0.0.1:${http}`,
      'control: attls.sock',
      'listeners:',
      `  - { direction: inbound, listen: "127.0.0.1:${port}", connect: "127.0.0.1:1", job: TESTJOB, user: TESTUSER }`,
      ...more,
      '',
    ].join('\n'),
  )
}

function writePolicy({ folder, port }: Broken, rule: Partial<RuleText>): void {
  const text = ruleText({ name: 'in', direction: 'Inbound', port, ...rule })
  writeFileSync(join(folder, 'test.policy'), `${text}\n`)
}

/** Runs attls start, which must fail; gives its standard error. */
async function failToStart(t: Test, broken: Broken, ...patterns: RegExp[]): Promise<void> {
  const run = await runProgram(ATTLS, ['start', '-c', join(broken.folder, 'attls.yaml')])
  t.equal(run.code, 1, run.stderr || run.stdout)
  for (const pattern of patterns) t.match(run.stderr, pattern)
  t.notMatch(run.stderr, /^\s+at /m, 'no stack trace')
  t.notOk(existsSync(join(broken.folder, 'attls.sock')), 'the control socket is gone')
}

test('a missing policy file', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  await failToStart(t, broken, /cannot read .*test\.policy: there is no such file/, /policy:/)
})

test('a policy with errors lists all of them with their places', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  writeFileSync(
    join(broken.folder, 'test.policy'),
    'TTLSRule r\n{\n  Direction Sideways\n  TTLSGroupActionRef nobody\n}\n',
  )
  await failToStart(
    t,
    broken,
    /test\.policy:3:13: error ATTLS\d+: .*Sideways/,
    /test\.policy:4:\d+: error ATTLS\d+: .*nobody/,
  )
})

test('a port in use', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  writePolicy(broken, { enabled: false })
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(broken.port, '127.0.0.1', resolve))
  t.teardown(() => holder.close())
  await failToStart(
    t,
    broken,
    new RegExp(
      `cannot listen on 127\\.0\\.0\\.1:${broken.port}: another program has that port; stop it or change "listen"`,
    ),
  )
})

test('an http port in use', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  writePolicy(broken, { enabled: false })
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(broken.http, '127.0.0.1', resolve))
  t.teardown(() => holder.close())
  await failToStart(
    t,
    broken,
    new RegExp(`cannot serve http on 127\\.0\\.0\\.1:${broken.http}: another program has that port`),
  )
})

test('a key ring that does not exist', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  writePolicy(broken, { keyring: '/nowhere/ring.pem' })
  await failToStart(t, broken, /key ring \/nowhere\/ring\.pem/, /e_in/, /RC 202/)
})

test('a key ring without a usable certificate', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  const ca = await authority('Behaviour CA')
  writePolicy(broken, { keyring: writeRing(broken.folder, 'empty', undefined, [ca.certificate]) })
  await failToStart(t, broken, /key ring .*empty\.pem/, /e_in/, /RC 7\b/)
})

test('a key that does not fit its certificate', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  const ca = await authority('Behaviour CA')
  const [one, other] = [await ca.issue({ name: 'one' }), await ca.issue({ name: 'other' })]
  const mixed = { certificate: one.certificate, key: other.key }
  writePolicy(broken, { keyring: writeRing(broken.folder, 'mixed', mixed, [ca.certificate]) })
  await failToStart(t, broken, /key ring .*mixed\.pem/, /e_in/, /RC (7|428)\b/)
})

test('an unknown configuration key', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken, ['polcy: other.policy'])
  await failToStart(t, broken, /attls\.yaml:8:1: error ATTLS\d+: unknown key polcy/, /did you mean policy\?/)
})

test('no configuration at all', async (t) => {
  const run = await runProgram(ATTLS, ['start', '-c', join(testFolder(t), 'none.yaml')])
  t.equal(run.code, 1)
  t.match(run.stderr, /none\.yaml/)
})

test('a second agent with the same control socket', async (t) => {
  const broken = await prepare(t)
  writeConfig(broken)
  writePolicy(broken, { enabled: false })
  const { startProgram } = await import('../support/program.ts')
  const first = startProgram(t, ATTLS, ['start', '-c', join(broken.folder, 'attls.yaml')])
  await first.ready('ready', async () => (await fetch(`http://127.0.0.1:${broken.http}/readyz`)).ok)
  const second = await runProgram(ATTLS, ['start', '-c', join(broken.folder, 'attls.yaml')])
  t.equal(second.code, 1)
  t.match(second.stderr, /another attls answers on .*attls\.sock/)
  t.equal((await fetch(`http://127.0.0.1:${broken.http}/readyz`)).status, 200, 'the first one goes on')
})

test('wrong usage is exit code 2 and says what is possible', async (t) => {
  for (const args of [['nonsense'], ['start', '--no-such-option']]) {
    const run = await runProgram(ATTLS, args)
    t.equal(run.code, 2, args.join(' '))
    t.match(run.stderr, /attls --help/)
  }
  const run = await runProgram(ATTLS, ['console', '-c', join(testFolder(t), 'none.yaml'), 'F PAGENT,REFRESH'])
  t.equal(run.code, 1)
})
