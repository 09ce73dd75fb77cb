import { test } from 'tap'
import { verifyPeer } from '../../src/engine/verify.ts'
import { identity, settings } from '../engine/suite/values.ts'
import { authority } from '../support/ca.ts'
import { receive } from '../support/peer.ts'
import { connectTo, serve } from './line.ts'
import { filesOf, freePort, missing, start } from './programs.ts'

const PRIORITY = {
  'TLSv1.2': 'NORMAL:-VERS-ALL:+VERS-TLS1.2',
  'TLSv1.3': 'NORMAL:-VERS-ALL:+VERS-TLS1.3',
} as const

test('gnutls-cli reports what the engine served, and gets the answer after its own end', {
  skip: missing('gnutls-cli'),
}, async (t) => {
  const ca = await authority('CA')
  const files = await filesOf(t.testdir(), 'ca', ca)
  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await serve(
      t,
      settings({
        role: 'server',
        protocols: [protocol],
        groups: ['secp384r1'],
        identities: [identity(await ca.issue())],
      }),
      {
        // Answers only after the client's end, as a batch program does.
        service: (socket) => {
          let text = ''
          socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
          socket.once('end', () => socket.end(`got ${text}`))
          socket.resume()
        },
      },
    )
    const client = start(
      t,
      `gnutls-cli --x509cafile ${files.certificate} --verify-hostname=localhost
        --priority ${PRIORITY[protocol]} -p ${server.port} 127.0.0.1`,
    )
    await client.says(/Handshake was completed/)
    client.child.stdin?.end('question\n')
    await client.says(/got question/)
    t.equal(await client.exit, 0)
    t.match(client.output(), /The certificate is trusted/)
    t.match(
      client.output(),
      protocol === 'TLSv1.3'
        ? /\(TLS1\.3-X\.509\)-\(ECDHE-SECP384R1\).*\(AES-128-GCM\)/
        : /\(TLS1\.2-X\.509\)-\(ECDHE-SECP384R1\).*\(AES-128-GCM\)/,
    )
    t.match(await server.next(), { facts: { protocol }, end: { reason: 'complete' } }, protocol)
  }
})

test('gnutls-cli with a certificate of another CA is refused', { skip: missing('gnutls-cli') }, async (t) => {
  const ca = await authority('CA')
  const folder = t.testdir()
  const stranger = await filesOf(folder, 'stranger', await (await authority('Another CA')).issue())
  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = await serve(
      t,
      settings({
        role: 'server',
        protocols: [protocol],
        identities: [identity(await ca.issue())],
        trust: [ca.certificate],
        peerCertificate: 'required',
      }),
      { authorize: (facts) => verifyPeer(facts, { role: 'server', clientAuth: 'Required' }) },
    )
    const client = start(
      t,
      `gnutls-cli --insecure --x509certfile ${stranger.certificate}
        --x509keyfile ${stranger.key} --priority ${PRIORITY[protocol]} -p ${server.port} 127.0.0.1`,
    )
    t.match(await server.next(), { failure: { rc: 8, kind: 'certificate-rejected' } }, protocol)
    client.child.stdin?.end()
    t.not(await client.exit, 0, `${protocol}: ${client.output().split('\n').at(-2)}`)
  }
})

test('gnutls-serv is verified and spoken to, and refuses by an alert', {
  skip: missing('gnutls-serv'),
}, async (t) => {
  const ca = await authority('CA')
  const folder = t.testdir()
  const files = await filesOf(folder, 'server', await ca.issue())
  const trusted = await filesOf(folder, 'ca', ca)
  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    const port = await freePort()
    const server = start(
      t,
      `gnutls-serv --echo -p ${port} --priority ${PRIORITY[protocol]} -r --verify-client-cert
        --x509certfile ${files.certificate} --x509keyfile ${files.key}
        --x509cafile ${trusted.certificate}`,
    )
    await server.says(/listening on IPv4.*done/)
    const trust = [ca.certificate]
    const identities = [identity(await ca.issue({ usage: 'client' }))]
    const line = await connectTo(t, port, settings({ role: 'client', trust, identities }))
    if (!line.program) throw new Error(line.failure.reason)
    t.match(line.facts, { protocol, verify: 'OK' })
    const answer = receive(line.program)
    line.program.write('echo this\n')
    await new Promise<void>((resolve) => line.program.once('data', () => resolve()))
    line.program.end()
    t.match(await answer, { text: 'echo this\n', ending: 'end' })
    t.match(await line.ended, { reason: 'complete' })

    const refused = await connectTo(t, port, settings({ role: 'client', trust }))
    const end = refused.program ? await refused.ended : undefined
    t.match(end?.alert ?? refused.failure?.alertReceived, protocol === 'TLSv1.3' ? 116 : /\d+/, protocol)
    server.child.kill()
  }
})
