import { test } from 'tap'
import { firstFailure, normalized } from '../../src/match/condition.ts'
import type { ConnectionFacts } from '../../src/match/facts.ts'
import { compilePolicy, mapConnection } from '../../src/match/map.ts'
import { Matcher } from '../../src/match/matcher.ts'
import type { Policy, Rule } from '../../src/policy/policy.ts'
import { policyFile, policyOf, Random, testSeed } from '../policy/support.ts'
import { factsOf, randomFacts } from './random-facts.ts'
import { randomPolicy } from './random-policy.ts'

/** The law: the first rule in order of lookup all of whose conditions hold. */
function naiveMatch(policy: Policy, facts: ConnectionFacts, now: number): Rule | undefined {
  return policy.rules.find((rule) => firstFailure(rule, normalized(facts), now) === undefined)
}

const SEED = testSeed()
const DAY = 86_400_000

test(`the matcher agrees with the naive loop (ATTLS_SEED=${SEED})`, (t) => {
  const random = new Random(SEED)
  let matched = 0
  for (let round = 0; round < 150; round++) {
    const policy = policyOf(randomPolicy(random))
    const matcher = new Matcher(policy)
    for (let connection = 0; connection < 40; connection++) {
      const facts = randomFacts(random)
      const now = Date.UTC(2026, 0, 1) + random.below(365 * 24) * (DAY / 24)
      const expected = naiveMatch(policy, facts, now)
      const found = matcher.match(facts, now)
      if (found !== expected) return t.equal(found?.name, expected?.name, JSON.stringify(facts, bigint))
      if (found) matched++
    }
  }
  t.ok(matched > 500, `${matched} connections matched a rule`)
  return t.end()
})

const bigint = (_key: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)

test('a lookup looks only at rules whose ports match, however many others there are', (t) => {
  const server = (port: number) =>
    `TTLSRule s${port}\n{\nLocalPortRange ${port}\nDirection Inbound\nTTLSGroupActionRef g\n}`
  const client = (port: number) =>
    `TTLSRule c${port}\n{\nLocalPortRange 1024-65535\nRemotePortRange ${port}\nDirection Outbound\nTTLSGroupActionRef g\n}`
  const both = (port: number) =>
    `TTLSRule b${port}\n{\nLocalPortRange 1-${port}\nRemotePortRange ${port}-65535\nDirection Outbound\nTTLSGroupActionRef g\n}`
  const group = 'TTLSGroupAction g\n{\nTTLSEnabled Off\n}'
  const looked = [10, 1000].map((count) => {
    const ports = Array.from({ length: count }, (_, index) => 2000 + index)
    const text = [...ports.map(server), ...ports.map(client), both(30_000), group].join('\n')
    const matcher = new Matcher(policyOf(text))
    const inbound = factsOf('inbound', '192.0.2.1', 2003, '192.0.2.2', 40_000)
    const outbound = factsOf('outbound', '192.0.2.1', 20_000, '192.0.2.2', 2003)
    const wide = factsOf('outbound', '192.0.2.1', 20_000, '192.0.2.2', 40_000)
    return [inbound, outbound, wide].map((facts) => [...matcher.candidates(facts)].map((rule) => rule.name))
  })
  t.same(looked[0], [['s2003'], ['c2003'], ['b30000']])
  t.same(looked[1], looked[0])
  t.end()
})

test('rules that are filed under one side only are still tested for the other', (t) => {
  const singles = (from: number) =>
    Array.from({ length: 40 }, (_, index) => `PortRange\n{\nPort ${from + 2 * index}\n}`).join('\n')
  const policy = policyOf(
    `TTLSRule r\n{\nLocalPortGroupRef a\nRemotePortGroupRef b\nDirection Both\nTTLSGroupActionRef g\n}
PortGroup a\n{\n${singles(1000)}\n}\nPortGroup b\n{\n${singles(2000)}\n}\nTTLSGroupAction g\n{\nTTLSEnabled Off\n}`,
  )
  const matcher = new Matcher(policy)
  const at = (local: number, remote: number) =>
    matcher.match(factsOf('inbound', '192.0.2.1', local, '192.0.2.2', remote), 0)?.name
  t.equal(at(1002, 2004), 'r')
  t.equal(at(1002, 2005), undefined)
  t.equal(at(1003, 2004), undefined)
  t.end()
})

test('the lab policy maps both ends of one connection, and nothing else', (t) => {
  const compiled = compilePolicy(policyFile('ims-connect.policy', { level: 'V2R3' }))
  const ip = '192.168.17.220'
  const server = mapConnection(factsOf('inbound', ip, 5555, ip, 2693, 'IMS15HWS', 'IMSSTC'), compiled, 0)
  const client = mapConnection(factsOf('outbound', ip, 2693, ip, 5555, 'BAQSTRT', 'LIBSERV'), compiled, 0)
  t.match(server, {
    kind: 'mapped',
    rule: { name: 'IMSDBConnectRule~1' },
    connection: { name: 'cAct1~IMSDBConnect' },
  })
  t.match(client, {
    kind: 'mapped',
    rule: { name: 'IMSDBClientRule~2' },
    connection: { name: 'cAct2~IMSDBClient' },
  })
  const others = [
    factsOf('inbound', ip, 5555, ip, 2693, 'OTHER'),
    factsOf('inbound', ip, 5556, ip, 2693, 'IMS15HWS'),
    factsOf('outbound', ip, 80, ip, 5555, 'BAQSTRT'),
    factsOf('outbound', '::1', 2693, '::1', 5555, 'BAQSTRT'),
  ]
  for (const facts of others)
    t.same(mapConnection(facts, compiled, 0), { kind: 'unmapped', reason: 'no-rule' })
  const again = mapConnection(factsOf('inbound', ip, 5555, ip, 2694, 'IMS15HWS'), compiled, 0)
  if (server.kind !== 'mapped' || again.kind !== 'mapped') return t.fail('not mapped')
  t.equal(again.effective, server.effective, 'effective values are computed once')
  return t.end()
})

test('TTLSEnabled Off is unmapped with its rule, actions and trace', (t) => {
  const text =
    'TTLSRule r\n{\nLocalPortRange 80\nDirection Both\nTTLSGroupActionRef g\n}\nTTLSGroupAction g\n{\nTTLSEnabled Off\nTrace 6\n}'
  const mapping = mapConnection(
    factsOf('inbound', '192.0.2.1', 80, '192.0.2.2', 9),
    compilePolicy(policyOf(text)),
    0,
  )
  t.match(mapping, {
    kind: 'unmapped',
    reason: 'ttls-off',
    rule: { name: 'r' },
    group: { name: 'g' },
    trace: 6,
  })
  t.end()
})

test('an IPv4 peer of a dual-stack socket matches IPv4 conditions', (t) => {
  const text =
    'TTLSRule r\n{\nRemoteAddr 192.0.2.0/24\nDirection Both\nTTLSGroupActionRef g\n}\nTTLSGroupAction g\n{\nTTLSEnabled Off\n}'
  const matcher = new Matcher(policyOf(text))
  t.equal(matcher.match(factsOf('inbound', '::ffff:10.0.0.1', 80, '::ffff:192.0.2.9', 9), 0)?.name, 'r')
  t.equal(matcher.match(factsOf('inbound', '10.0.0.1', 80, '2001:db8::1', 9), 0), undefined)
  t.end()
})
