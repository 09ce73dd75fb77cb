import { test } from 'tap'
import { firstFailure } from '../../src/match/condition.ts'
import { Matcher } from '../../src/match/matcher.ts'
import { policyOf, Random, testSeed } from '../policy/support.ts'
import { factsOf } from './random-facts.ts'

const SEED = testSeed()
const GROUP = 'TTLSGroupAction g\n{\nTTLSEnabled Off\n}'

function rule(name: string, address: string): string {
  return `TTLSRule ${name}\n{\n${address}\nLocalPortRange 443\nDirection Inbound\nTTLSGroupActionRef g\n}`
}

test(`many rules for one port agree with the naive loop on every address (ATTLS_SEED=${SEED})`, (t) => {
  const random = new Random(SEED)
  const byte = () => random.below(256)
  const addresses = [
    () => `RemoteAddr 10.0.${random.below(4)}.${byte()}`,
    () => `RemoteAddr 10.0.${random.below(4)}.0/${16 + random.below(17)}`,
    () => `RemoteAddr 2001:db8::${random.below(16).toString(16)}:0/${96 + random.below(33)}`,
    () => `RemoteAddr 0.0.0.0/0`,
    () => '',
  ]
  for (let round = 0; round < 30; round++) {
    const rules = Array.from({ length: 33 + random.below(100) }, (_, number) => {
      // Rules for all addresses are seldom, or nothing else would ever match.
      const pick = random.below(40) === 0 ? random.below(5) : random.below(3)
      return rule(`r${number}`, addresses[pick]?.() ?? '')
    })
    const policy = policyOf([...rules, GROUP].join('\n'))
    const matcher = new Matcher(policy)
    for (let connection = 0; connection < 60; connection++) {
      const remote =
        random.below(3) === 0
          ? `2001:db8::${random.below(16).toString(16)}:${byte().toString(16)}`
          : `10.0.${random.below(5)}.${byte()}`
      const facts = factsOf('inbound', '192.0.2.1', 443, remote, 50_000)
      const found = matcher.match(facts, 0)
      const expected = policy.rules.find((one) => firstFailure(one, facts, 0) === undefined)
      if (found !== expected) return t.equal(found?.name, expected?.name, remote)
    }
  }
  t.pass('1800 addresses')
  return t.end()
})

test('of ten thousand partners of one port a lookup looks at the one that connects', (t) => {
  const partners = Array.from({ length: 10_000 }, (_, number) =>
    rule(`p${number}`, `RemoteAddr 10.${number >> 8}.${number & 255}.0/24`),
  )
  const matcher = new Matcher(policyOf([...partners, rule('zz', 'RemoteAddr 0.0.0.0/0'), GROUP].join('\n')))
  const facts = factsOf('inbound', '192.0.2.1', 443, '10.7.9.1', 50_000)
  t.strictSame(
    [...matcher.candidates(facts)].map(({ name }) => name),
    [`p${7 * 256 + 9}`, 'zz'],
  )
  t.end()
})
