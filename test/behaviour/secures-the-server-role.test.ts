// The inbound side: someone else's TLS client, attls, a plain service. What the other program reports is asserted.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { authority } from '../support/ca.ts'
import { folder as testFolder } from '../support/folder.ts'
import { echo, listen } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { runProgram } from '../support/program.ts'
import { stage, writeRing } from '../support/stage.ts'

async function server(t: Parameters<typeof stage>[0], serve = echo) {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const keyring = writeRing(folder, 'server', await ca.issue(), [ca.certificate])
  const caFile = join(folder, 'ca.pem')
  writeFileSync(caFile, ca.certificate)
  const service = await listen(t, serve)
  const port = await freePort()
  const attls = await stage(t, {
    folder,
    rules: [{ name: 'in', direction: 'Inbound', port, keyring }],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
  })
  return { attls, port, caFile, service }
}

test('openssl s_client verifies the certificate and gets its bytes back, with TLS 1.2 and 1.3', async (t) => {
  const { attls, port, caFile } = await server(t)
  for (const [flag, protocol] of [
    ['-tls1_2', 'TLSv1.2'],
    ['-tls1_3', 'TLSv1.3'],
  ] as const) {
    const run = await runProgram(
      'sh',
      [
        '-c',
        `(echo hello; sleep 1) | openssl s_client -connect 127.0.0.1:${port} -CAfile ${caFile} -verify_return_error -servername localhost ${flag} -brief`,
      ],
      {},
    )
    t.match(run.stderr, `Protocol version: ${protocol}`)
    t.match(run.stderr, /Verification: OK/)
    t.match(run.stdout, /hello/)
  }
  const mapped = await attls.recorded('EZD1281I', 2)
  t.match(mapped[0]?.msg, /TYPE: InBound STATUS: Enabled RULE: in ACTIONS: g_in e_in \*\*N\/A\*\*$/)
  const events = await attls.recorded('EZD1283I', 2)
  t.match(events[0]?.msg, /RC: 0 Initial Handshake [0-9A-F]{16} [0-9A-F]{16} TLSV1\.2 C3F0F2C2$/)
  t.match(events[1]?.msg, /RC: 0 Initial Handshake [0-9A-F]{16} [0-9A-F]{16} TLSV1\.3 F1F3F0F[12]$/)
})

test('curl talks to a plain web server through attls and reports the verified connection', async (t) => {
  const { attls, port, caFile } = await server(t, (socket) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nplain\n'),
    )
    socket.resume()
  })
  const run = await runProgram('curl', [
    '-sv',
    '--cacert',
    caFile,
    '--resolve',
    `localhost:${port}:127.0.0.1`,
    `https://localhost:${port}/`,
  ])
  t.equal(run.code, 0)
  t.equal(run.stdout, 'plain\n')
  t.match(run.stderr, /SSL certificate verify ok/)
  // curl has its answer by content-length: it may end with close_notify or with the reset of an unread one.
  const ended = { end: /^(complete|reset)$/, protocol: 'TLSv1.3', role: 'server' }
  t.match((await attls.recorded('connection'))[0], ended)
})

test('gnutls-cli verifies the certificate and gets its bytes back', async (t) => {
  const { attls, port, caFile } = await server(t)
  const run = await runProgram('sh', [
    '-c',
    `(echo hello; sleep 1) | gnutls-cli --x509cafile ${caFile} --sni-hostname localhost --verify-hostname localhost -p ${port} 127.0.0.1`,
  ])
  t.match(run.stdout, /Status: The certificate is trusted/)
  t.match(run.stdout, /Description: \(TLS1\.3/)
  t.match(run.stdout, /hello/)
  t.match((await attls.recorded('connection'))[0], { end: 'complete', bytesFromRemote: 6, bytesFromLocal: 6 })
})

test('plain bytes on a TLS port are refused with 5003 and never reach the service', async (t) => {
  const { attls, port, service } = await server(t)
  const run = await runProgram('curl', ['-s', '--max-time', '5', `http://127.0.0.1:${port}/`])
  t.not(run.code, 0)
  t.match((await attls.recorded('EZD1286I'))[0], { rc: 5003, event: 'Initial Handshake', rule: 'in' })
  t.match(
    (await attls.recorded('EZD1287I'))[0]?.msg,
    /^EZD1287I TTLS Error RC: 5003 Initial Handshake\n {2}LOCAL: 127\.0\.0\.1\.\.\d+\n/,
  )
  t.match((await attls.recorded('connection'))[0], { end: 'handshake-failed', rc: 5003 })
  t.equal(service.sockets.length, 0)
  t.equal(await attls.metric('attls_handshake_failures_total', { rc: '5003' }), 1)
})
