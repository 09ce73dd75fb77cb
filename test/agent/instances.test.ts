import { test } from 'tap'
import { InstanceNumbers } from '../../src/agent/instances.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { readPolicy } from '../../src/policy/read-policy.ts'
import type { KeyRings } from '../../src/stack/snapshot.ts'
import { ruleText } from '../support/policy-text.ts'

function policy(...rules: Parameters<typeof ruleText>[0][]): Policy {
  const read = readPolicy([{ file: 'test.policy', text: rules.map(ruleText).join('\n') }])
  if (!read.policy) throw new Error(JSON.stringify(read.diagnostics))
  return read.policy
}

function rings(of: Policy, certificate: string): KeyRings {
  const ring = {
    name: 'r',
    certificates: [
      { label: 'l', owner: 'PATH', usage: 'PERSONAL', trust: 'TRUST', isDefault: true, certificate } as const,
    ],
  }
  return {
    opened: [{ ok: true, value: ring }],
    of: Object.fromEntries(
      Object.keys(of.environmentActions).map((name) => [name, { byUser: {}, others: 0 }]),
    ),
  }
}

const RULE = { name: 'a', direction: 'Inbound', port: 1, keyring: '/r.pem' } as const

test('unchanged actions keep their numbers, changed ones get new ones that were never used', async (t) => {
  const numbers = new InstanceNumbers()
  const install = (now: Policy, certificate = 'one') => {
    const { instances, keep } = numbers.number(now, rings(now, certificate))
    keep()
    return instances
  }
  const first = install(policy(RULE, { ...RULE, name: 'b', port: 2 }))
  const same = install(policy({ ...RULE, name: 'b', port: 2 }, RULE))
  t.strictSame(same, first, 'the order in the file is not content')
  const traced = install(policy({ ...RULE, trace: 255 }, { ...RULE, name: 'b', port: 2 }))
  t.not(traced.groups['g_a'], first.groups['g_a'])
  t.equal(traced.environments['e_a'], first.environments['e_a'])
  t.equal(traced.groups['g_b'], first.groups['g_b'])
  const renewed = install(policy({ ...RULE, trace: 255 }, { ...RULE, name: 'b', port: 2 }), 'two')
  t.not(renewed.environments['e_a'], first.environments['e_a'], 'a new certificate is a new environment')
  const back = install(policy(RULE, { ...RULE, name: 'b', port: 2 }))
  for (const [name, number] of Object.entries(back.environments))
    t.ok((number ?? 0) > (renewed.environments[name] ?? 0), 'numbers are never used twice')
})

test('numbers of a policy that was not kept are not in force', async (t) => {
  const numbers = new InstanceNumbers()
  const now = policy(RULE)
  const { instances, keep } = numbers.number(now, rings(now, 'one'))
  keep()
  const other = policy({ ...RULE, trace: 255 })
  numbers.number(other, rings(other, 'one'))
  t.strictSame(numbers.number(now, rings(now, 'one')).instances, instances)
})

test('an environment id is the same for everybody who asks, and forgotten with its instance', async (t) => {
  const numbers = new InstanceNumbers()
  const now = policy(RULE)
  const { instances, keep } = numbers.number(now, rings(now, 'one'))
  keep()
  const key = `${instances.environments['e_a']}:USER1`
  t.equal(numbers.environmentId(key), 1)
  t.equal(numbers.environmentId(key), 1)
  t.equal(numbers.environmentId(`${instances.environments['e_a']}:USER2`), 2)
})
