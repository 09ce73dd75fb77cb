import { test } from 'tap'
import { policyTest } from '../../src/cli/policy-test.ts'
import { capture } from './capture.ts'

test('the example passes all its tests', async (t) => {
  const { io, seen } = capture()
  t.equal(await policyTest('examples/policy-ci/tests/web.yaml', {}, io), 0, seen.err)
  t.match(seen.out, /4 passed, 0 failed\n$/)
})

const POLICY = `TTLSRule r\n{\nLocalPortRange 443\nDirection Inbound\nTTLSGroupActionRef g\nTTLSEnvironmentActionRef e\n}
TTLSGroupAction g\n{\nTTLSEnabled On\n}
TTLSEnvironmentAction e\n{\nHandshakeRole Server\nTTLSKeyringParms\n{\nKeyring A/B\n}\n}\n`

test('a test that fails says what was expected and what was found', async (t) => {
  const connection = '{ direction: inbound, local: "192.0.2.1:443", remote: "192.0.2.2:9" }'
  const dir = t.testdir({
    'p.policy': POLICY,
    'suite.yaml': `policy: p.policy
level: "3.1"
tests:
  - { name: wrong role, connection: ${connection}, expect: { rule: r, role: Client, protocol: TLSv1.3 } }
  - { name: not clear, connection: ${connection}, expect: clear }
  - { name: unknown, connection: ${connection}, expect: { values: { Nonsense: 1 } } }
  - { name: no rule, connection: { direction: inbound, local: "192.0.2.1:444", remote: "192.0.2.2:9" }, expect: { rule: r } }
  - { name: right, connection: ${connection}, expect: { rule: r, keyring: A/B } }
`,
  })
  const { io, seen } = capture()
  t.equal(await policyTest(`${dir}/suite.yaml`, {}, io), 1)
  t.match(seen.out, 'role: expected Client, found Server')
  t.match(seen.out, 'protocol: expected TLSv1.3, found TLSv1.1')
  t.match(seen.out, 'expected clear text, but rule r secures it')
  t.match(seen.out, 'there is no parameter Nonsense')
  t.match(seen.out, 'rule: expected r, found none')
  t.match(seen.out, /1 passed, 4 failed\n$/)
})

test('a file that is not a suite, or names a broken policy, says so', async (t) => {
  const dir = t.testdir({
    'bad.yaml': 'policy: p\ntests:\n  - { name: x, connection: {}, expect: clear, extra: 1 }\n',
    'broken.yaml':
      'policy: broken.policy\ntests:\n  - { name: x, connection: { direction: inbound, local: "1.2.3.4:1", remote: "1.2.3.4:2" }, expect: clear }\n',
    'broken.policy': 'junk\n',
  })
  for (const [file, message] of [
    ['bad.yaml', /tests\.0/],
    ['broken.yaml', /ATTLS0108/],
    ['missing.yaml', /missing\.yaml/],
  ] as const) {
    const { io, seen } = capture()
    t.equal(await policyTest(`${dir}/${file}`, {}, io), 1, file)
    t.match(seen.err, message)
  }
})
