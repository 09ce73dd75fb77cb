import { test } from 'tap'
import { compilePolicy, mapConnection } from '../../src/match/map.ts'
import { randomFacts } from '../match/random-facts.ts'
import { randomPolicy } from '../match/random-policy.ts'
import { policyOf, Random, read, testSeed } from './support.ts'

const OFF = 'TTLSGroupAction off\n{\nTTLSEnabled Off\n}\nTTLSGroupAction other\n{\nTTLSEnabled Off\n}\n'
const rule = (name: string, lines: string, group = 'off') =>
  `TTLSRule ${name}\n{\n${lines}\nTTLSGroupActionRef ${group}\n}\n`

function coverage(text: string): string[] {
  return read(text)
    .diagnostics.filter((one) => ['ATTLS0413', 'ATTLS0414'].includes(one.code))
    .map((one) => `${one.code} ${one.message.replace(/.*TTLSRule (\S+).*/, '$1')}`)
}

test('a rule that one before it covers can never match', (t) => {
  const cases: [name: string, wide: string, narrow: string, covered: boolean][] = [
    ['the same ports', 'LocalPortRange 80\nDirection Inbound', 'LocalPortRange 80\nDirection Inbound', true],
    [
      'a port in a range',
      'LocalPortRange 1-100\nDirection Both',
      'LocalPortRange 80\nDirection Inbound',
      true,
    ],
    [
      'a range in a port',
      'LocalPortRange 80\nDirection Both',
      'LocalPortRange 1-100\nDirection Inbound',
      false,
    ],
    ['another direction', 'LocalPortRange 80\nDirection Inbound', 'LocalPortRange 80\nDirection Both', false],
    [
      'a prefix in a prefix',
      'RemoteAddr 10.0.0.0/8\nDirection Both',
      'RemoteAddr 10.1.0.0/16\nDirection Both',
      true,
    ],
    ['another family', 'RemoteAddr 0.0.0.0/0\nDirection Both', 'RemoteAddr ::/0\nDirection Both', false],
    ['any job', 'LocalPortRange 80\nDirection Both', 'LocalPortRange 80\nJobname A\nDirection Both', true],
    ['a job prefix', 'Jobname AB*\nDirection Both', 'Jobname ABC*\nDirection Both', true],
    ['a longer job prefix', 'Jobname ABC*\nDirection Both', 'Jobname AB*\nDirection Both', false],
    [
      'a time condition',
      'LocalPortRange 80\nIpTimeCondition\n{\nDayOfWeekMask 0111110\n}\nDirection Both',
      'LocalPortRange 80\nDirection Both',
      false,
    ],
  ]
  for (const [name, wide, narrow, covered] of cases) {
    const text = rule('first', `${wide}\nPriority 5`) + rule('second', `${narrow}\nPriority 4`, 'other') + OFF
    t.same(coverage(text), covered ? ['ATTLS0413 second'] : [], name)
  }
  t.end()
})

test('rules of one priority that meet and lead elsewhere are named', (t) => {
  const meet =
    rule('a', 'LocalPortRange 80\nDirection Both') + rule('b', 'Jobname X\nDirection Inbound', 'other')
  t.same(coverage(meet + OFF), ['ATTLS0414 b'])
  const same = rule('a', 'LocalPortRange 80\nDirection Both') + rule('b', 'Jobname X\nDirection Inbound')
  t.same(coverage(same + OFF), [], 'the same actions')
  const apart =
    rule('a', 'LocalPortRange 80\nDirection Both') + rule('b', 'LocalPortRange 81\nDirection Both', 'other')
  t.same(coverage(apart + OFF), [], 'other ports')
  const ordered =
    rule('a', 'LocalPortRange 80\nPriority 2\nDirection Both') +
    rule('b', 'Jobname X\nDirection Inbound', 'other')
  t.same(coverage(ordered + OFF), [], 'another priority is on purpose')
  t.end()
})

const SEED = testSeed()

test(`no connection ever maps to a rule that is called shadowed (ATTLS_SEED=${SEED})`, (t) => {
  const random = new Random(SEED)
  let shadowed = 0
  for (let round = 0; round < 60; round++) {
    const text = randomPolicy(random)
    const names = new Set(
      coverage(text).flatMap((found) => (found.startsWith('ATTLS0413') ? [found.slice(10)] : [])),
    )
    shadowed += names.size
    const compiled = compilePolicy(policyOf(text))
    for (let connection = 0; connection < 60; connection++) {
      const mapping = mapConnection(randomFacts(random), compiled, random.below(2_000_000_000) * 1000)
      if ('rule' in mapping && names.has(mapping.rule.name)) return t.fail(`${mapping.rule.name} in\n${text}`)
    }
  }
  t.ok(shadowed > 20, `${shadowed} rules were shadowed`)
  return t.end()
})
