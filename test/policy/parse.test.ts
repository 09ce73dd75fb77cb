import { test } from 'tap'
import { basePolicy, places, policyOf, read } from './support.ts'

const GROUP = 'TTLSGroupAction g\n{\n  TTLSEnabled Off\n}\n'
const rule = (lines: string) =>
  `TTLSRule r\n{\n${lines}\n  Direction Both\n  TTLSGroupActionRef g\n}\n${GROUP}`

test('layout means nothing: case, tabs, blanks, trailing text, comments and order', (t) => {
  const policy = policyOf(
    '\ufeff\t\tttlsrule out#2 # comment\r\n{  \r\n\tlocalPORTrange\t443   # trailing\r\n JOBNAME web*\r\ndirection BOTH\r\n' +
      '   TTLSGroupActionRef g#2\r\n  }\r\n#Priority 5\r\n### box ###\r\nTTLSGroupAction g#2\r\n{\r\n ttlsenabled OFF\r\n}',
  )
  const [first] = policy.rules
  t.equal(first?.name, 'out#2')
  t.equal(first?.groupAction, 'g#2')
  t.same(first?.conditions.localPorts, [{ low: 443, high: 443 }])
  t.same(first?.conditions.job, { text: 'WEB', isPrefix: true })
  t.equal(first?.direction, 'Both')
  t.equal(first?.priority, 1)
  t.end()
})

test('each oddity draws its finding at its line', (t) => {
  const cases: [name: string, text: string, expected: string[]][] = [
    ['a lost closing brace', `PortRange p\n{\n  Port 80\n${rule('  LocalPortRangeRef p')}`, ['4:ATTLS0102']],
    ['a lost opening brace', rule('  LocalPortRangeRef p') + 'PortRange p\n  Port 80\n}', ['11:ATTLS0101']],
    ['a brace too many', `${rule('  LocalPortRange 80')}}`, ['11:ATTLS0103']],
    [
      'braces on other lines',
      rule('  LocalPortRangeRef p') + 'PortRange p {\n  Port 80 }',
      ['11:ATTLS0105', '12:ATTLS0105'],
    ],
    ['a star comment', `* comment\n${rule('  LocalPortRange 80')}`, ['1:ATTLS0109']],
    ['plain text', `Some words\n${rule('  LocalPortRange 80')}`, ['1:ATTLS0108']],
    ['TTLSConfig', `TTLSConfig /etc/x\n${rule('  LocalPortRange 80')}`, ['1:ATTLS0117']],
    ['a misspelt parameter', rule('  LocalPortRnge 80\n  Jobname A'), ['3:ATTLS0112']],
    [
      'a misspelt statement',
      `${rule('  LocalPortRange 80')}TLLSGroupAction x\n{\n  TTLSEnabled On\n}`,
      ['11:ATTLS0113'],
    ],
    ['a missing value', rule('  LocalPortRange\n  Jobname A'), ['3:ATTLS0201']],
    ['ports as All', rule('  LocalPortRange All'), ['3:ATTLS0205']],
    ['a short address', rule('  RemoteAddr 5000'), ['3:ATTLS0207']],
    ['a mapped address', rule('  RemoteAddr ::ffff:192.0.2.1'), ['3:ATTLS0208']],
    ['a placeholder', rule('  LocalPortRange [port]'), ['3:ATTLS0213']],
    ['trailing text', rule('  LocalPortRange 80 or so'), ['3:ATTLS0116']],
    ['an undefined name', rule('  LocalPortRangeRef p9'), ['3:ATTLS0301']],
    ['no condition', rule(''), ['1:ATTLS0304']],
    ['a repeated parameter', rule('  LocalPortRange 80\n  Priority 5\n  Priority 6'), ['5:ATTLS0120']],
    ['the same value twice', rule('  LocalPortRange 80\n  Priority 5\n  Priority 5'), []],
    ['a second definition', `${rule('  LocalPortRange 80')}${GROUP}`, ['11:ATTLS0118']],
    ['a parameter outside', `Port 80\n${rule('  LocalPortRange 80')}`, ['1:ATTLS0110']],
    ['a job name that is too long', rule('  Jobname ABCDEFGHIJ'), ['3:ATTLS0211']],
  ]
  for (const [name, text, expected] of cases) t.same(places(text), expected, name)
  t.end()
})

test('a Ref with a block is an error, and the block is read all the same', (t) => {
  const text = basePolicy({}).replace('TTLSKeyringParms', 'TTLSKeyringParmsRef')
  t.same(
    read(text)
      .diagnostics.filter((one) => one.severity === 'error')
      .map((one) => one.code),
    ['ATTLS0106'],
  )
  t.end()
})

test('near misses are named', (t) => {
  const hints = read(rule('  LocalPortRangeRef port~1') + 'PortRange port1\n{\n  Prt 80\n}').diagnostics
  t.match(hints.find((one) => one.code === 'ATTLS0301')?.hint, /port1/)
  t.match(hints.find((one) => one.code === 'ATTLS0112')?.hint, /Port\b/)
  t.end()
})

test('strict makes unknown keywords errors', (t) => {
  const text = rule('  LocalPortRange 80\n  Foo bar')
  t.ok(read(text).policy)
  t.notOk(read(text, { strict: true }).policy)
  t.end()
})

test('a statement of the stack file replaces that of the common file', async (t) => {
  const { readPolicy } = await import('../../src/policy/read-policy.ts')
  const { policy } = readPolicy([
    { file: 'common', text: rule('  LocalPortRange 80') },
    {
      file: 'stack',
      text: 'TTLSRule r\n{\n  LocalPortRange 81\n  Direction Both\n  TTLSGroupActionRef g\n}',
    },
  ])
  t.same(
    policy?.rules.map((one) => one.conditions.localPorts),
    [[{ low: 81, high: 81 }]],
  )
})

test('rules are ordered by priority, then by name as EBCDIC sorts', (t) => {
  const one = (name: string, priority: number) =>
    `TTLSRule ${name}\n{\n  LocalPortRange 80\n  Direction Both\n  Priority ${priority}\n  TTLSGroupActionRef g\n}\n`
  const policy = policyOf(
    one('9x', 1) + one('Ax', 1) + one('ax', 1) + one('low', 0 + 1) + one('high', 9) + GROUP,
  )
  t.same(
    policy.rules.map((found) => found.name),
    ['high', 'ax', 'low', 'Ax', '9x'],
  )
  t.end()
})
