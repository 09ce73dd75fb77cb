import { test } from 'tap'
import { check } from '../../src/cli/check.ts'
import { explain } from '../../src/cli/explain.ts'
import { ok } from '../../src/common/result.ts'
import type { InventoryCertificate, RingInventory } from '../../src/policy/check/rings.ts'
import { capture } from './capture.ts'

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

const BROKEN = 'TTLSGroupAction g\n{\n  TTLSEnabled Yes\n}\n'

test('check as github annotations escapes what would end a command', async (t) => {
  const dir = t.testdir({ 'a,b.policy': BROKEN })
  const { io, seen } = capture()
  t.equal(await check([`${dir}/a,b.policy`], { format: 'github' }, io), 1)
  t.match(seen.out, /^::error file=.*a%2Cb\.policy,line=3,col=15,title=ATTLS0202::/m)
})

test('check as SARIF names rule, level and region', async (t) => {
  const dir = t.testdir({ 'a.policy': BROKEN })
  const { io, seen } = capture()
  t.equal(await check([`${dir}/a.policy`], { format: 'sarif' }, io), 1)
  const [run] = JSON.parse(seen.out).runs
  t.match(run.results.slice(1), [
    { ruleId: 'ATTLS0202', level: 'error', locations: [{ physicalLocation: { region: { startLine: 3 } } }] },
  ])
  t.ok(run.tool.driver.rules.some((rule: { id: string }) => rule.id === 'ATTLS0202'))
})

test('check in colour paints severity and caret', async (t) => {
  const dir = t.testdir({ 'a.policy': BROKEN })
  const { io, seen } = capture()
  await check([`${dir}/a.policy`], { colour: true }, io)
  t.match(seen.out, '\u001b[1;31merror ATTLS0202\u001b[0m')
  t.match(seen.out, '\u001b[1;31m^^^\u001b[0m')
})

test('check of several levels shows what differs, what is negotiated first', async (t) => {
  const { io, seen } = capture()
  t.equal(await check(['policies/ims-connect.policy'], { level: '2.5,3.1,3.2' }, io), 0)
  t.match(
    seen.out,
    /eAct1~IMSDBConnect with cAct1~IMSDBConnect, used by rule IMSDBConnectRule~1, differs by level:/,
  )
  t.match(seen.out, '  V3CipherSuites\n    V2R5  0035 0038 0039 002F 0032 0033\n')
  t.match(seen.out, '    3.2   C030 C02C C02F C02B\n')
})

test('check follows a Policy Agent configuration to its policy files', async (t) => {
  const dir = t.testdir({
    'pagent.conf': `LogLevel 255\nTcpImage TCPIP /etc/image.conf FLUSH PURGE 600\nTcpImage OTHER //'A.B(C)'\n`,
    etc: { 'image.conf': `TTLSConfig //'SYS1.TCPPARMS(TTLS)' FLUSH` },
    parms: { TTLS: BROKEN },
  })
  const { io, seen } = capture()
  const options = { root: dir, dataset: [`SYS1.TCPPARMS=${dir}/parms`] }
  t.equal(await check([`${dir}/pagent.conf`], options, io), 1)
  t.match(seen.out, /pagent\.conf:3:1: error ATTLS0606: the data set \/\/'A\.B\(C\)' is mapped to no folder/)
  t.equal(await check([`${dir}/pagent.conf`], { dataset: ['x'] }, io), 2)
  const one = t.testdir({
    'pagent.conf': `TcpImage TCPIP FLUSH\nTTLSConfig //'SYS1.TCPPARMS(TTLS)'`,
    parms: { TTLS: BROKEN },
  })
  const good = capture()
  t.equal(
    await check(
      [`${one}/pagent.conf`],
      { dataset: [`SYS1=${one}/p`, `SYS1.TCPPARMS=${one}/parms`] },
      good.io,
    ),
    1,
  )
  t.match(good.seen.out, /parms\/TTLS:3:15: error ATTLS0202/)
})

const NOW = Date.parse('2026-11-20T00:00:00Z')
const DAY = 86_400_000

function certificate(parts: Partial<InventoryCertificate>): InventoryCertificate {
  return {
    label: 'SERVER',
    usage: 'PERSONAL',
    isDefault: true,
    isTrusted: true,
    hasPrivateKey: true,
    keyType: 'RSA',
    notBefore: NOW - 365 * DAY,
    notAfter: NOW + 365 * DAY,
    ...parts,
  }
}

test('check with key rings says what is missing in them', async (t) => {
  const CA = certificate({ label: 'CA', usage: 'CERTAUTH', isDefault: false, hasPrivateKey: false })
  const client = (ring: readonly InventoryCertificate[]) => ({
    'IMSSTC/IMS.KeyRing': [certificate({})],
    'LIBSERV/zCEE.KeyRing': ring,
  })
  const cases: [name: string, rings: Record<string, readonly InventoryCertificate[]>, codes: string[]][] = [
    ['all is there', client([CA]), []],
    ['no ring', { 'IMSSTC/IMS.KeyRing': [certificate({})] }, ['ATTLS0501']],
    ['no CA for the client', client([]), ['ATTLS0507']],
    ['no server certificate', { ...client([CA]), 'IMSSTC/IMS.KeyRing': [CA] }, ['ATTLS0502']],
    [
      'expired',
      { ...client([CA]), 'IMSSTC/IMS.KeyRing': [certificate({ notAfter: NOW - DAY })] },
      ['ATTLS0504'],
    ],
    [
      'expiring',
      { ...client([CA]), 'IMSSTC/IMS.KeyRing': [certificate({ notAfter: NOW + 9 * DAY })] },
      ['ATTLS0505'],
    ],
    [
      'not yet valid',
      { ...client([CA]), 'IMSSTC/IMS.KeyRing': [certificate({ notBefore: NOW + DAY })] },
      ['ATTLS0506'],
    ],
    [
      'a key no suite works with',
      { ...client([CA]), 'IMSSTC/IMS.KeyRing': [certificate({ keyType: 'EC' })] },
      ['ATTLS0508'],
    ],
  ]
  for (const [name, rings, codes] of cases) {
    const inventory: RingInventory = {
      ring: (owner, ring) => rings[`${owner}/${ring}`],
      owners: (ring) =>
        Object.keys(rings).flatMap((key) => (key.endsWith(`/${ring}`) ? [key.split('/')[0] ?? ''] : [])),
    }
    const { io, seen } = capture()
    await check(['policies/ims-connect.policy'], { level: 'V2R3', racf: 'x', format: 'json' }, io, {
      now: NOW,
      openRings: async () => ok(inventory),
    })
    const found = JSON.parse(seen.out).files[0].findings.map((one: { code: string }) => one.code)
    t.same(
      found.filter((code: string) => code.startsWith('ATTLS05')),
      codes,
      name,
    )
  }
})
