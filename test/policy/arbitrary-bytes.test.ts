import { test } from 'tap'
import { FINDING_LIMIT } from '../../src/policy/findings.ts'
import { PARAMETERS, STATEMENTS } from '../../src/policy/keywords.ts'
import { LARGEST_FILE } from '../../src/policy/parse.ts'
import { basePolicy, Random, read, testSeed } from './support.ts'

const SEED = testSeed()
const WORDS = [...STATEMENTS, ...PARAMETERS].map((entry) => entry.keyword)
const PIECES = [
  '{',
  '}',
  '\n',
  '\n',
  ' ',
  '\t',
  '#',
  '*',
  'On',
  '7',
  'All',
  '0.0.0.0/0',
  'x',
  '\0',
  '\u{1f512}',
  '__proto__',
]

function garbage(random: Random): string {
  const length = random.below(400)
  return Array.from({ length }, () =>
    random.chance(30)
      ? random.pick(WORDS)
      : random.chance(80)
        ? random.pick(PIECES)
        : String.fromCharCode(random.below(65_536)),
  ).join(random.chance(50) ? ' ' : '')
}

test(`arbitrary text ends in a value (ATTLS_SEED=${SEED})`, (t) => {
  const random = new Random(SEED)
  for (let round = 0; round < 1500; round++) {
    const text = garbage(random)
    const { policy, diagnostics } = read(text)
    if (policy && diagnostics.some((one) => one.severity === 'error')) t.fail(JSON.stringify(text))
    if (diagnostics.length > FINDING_LIMIT + 1) t.fail(`${diagnostics.length} findings`)
  }
  t.pass('nothing was thrown')
  t.end()
})

test(`a valid policy with random damage ends in a value (ATTLS_SEED=${SEED})`, (t) => {
  const random = new Random(SEED)
  const lines = basePolicy({ connection: 'Trace 7' }).split('\n')
  for (let round = 0; round < 1500; round++) {
    const damaged = [...lines]
    for (let hits = random.below(4); hits >= 0; hits--) {
      const at = random.below(damaged.length)
      if (random.chance(50)) damaged.splice(at, 1)
      else damaged.splice(at, 0, random.chance(50) ? garbage(random) : random.pick(lines))
    }
    read(damaged.join('\n'), { strict: random.chance(50) })
  }
  t.pass('nothing was thrown')
  t.end()
})

test('deep nesting, long lines and floods of mistakes are limited', (t) => {
  const deep = read('TTLSRule r\n{\n'.repeat(1) + 'x\n{\n'.repeat(50_000))
  t.ok(deep.diagnostics.length <= FINDING_LIMIT + 1)
  t.ok(deep.diagnostics.some((one) => one.code === 'ATTLS0115'))
  const flood = read('bad line\n'.repeat(50_000))
  t.equal(flood.diagnostics.length, FINDING_LIMIT + 1)
  t.match(flood.diagnostics.at(-1), { code: 'ATTLS0004', message: /49000 more/ })
  t.notOk(flood.policy)
  const long = read(`TTLSRule ${'x'.repeat(1_000_000)}`)
  t.ok(long.diagnostics.every((one) => one.message.length < 1000))
  t.match(read('x'.repeat(LARGEST_FILE + 1)).diagnostics, [{ code: 'ATTLS0001' }])
  t.match(read('\n'.repeat(1_000_001)).diagnostics, [{ code: 'ATTLS0002' }])
  t.end()
})

test('long lists and many names take time in proportion', (t) => {
  // With a quadratic step each of these would run into the limit of the test runner.
  const labels = Array.from({ length: 60_000 }, (_, number) => `ServerCertificateLabel L${number}`)
  const list = read(`TTLSEnvironmentAdvancedParms a\n{\n${labels.join('\n')}\n}`)
  t.ok(list.policy)
  const missing = Array.from(
    { length: 20_000 },
    (_, number) =>
      `TTLSRule r${number}\n{\nTTLSGroupActionRef nearly${number}x\n}\nTTLSGroupAction nearly${number}\n{\n}`,
  )
  t.equal(read(missing.join('\n')).diagnostics.length, FINDING_LIMIT + 1)
  const lone = read(`TTLSRule r\n{\n${'Direction\nfoo\n'.repeat(60_000)}}`)
  t.equal(lone.diagnostics.length, FINDING_LIMIT + 1)
  t.end()
})
