import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { parseAddress } from '../../src/common/address.ts'
import { ManualClock } from '../../src/common/clock.ts'
import { parseJobName, parseUserId } from '../../src/common/names.ts'
import type { HandshakeFailure, TlsFacts } from '../../src/engine/engine.ts'
import { ConnectionRecord, END_REASONS, type Mapped } from '../../src/record/connection-record.ts'
import { logTo } from '../../src/record/log.ts'
import { aggregateMetrics, Metrics } from '../../src/record/metrics.ts'
import { type RecordSink, recordSink } from '../../src/record/record-sink.ts'
import { CapturingSink, PromptDestination } from './capture.ts'

function opened(sink: RecordSink, clock = new ManualClock(1_000_000)): ConnectionRecord {
  const address = parseAddress('192.168.17.220')
  const job = parseJobName('IMS15HWS')
  const user = parseUserId('IMSSTC')
  if (!address || !job || !user) throw new Error('facts of the test are wrong')
  return new ConnectionRecord(sink, {
    connid: 0xa36,
    stack: 'TCPIP1',
    image: 'WG31',
    startedAt: clock.now(),
    clock,
    facts: {
      direction: 'inbound',
      local: { address, port: 5555 },
      remote: { address, port: 2693 },
      job,
      user,
    },
  })
}

function mapping(trace: number, more: Partial<Mapped> = {}): Mapped {
  return {
    rule: 'IMSConnectRule~1',
    actions: { group: 'gAct1', environment: 'eAct1~IMSConnect', connection: 'cAct1~IMSConnect' },
    grpid: 9,
    status: 'Enabled',
    trace,
    facility: 'Daemon',
    generation: 3,
    ...more,
  }
}

const FACTS: TlsFacts = {
  protocol: 'TLSv1.2',
  cipher: 'TLS_RSA_WITH_AES_256_CBC_SHA',
  group: undefined,
  resumed: false,
  serverName: undefined,
  alpn: undefined,
  chain: [],
  verify: 'OK',
}
const HOW = { role: 'server', cipherCode: '0035', durationMs: 12 } as const
const TIMED_OUT: HandshakeFailure = {
  kind: 'timed-out',
  rc: 5004,
  reason: 'no TLS data came from the partner',
  alertReceived: undefined,
  alertSent: undefined,
}

test('a good connection of the lab says what the lab says, and one record', async (t) => {
  const sink = new CapturingSink()
  const clock = new ManualClock(1_000_000)
  const record = opened(sink, clock)
  record.mapped(mapping(7))
  record.environment(9)
  record.secured(FACTS, HOW)
  clock.advance(250)
  record.finish({ reason: 'complete', bytesFromLocal: 10, bytesFromRemote: 20 })
  t.strictSame(sink.texts, [
    'EZD1281I TTLS Map   CONNID: 00000A36 LOCAL: 192.168.17.220..5555 REMOTE: 192.168.17.220..2693 JOBNAME: IMS15HWS USERID: IMSSTC TYPE: InBound STATUS: Enabled RULE: IMSConnectRule~1 ACTIONS: gAct1 eAct1~IMSConnect cAct1~IMSConnect',
    'EZD1283I TTLS Event GRPID: 00000009 ENVID: 00000009 CONNID: 00000A36 RC: 0 Initial Handshake 000000500000A360 0000006000000090 TLSV1.2 F0F0F3F5',
  ])
  t.strictSame(sink.mappings, [
    { stack: 'TCPIP1', direction: 'inbound', rule: 'IMSConnectRule~1', status: 'enabled' },
  ])
  t.match(sink.handshakes, [{ role: 'server', result: 'ok', rc: 0, protocol: 'TLSv1.2', durationMs: 12 }])
  t.match(sink.connections, [
    {
      end: 'complete',
      rule: 'IMSConnectRule~1',
      durationMs: 250,
      handshakeMs: 12,
      bytesFromRemote: 20,
      generation: 3,
    },
  ])
})

test('trace bits decide which messages appear', async (t) => {
  const good: readonly [number, readonly string[]][] = [
    [0, []],
    [2, []],
    [4, ['EZD1281I', 'EZD1283I']],
    [8, ['EZD1283I']],
    [255, ['EZD1281I', 'EZD1283I']],
  ]
  for (const [trace, ids] of good) {
    const sink = new CapturingSink()
    const record = opened(sink)
    record.mapped(mapping(trace))
    record.secured(FACTS, HOW)
    t.strictSame(sink.ids, ids, `Trace ${trace}, good`)
  }
  const bad: readonly [number, readonly string[]][] = [
    [0, []],
    [1, ['EZD1287I']],
    [2, ['EZD1286I', 'EZD2052I']],
    [3, ['EZD1286I', 'EZD1287I', 'EZD2052I']],
    [4, ['EZD1281I']],
    [8, ['EZD1283I', 'EZD2054I']],
  ]
  for (const [trace, ids] of bad) {
    const sink = new CapturingSink()
    const record = opened(sink)
    record.mapped(mapping(trace))
    record.failed('Initial Handshake', { ...TIMED_OUT, kind: 'certificate-rejected', rc: 8 })
    t.strictSame(sink.ids, ids, `Trace ${trace}, refused`)
  }
})

