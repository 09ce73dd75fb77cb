import { test } from 'tap'
import { check } from '../../src/cli/check.ts'
import { explain } from '../../src/cli/explain.ts'

function capture() {
  const seen = { out: '', err: '' }
  return {
    seen,
    io: {
      stdout: (text: string) => {
        seen.out += text
      },
      stderr: (text: string) => {
        seen.err += text
      },
    },
  }
}

test('check prints place, caret and hint, and exits 1 when there is an error', async (t) => {
  const dir = t.testdir({ 'a.policy': 'TTLSGroupAction g\n{\n  TTLSEnabled Yes\n}\n' })
  const { io, seen } = capture()
  t.equal(await check([`${dir}/a.policy`], {}, io), 1)
  t.match(seen.out, 'a.policy:3:15: error ATTLS0202')
  t.match(seen.out, '    3 |   TTLSEnabled Yes\n      |               ^^^')
  t.match(seen.out, /a\.policy: 1 error/)
})

test('check exits 0 for the policies of the project, at the level of the lab and at the newest', async (t) => {
  for (const level of ['V2R3', '3.2']) {
    const { io } = capture()
    t.equal(
      await check(['policies/ims-connect.policy', 'policies/ims-connect-mutual.policy'], { level }, io),
      0,
    )
  }
})

test('check as JSON has every finding with code and place', async (t) => {
  const dir = t.testdir({ 'a.policy': 'junk here\n' })
  const { io, seen } = capture()
  t.equal(await check([`${dir}/a.policy`], { format: 'json' }, io), 1)
  const report = JSON.parse(seen.out)
  t.match(report, {
    errors: 1,
    files: [{ findings: [{ code: 'ATTLS0108', place: { line: 1, column: 1 } }] }],
  })
})

test('check says which file cannot be read, and which option is wrong', async (t) => {
  const missing = capture()
  t.equal(await check(['/nowhere/x.policy'], {}, missing.io), 1)
  t.match(missing.seen.out, /cannot read \/nowhere\/x\.policy: there is no such file/)
  const wrong = capture()
  t.equal(await check(['x'], { level: 'V9R9' }, wrong.io), 2)
  t.match(wrong.seen.err, /--level V9R9/)
  t.equal(await check(['x'], { format: 'xml' }, wrong.io), 2)
})

const CLIENT = {
  direction: 'outbound',
  local: '192.168.17.220:2693',
  remote: '192.168.17.220:5555',
  level: 'V2R3',
}

test('explain names the rule, the actions, values with origin, and why others fail', async (t) => {
  const { io, seen } = capture()
  t.equal(await explain('policies/ims-connect.policy', { ...CLIENT, job: 'BAQSTRT', user: 'LIBSERV' }, io), 0)
  t.match(seen.out, /rule\s+IMSDBClientRule~2, priority 254/)
  t.match(seen.out, /actions\s+gAct1, eAct2~IMSDBClient, cAct2~IMSDBClient/)
  t.match(seen.out, /HandshakeRole\s+Client\s+connection\s+policies\/ims-connect\.policy:\d+/)
  t.match(seen.out, /V3CipherSuites\s+0035 .*default/)
  t.match(seen.out, /IMSDBConnectRule~1: Direction wants Inbound/)
})

test('explain exits 3 without a rule, 1 for a bad file, 2 for a bad option', async (t) => {
  const { io, seen } = capture()
  const other = { ...CLIENT, remote: '192.168.17.220:5556' }
  t.equal(await explain('policies/ims-connect.policy', other, io), 3)
  t.match(seen.out, /IMSDBClientRule~2: RemotePortRange wants 5555/)
  const dir = t.testdir({ 'bad.policy': 'TTLSRule\n' })
  t.equal(await explain(`${dir}/bad.policy`, CLIENT, io), 1)
  t.equal(await explain('policies/ims-connect.policy', { ...CLIENT, direction: 'sideways' }, io), 2)
  t.equal(await explain('policies/ims-connect.policy', { ...CLIENT, local: 'nowhere' }, io), 2)
})

test('explain as JSON never shows a password', async (t) => {
  const text = `TTLSRule r\n{\nLocalPortRange 80\nDirection Inbound\nTTLSGroupActionRef g\nTTLSEnvironmentActionRef e\n}
TTLSGroupAction g\n{\nTTLSEnabled On\n}
TTLSEnvironmentAction e\n{\nHandshakeRole Server\nTTLSKeyringParms\n{\nKeyring /x.kdb\nKeyringPw hunter2\n}\n}\n`
  const dir = t.testdir({ 'pw.policy': text })
  const facts = { direction: 'inbound', local: '192.0.2.1:80', remote: '192.0.2.2:9' }
  for (const json of [true, false]) {
    const { io, seen } = capture()
    t.equal(await explain(`${dir}/pw.policy`, { ...facts, json }, io), 0)
    t.match(seen.out, '[secret]')
    t.notMatch(seen.out, 'hunter2')
  }
})
