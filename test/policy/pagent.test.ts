import { test } from 'tap'
import { fail, ok } from '../../src/common/result.ts'
import { diagnosticFor } from '../../src/policy/findings.ts'
import { isPagentText, readPagent } from '../../src/policy/pagent/configuration.ts'
import { dataSetPath, parseDataSetName } from '../../src/policy/pagent/data-set.ts'

async function pagent(main: string, files: Record<string, string> = {}) {
  return await readPagent({ file: 'pagent.conf', text: main }, async (name) => {
    const text = files[name]
    return text === undefined
      ? fail(diagnosticFor('file-unreadable', undefined, { file: name, reason: 'there is no such file' }))
      : ok({ file: name, text })
  })
}

const codes = (reading: Awaited<ReturnType<typeof pagent>>) =>
  reading.diagnostics.map(({ code, place }) => `${place?.file}:${place?.line} ${code}`)

const POLICY = 'TTLSGroupAction g\n{\n  TTLSEnabled Off\n}\n'

test('stacks get the common policy first and their own last', async (t) => {
  const { configuration, diagnostics } = await pagent(
    'LOGLEVEL 511\nCommonTTLSConfig /common\nTcpImage TCPIP /image FLUSH PURGE 600\nPEPInstance tcpipb\nTTLSConfig NOFLUSH',
    { '/common': POLICY, '/image': '# only this\nTTLSConfig /own NOFLUSH', '/own': POLICY },
  )
  t.same(diagnostics, [])
  t.match(configuration, {
    logLevel: 511,
    images: [
      {
        name: 'TCPIP',
        flush: false,
        purge: true,
        intervalSeconds: 600,
        sources: [{ file: '/common' }, { file: '/own' }],
      },
      { name: 'TCPIPB', flush: false, purge: false, intervalSeconds: 1800, sources: [{ file: '/common' }] },
    ],
  })
})

test('a main file can be the image file, of the default stack too', async (t) => {
  const named = await pagent('TcpImage TCPIP FLUSH PURGE\nTTLSConfig /own', { '/own': POLICY })
  t.match(named.configuration?.images, [
    { name: 'TCPIP', flush: true, purge: true, sources: [{ file: '/own' }] },
  ])
  const alone = await pagent('TTLSConfig /own', { '/own': POLICY })
  t.match(alone.configuration?.images, [{ name: 'TCPIP', sources: [{ file: '/own' }] }])
  t.equal(alone.configuration?.logLevel, 31)
})

test('each mistake has its finding at its line, also in image files', async (t) => {
  const files = { '/own': POLICY, '/policy': POLICY, '/empty': '# nothing\n', '/image': 'TTLSConfig /own' }
  const cases: [name: string, main: string, expected: string[]][] = [
    ['no name', 'TcpImage\nTTLSConfig /own', ['pagent.conf:1 ATTLS0602']],
    ['a wrong word', 'TcpImage A /image SOMETIMES', ['pagent.conf:1 ATTLS0602']],
    ['a file that is missing', 'TcpImage A /nowhere', ['pagent.conf:1 ATTLS0003']],
    ['a policy where an image file belongs', 'TcpImage A /policy', ['/policy:1 ATTLS0605']],
    ['no TTLSConfig', 'TcpImage A /empty', ['pagent.conf:1 ATTLS0604']],
    ['TTLSConfig twice', 'TTLSConfig /own\nTTLSConfig /own', ['pagent.conf:2 ATTLS0603']],
    ['a stack twice', 'TcpImage A /image\nTcpImage a /image', ['pagent.conf:2 ATTLS0607']],
    ['a wrong log level', 'TTLSConfig /own\nLogLevel 999', ['pagent.conf:2 ATTLS0203']],
    ['CommonTTLSConfig without a path', 'TTLSConfig /own\nCommonTTLSConfig', ['pagent.conf:2 ATTLS0201']],
    ['other policy types', 'TTLSConfig /own\nIDSConfig /x', ['pagent.conf:2 ATTLS0601']],
    ['a code page', 'TTLSConfig /own\nCodepage IBM-1047', ['pagent.conf:2 ATTLS0601']],
    [
      'a policy server',
      'TTLSConfig /own\nPolicyServer\n{\n  ClientName x\n  PolicyType TTLS\n  {\n  }\n}',
      ['pagent.conf:2 ATTLS0601'],
    ],
    ['something unknown', 'TTLSConfig /own\nTTLSConfg /own', ['pagent.conf:2 ATTLS0108']],
    [
      'nine stacks',
      Array.from({ length: 9 }, (_, number) => `TcpImage S${number} /image`).join('\n'),
      ['pagent.conf:9 ATTLS0608'],
    ],
  ]
  for (const [name, main, expected] of cases) t.same(codes(await pagent(main, files)), expected, name)
})

test('policy text and configuration are told apart', (t) => {
  t.ok(isPagentText('LogLevel 255\nTcpImage A /x', 'x'))
  t.ok(isPagentText('TTLSConfig /x', 'x'))
  t.notOk(isPagentText(`TTLSConfig /x\n${POLICY}`, 'x'))
  t.notOk(isPagentText('some text', 'x'))
  t.end()
})

test('data set names lead below the folder of the longest prefix', (t) => {
  const dataSets = { SYS1: '/s', 'sys1.tcpparms': '/parms' }
  const cases: [name: string, path: string | undefined][] = [
    ["//'SYS1.TCPPARMS(TTLS)'", '/parms/TTLS'],
    ["//'sys1.tcpparms.x(ttls)'", '/parms/X/TTLS'],
    ["//'SYS1.OTHER'", '/s/OTHER'],
    ["//'SYS12.OTHER'", undefined],
  ]
  for (const [name, path] of cases) {
    const parsed = parseDataSetName(name)
    t.equal(parsed && dataSetPath(parsed, dataSets), path, name)
  }
  t.equal(parseDataSetName('/etc/x'), undefined)
  t.end()
})
