import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { test } from 'tap'
import { identity, settings } from '../engine/suite/values.ts'
import { authority } from '../support/ca.ts'
import { dial, echo, listen, pattern, receive, sha256 } from '../support/peer.ts'
import { connectTo, serve } from './line.ts'
import { filesOf, freePort, missing, start } from './programs.ts'

test('curl fetches a page over a TLS it has verified', { skip: missing('curl') }, async (t) => {
  const ca = await authority('CA')
  const files = await filesOf(t.testdir(), 'ca', ca)
  const http = createServer((_request, response) => response.end('a page\n'))
  t.teardown(() => http.close())
  for (const [protocol, flag] of [
    ['TLSv1.2', '1.2'],
    ['TLSv1.3', '1.3'],
  ] as const) {
    const server = await serve(
      t,
      settings({ role: 'server', protocols: [protocol], identities: [identity(await ca.issue())] }),
      { service: (socket) => http.emit('connection', socket.resume()) },
    )
    const client = start(
      t,
      `curl --silent --show-error --verbose --cacert ${files.certificate}
        --tls-max ${flag} --resolve localhost:${server.port}:127.0.0.1 https://localhost:${server.port}/`,
    )
    t.equal(await client.exit, 0)
    t.match(client.output(), /a page/)
    t.match(client.output(), `SSL connection using ${protocol}`)
    t.match(client.output(), /SSL certificate verify ok/)
    t.match(await server.next(), { facts: { protocol, serverName: 'localhost' } })
  }
})

test('curl refuses the engine when it does not know the CA, and both say so', {
  skip: missing('curl'),
}, async (t) => {
  const ca = await authority('CA')
  const other = await filesOf(t.testdir(), 'other', await authority('Another CA'))
  const server = await serve(t, settings({ role: 'server', identities: [identity(await ca.issue())] }))
  const client = start(
    t,
    `curl --silent --show-error --cacert ${other.certificate}
        --resolve localhost:${server.port}:127.0.0.1 https://localhost:${server.port}/`,
  )
  t.equal(await client.exit, 60)
  const { failure, end } = await server.next()
  t.equal(failure?.alertReceived ?? end?.alert, 48)
  t.equal(failure?.rc ?? end?.rc, 435)
})

test('stunnel carries 4 MiB both ways to the engine and from it', { skip: missing('stunnel') }, async (t) => {
  const ca = await authority('CA')
  const folder = t.testdir()
  const files = await filesOf(folder, 'server', await ca.issue())
  const trusted = await filesOf(folder, 'ca', ca)
  const message = pattern(4 << 20, 5)

  const server = await serve(t, settings({ role: 'server', identities: [identity(await ca.issue())] }))
  const service = await listen(t, echo)
  const [toEngine, toStunnel] = [await freePort(), await freePort()]
  await writeFile(
    `${folder}/stunnel.conf`,
    `foreground = yes
     pid =
     debug = info
     syslog = no
     [client]
     client = yes
     accept = 127.0.0.1:${toEngine}
     connect = 127.0.0.1:${server.port}
     CAfile = ${trusted.certificate}
     verifyChain = yes
     checkHost = localhost
     [server]
     accept = 127.0.0.1:${toStunnel}
     connect = 127.0.0.1:${service.port}
     cert = ${files.certificate}
     key = ${files.key}
    `,
  )
  const stunnel = start(t, `stunnel ${folder}/stunnel.conf`)
  await stunnel.says(/Configuration successful/)

  const program = await dial(t, toEngine)
  const back = receive(program)
  program.end(message)
  t.match(await back, { bytes: message.length, sha256: sha256(message), ending: 'end' })
  t.match(await server.next(), { facts: { protocol: 'TLSv1.3' }, end: { reason: 'complete' } })
  t.match(stunnel.output(), /TLSv1\.3 ciphersuite: TLS_AES_128_GCM_SHA256/)

  const line = await connectTo(t, toStunnel, settings({ role: 'client', trust: [ca.certificate] }))
  if (!line.program) throw new Error(line.failure.reason)
  const returned = receive(line.program)
  line.program.end(message)
  t.match(await returned, { bytes: message.length, sha256: sha256(message), ending: 'end' })
  t.match(await line.ended, { reason: 'complete' })
})