test('a failure tells return code and event, counts once, and is the reason of the record', async (t) => {
  const sink = new CapturingSink()
  const record = opened(sink)
  record.mapped(mapping(11, { facility: 'Auth' }))
  record.environment(1)
  record.failed('Initial Handshake', TIMED_OUT, { durationMs: 10_000 })
  record.finish({ reason: 'handshake-failed', side: 'remote' })
  t.match(sink.texts[0], /RC: 5004 Initial Handshake 00000000 00000000$/)
  t.match(sink.texts[1], /^EZD1286I .* RULE: IMSConnectRule~1 RC: 5004 Initial Handshake$/)
  t.match(sink.texts[2], /^EZD1287I TTLS Error RC: 5004 Initial Handshake\n {2}LOCAL: /)
  t.strictSame(new Set(sink.facilities), new Set(['Auth']))
  t.match(sink.handshakes, [{ role: 'server', result: 'timed-out', rc: 5004, rule: 'IMSConnectRule~1' }])
  t.match(sink.connections, [
    { end: 'handshake-failed', rc: 5004, handshakeMs: 10_000, reason: TIMED_OUT.reason },
  ])
})

test('Trace 8 tells the events from start to close, Trace 16 only what begins', async (t) => {
  for (const [trace, expected] of [
    [8, ['Start Initial Handshake', 'Event Initial Handshake', 'Event Connection Close']],
    [16, ['Start Initial Handshake']],
    [7, ['Event Initial Handshake']],
  ] as const) {
    const sink = new CapturingSink()
    const record = opened(sink)
    record.mapped(mapping(trace))
    record.environment(2)
    record.started('Initial Handshake')
    record.secured(FACTS, HOW)
    record.finish({ reason: 'complete' })
    const events = sink.texts.filter((text) => !text.startsWith('EZD1281I'))
    t.strictSame(
      events.map((text) =>
        text.replace(
          /^\S+ TTLS (\w+) GRPID: 00000009 ENVID: 00000002 CONNID: 00000A36 (?:RC: 0 )?(\w+ \w+).*$/,
          '$1 $2',
        ),
      ),
      expected,
      `Trace ${trace}`,
    )
  }
})

test('a failure after the handshake is no failed handshake', async (t) => {
  const sink = new CapturingSink()
  const record = opened(sink)
  record.mapped(mapping(2))
  record.secured(FACTS, HOW)
  record.failed('Data Decryption', { ...TIMED_OUT, kind: 'peer-misbehaved', rc: 411 })
  t.strictSame(sink.ids, ['EZD1286I'])
  t.equal(sink.handshakes.length, 1)
})

test('a connection without a rule writes no message, only its record', async (t) => {
  const sink = new CapturingSink()
  const record = opened(sink)
  record.unmapped('no-rule')
  record.finish({ reason: 'reset', side: 'local', error: 'ECONNRESET' })
  t.strictSame(sink.ids, [])
  t.match(sink.mappings, [{ status: 'unmapped' }])
  t.match(sink.connections, [
    { status: 'no-rule', rule: undefined, end: 'reset', side: 'local', reason: 'ECONNRESET' },
  ])
})

test('calls out of order throw', async (t) => {
  const record = opened(new CapturingSink())
  t.throws(() => record.secured(FACTS, HOW), /has no rule/)
  record.mapped(mapping(0))
  t.throws(() => record.mapped(mapping(0)), /mapped twice/)
  record.finish({ reason: 'refused' })
  t.throws(() => record.finish({ reason: 'complete' }), /finished twice/)
})

