import { test } from 'tap'
import { pasearchReport, renderInputOf } from '../../src/operator/pasearch.ts'
import { renderPolicy } from '../../src/policy/render.ts'
import { corpusFile, skipWithoutCorpus } from '../support/corpus.ts'
import { basePolicy, policyFile, policyOf } from './support.ts'

const LOADED = new Date(2020, 5, 12, 13, 31, 0).getTime()
const NOW = new Date(2020, 5, 12, 13, 31, 5).getTime()

/** Without dates and trailing blanks. */
function comparable(report: string): string[] {
  return report
    .replace(/(Policy (?:created|updated):).*/g, '$1')
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd())
}

type Edit = readonly [from: string | RegExp, to: string]

/** The reports are some weeks younger than the files: what was changed on that system in between. */
const AZF_CIPHERS: Edit = [/# TLSv1\.3\n {2}V3CipherSuites {6}TLS_CHACHA20[\s\S]*?C02\n/, '']

const CASES: readonly {
  readonly rule: string
  readonly file: string
  readonly edits: readonly Edit[]
}[] = [
  { rule: 'CSSMTPRule', file: 'colinpaice-attls-client__PAGENTTN', edits: [] },
  { rule: 'CPJES2OUT', file: 'colinpaice-attls-client__PAGENTTN', edits: [AZF_CIPHERS] },
  { rule: 'AZFClientRule', file: 'colinpaice-attls-client__PAGENTTN', edits: [AZF_CIPHERS] },
  { rule: 'AZFMutAuthRule', file: 'colinpaice-attls-client__PAGENTTN', edits: [AZF_CIPHERS] },
  {
    rule: 'COLATTLJ',
    file: 'colinpaice-attls-client__PAGENTTN',
    edits: [
      ['# Jobname                     COLCOMPI', 'Jobname COLCOMPI\n  RemoteAddr 10.1.1.2'],
      ['# Userid                      COLIN', 'Userid COLIN'],
      [
        '  HandshakeRole                       Server\n',
        '  HandshakeRole ServerWithClientAuth\n  Trace 255\n',
      ],
      ['  TTLSCipherParmsRef  TLS13\n', ''],
      [
        '  ApplicationControlled         On',
        '  ApplicationControlled Off\n  ServerCertificateLabel NISTECCTEST',
      ],
      [' V3CipherSuites      TLS_CHACHA20_POLY1305_SHA256\n#V3', '#V3'],
    ],
  },
  {
    rule: 'DEFAULTRULE13',
    file: 'colinpaice-easyattls__attls.txt',
    edits: [
      [
        /TTLSEnvironmentActionRef EDEFAULTRULE13\n.*\n.*\n/,
        'TTLSEnvironmentActionRef EDEFAULTRULE13\nTTLSConnectionActionRef CDEFAULTRULE13\nTTLSGroupActionRef GDEFAULTRULE13\n',
      ],
      [/(TTLSConnectionAction CDEFAULTRULE13[\s\S]*?)TLSv1\.1 Off/, '$1SSLv3 Off\nTLSv1 Off\nTLSv1.1 Off'],
      [/EDEFAULTRULE13/g, 'DEFAULTTNEA'],
      [/CDEFAULTRULE13/g, 'DEFAULTTNCA13'],
      [/GDEFAULTRULE13/g, 'DEFAULTTNGA'],
    ],
  },
]

test('the report of a rule equals that of z/OS 3.1', { skip: skipWithoutCorpus }, (t) => {
  for (const { rule, file, edits } of CASES) {
    let text = corpusFile(`policies/${file}`)
    for (const [from, to] of edits) {
      t.notSame(text.replace(from, to), text, `${rule}: ${from} is in the file`)
      text = text.replace(from, to)
    }
    const policy = policyOf(text, { level: '3.1' })
    const report = renderPolicy(renderInputOf(policy, 'TCPIP', LOADED, NOW), { filter: rule })
    const expected = corpusFile(`pasearch/colinpaice-easyattls__pasearch-rules__${rule}.txt`)
    t.same(comparable(report).slice(5), comparable(expected), rule)
  }
  t.end()
})

test('the header and the conditions of the lab policy stand in their columns', (t) => {
  const policy = policyFile('ims-connect.policy', { level: 'V2R3' })
  const lines = renderPolicy(renderInputOf(policy, 'TCPIP1', LOADED, NOW)).split('\n')
  t.same(lines.slice(0, 5), [
    '',
    'TCP/IP pasearch CS V2R3                   Image Name: TCPIP1                   ',
    '  Date:                 06/12/2020        Time:  13:31:05',
    `  TTLS Instance Id:     ${LOADED / 1000}`,
    '',
  ])
  const trimmed = lines.map((line) => line.trimEnd())
  const at = trimmed.indexOf('policyRule:             IMSDBConnectRule~1')
  t.same(trimmed.slice(at + 27, at + 38), [
    '   Local Address:',
    '    FromAddr:           0.0.0.0',
    '    Prefix:             0',
    '   Remote Address:',
    '    FromAddr:           0.0.0.0',
    '    Prefix:             0',
    '   LocalPortFrom:       5555              LocalPortTo:       5555',
    '   RemotePortFrom:      0                 RemotePortTo:      0',
    '   JobName:             IMS15HWS          UserId:',
    '   ServiceDirection:    Inbound',
    '  Policy created: Fri Jun 12 13:31:00 2020',
  ])
  t.equal(lines[1]?.length, 79)
  t.end()
})

test('options select rules, actions, names, one name, inactive entries and images', (t) => {
  const text = basePolicy({
    connection: 'Trace 7',
    more: `TTLSRule night\n{\nLocalPortRange 9000\nDirection Inbound\nTTLSGroupActionRef g1\nTTLSEnvironmentActionRef e1\nIpTimeConditionRef never\n}
IpTimeCondition never\n{\nMonthOfYearMask 000000000000\n}`,
  })
  const render = renderInputOf(policyOf(text), 'TCPIP', LOADED, NOW)
  const configuration = { file: '/etc/x.policy', flush: true, purge: false, intervalSeconds: 1800 }
  const report = (options: object) => {
    const text = pasearchReport({ images: [{ render, configuration }] }, options)
    return text
      ?.split('\n')
      .filter((line) => /^policyRule| {2}TTLS Action/.test(line))
      .map((line) => line.trimEnd())
  }
  const rule = 'policyRule:             r1'
  const actions = ['g1', 'e1', 'c1'].map((name) => `  TTLS Action:                  ${name}`)
  t.same(report({}), [rule, ...actions])
  t.same(report({ r: true }), [rule])
  t.same(report({ a: true }), actions)
  t.same(report({ a: true, r: true }), [rule, ...actions])
  t.same(report({ n: true }), [rule, ...actions])
  t.same(report({ f: 'c1', a: true }), actions.slice(2))
  t.same(report({ I: true, r: true }), ['policyRule:             night'])
  t.equal(pasearchReport({ images: [{ render, configuration }] }, { C: true }), 'TCPIP\n')
  t.equal(pasearchReport({ images: [{ render, configuration }] }, { f: 'zzz' }), 'No policies retrieved\n')
  t.equal(pasearchReport({ images: [{ render, configuration }] }, { q: true }), 'No policies retrieved\n')
  t.equal(pasearchReport({ images: [{ render, configuration }] }, { p: 'OTHER' }), undefined)
  t.match(
    pasearchReport({ images: [{ render, configuration }] }, { c: true }),
    /Config File: +\/etc\/x.policy/,
  )
  const json = JSON.parse(pasearchReport({ images: [{ render, configuration }] }, { json: true }) ?? '')
  t.match(json, {
    image: 'TCPIP',
    entries: [{ rule: 'r1', actions: [{ name: 'g1' }, { name: 'e1' }, { name: 'c1' }] }],
  })
  t.end()
})

test('a time condition is shown by its own clock and by UTC', (t) => {
  const text = basePolicy({}).replace(
    'LocalPortRange 8443',
    'LocalPortRange 8443\nIpTimeCondition\n{\nDayOfWeekMask 0111110\nTimeOfDayRange 08:00-17:30\nTimeZone UTC\nConditionTimeRange 20200101000000:20301231235959\n}',
  )
  const lines = renderPolicy(renderInputOf(policyOf(text), 'TCPIP', LOADED, NOW))
    .split('\n')
    .map((line) => line.trimEnd())
  const at = lines.indexOf('   Day of Month Mask:')
  t.same(lines.slice(at + 3, at + 5), [
    '   Month of Yr Mask:    111111111111',
    '   Day of Week Mask:    0111110  (Sunday - Saturday)',
  ])
  t.same(lines.slice(at + 7, at + 10), [
    '   Fr TimeOfDay:        08:00             To TimeOfDay:      17:30',
    '   Fr TimeOfDay UTC:    08:00             To TimeOfDay UTC:  17:30',
    '   TimeZone:            UTC',
  ])
  t.match(lines[at + 5], /^ {3}Start Date Time: {5}20\d{12}$/)
  t.end()
})