test('a refused certificate is named with its chain and the key ring', async (t) => {
  const folder = t.testdir({})
  const key = path.join(folder, 'key.pem')
  const file = path.join(folder, 'certificate.pem')
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    file,
  ]
  execFileSync('openssl', [...request, '-subj', '/C=US/O=IBM/CN=partner', '-set_serial', '0x123456'], {
    stdio: 'ignore',
  })
  const der = new X509Certificate(fs.readFileSync(file)).raw
  const sink = new CapturingSink()
  const record = opened(sink)
  record.mapped(mapping(10))
  record.failed(
    'Initial Handshake',
    {
      ...TIMED_OUT,
      kind: 'certificate-rejected',
      rc: 417,
      peer: { ...FACTS, chain: [der, Buffer.from('no certificate')] },
    },
    {
      diagnosis: {
        description: 'self-signed',
        cmsReturnCode: 0x0335302f,
        trustedSource: 'IMSSTC/IMS.KeyRing',
      },
    },
  )
  record.finish({ reason: 'handshake-failed' })
  const names = 'SubjectDN= <CN=partner,O=IBM,C=US> IssuerDN= <CN=partner,O=IBM,C=US> SerialNumber= 123456'
  t.strictSame(sink.texts.slice(2), [
    `EZD2052I TTLS Certificate Diagnostics GRPID: 00000009 ENVID: 00000000 CONNID: 00000A36 SSLRetCode= 417 CMSRetCode= 0x0335302f Description= self-signed ${names} CertificateSource= Handshake TrustedSource= IMSSTC/IMS.KeyRing`,
    `EZD2053I TTLS Certificate Diagnostics Details GRPID: 00000009 ENVID: 00000000 CONNID: 00000A36 Certificate= 1 of 2 FailingCert= YES ${names} CertificateSource= Handshake`,
    'EZD2053I TTLS Certificate Diagnostics Details GRPID: 00000009 ENVID: 00000000 CONNID: 00000A36 Certificate= 2 of 2 FailingCert= NO SubjectDN= <**N/A**> IssuerDN= <**N/A**> SerialNumber= **N/A** CertificateSource= Handshake',
    'EZD2054I TTLS Certificate Diagnostics Data Sources GRPID: 00000009 ENVID: 00000000 CONNID: 00000A36 Count= 2 IMSSTC/IMS.KeyRing , Handshake',
  ])
  t.equal(sink.connections[0]?.peerSubject, 'CN=partner,O=IBM,C=US')
})

test('every end leaves the same story in the log and in the metrics', async (t) => {
  for (const format of ['text', 'json'] as const) {
    const destination = new PromptDestination()
    const log = logTo(destination, {
      format,
      to: { kind: 'stdout' },
      level: 'info',
      image: 'WG31',
      stack: 'OTHER',
    })
    const metrics = new Metrics({ processMetrics: false })
    for (const reason of END_REASONS) {
      const record = opened(recordSink(log, metrics))
      record.mapped(mapping(0))
      record.secured({ ...FACTS, resumed: true, group: 'X25519' }, HOW)
      record.finish({ reason, bytesFromLocal: 1, bytesFromRemote: 2 })
    }
    const lines = destination.written.trimEnd().split('\n')
    t.equal(lines.length, END_REASONS.length)
    for (const [index, line] of lines.entries()) {
      if (format === 'text')
        t.match(
          line,
          new RegExp(
            `TCPIP1 {4}ATL0001I TTLS End   CONNID: 00000A36 LOCAL: 192\\.168\\.17\\.220\\.\\.5555 .* STATUS: Enabled RULE: IMSConnectRule~1 ACTIONS: gAct1 eAct1~IMSConnect cAct1~IMSConnect END: ${END_REASONS[index]} SIDE: \\*\\*N/A\\*\\* RC: \\*\\*N/A\\*\\* FROMLOCAL: 1 FROMREMOTE: 2 SECONDS: 0\\.000 HANDSHAKE: 0\\.012 ROLE: server PROTOCOL: TLSv1\\.2 CIPHER: 0035 TLS_RSA_WITH_AES_256_CBC_SHA GROUP: X25519 RESUMED: YES PEER: <\\*\\*N/A\\*\\*> GENERATION: 3$`,
          ),
        )
      else
        t.match(JSON.parse(line), {
          id: 'connection',
          stack: 'TCPIP1',
          connid: '00000A36',
          end: END_REASONS[index],
          side: null,
          bytesFromLocal: 1,
          durationMs: 0,
          resumed: true,
          cipher: 'TLS_RSA_WITH_AES_256_CBC_SHA',
          generation: 3,
          msg: /^ATL0001I /,
        })
    }
    const text = await aggregateMetrics([await metrics.snapshot(), await metrics.snapshot()])
    const twice = END_REASONS.length * 2
    t.ok(
      text.includes(
        `attls_connections_total{stack="TCPIP1",direction="inbound",rule="IMSConnectRule~1",status="enabled"} ${twice}\n`,
      ),
    )
    t.ok(
      text.includes(
        'attls_active_connections{stack="TCPIP1",direction="inbound",rule="IMSConnectRule~1"} 0\n',
      ),
    )
    t.ok(text.includes(`attls_bytes_total{stack="TCPIP1",direction="inbound",side="remote"} ${twice * 2}\n`))
    t.ok(text.includes(`attls_session_resumptions_total{stack="TCPIP1",role="server"} ${twice}\n`))
    t.ok(text.includes(`attls_handshake_duration_seconds_count{stack="TCPIP1"} ${twice}\n`))
  }
})
