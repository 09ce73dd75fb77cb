import { test } from 'tap'
import { verifyPeer } from '../../src/engine/verify.ts'
import { identity, settings } from '../engine/suite/values.ts'
import { authority } from '../support/ca.ts'
import { receive } from '../support/peer.ts'
import { connectTo, engine, serve } from './line.ts'
import { filesOf, missing, start } from './programs.ts'

const skip = missing('openssl')
const FLAG = { 'TLSv1.2': '-tls1_2', 'TLSv1.3': '-tls1_3' } as const

test('openssl s_client reports the protocol, cipher and group that the engine served', {
  skip,
}, async (t) => {
  const ca = await authority('RSA CA', 'rsa')
  const files = await filesOf(t.testdir(), 'ca', ca)
  const own = identity(await ca.issue({ key: 'rsa' }))
  const table = [
    ['TLSv1.2', 'AES256-SHA', 'AES256-SHA', undefined],
    ['TLSv1.2', 'DHE-RSA-AES256-SHA', 'DHE-RSA-AES256-SHA', /Server Temp Key: DH/],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', /Server Temp Key: X25519/],
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256', /Server Temp Key: X25519/],
  ] as const
  for (const [protocol, cipher, reported, key] of table) {
    const isNew = protocol === 'TLSv1.3'
    const server = await serve(
      t,
      settings({
        role: 'server',
        protocols: [protocol],
        ciphers: isNew ? [] : [cipher],
        cipherSuites: isNew ? [cipher] : [],
        groups: ['X25519'],
        identities: [own],
      }),
    )
    const client = start(
      t,
      `openssl s_client -connect 127.0.0.1:${server.port} -brief ${FLAG[protocol]}
        -CAfile ${files.certificate} -verify_return_error -verify_hostname localhost`,
    )
    client.child.stdin?.write('through the tunnel\n')
    await client.says(/^through the tunnel/m)
    client.child.stdin?.end()
    t.equal(await client.exit, 0, cipher)
    t.match(client.output(), `Protocol version: ${protocol}`)
    t.match(client.output(), `Ciphersuite: ${reported}`)
    t.match(client.output(), 'Verification: OK')
    if (key) t.match(client.output(), key)
    t.match(await server.next(), { facts: { protocol }, end: { reason: 'complete' } }, cipher)
  }
})

test('openssl s_client resumes its session', { skip }, async (t) => {
  const ca = await authority('CA')
  const own = identity(await ca.issue())
  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    const file = `${t.testdir()}/session.pem`
    const server = await serve(
      t,
      settings({ role: 'server', protocols: [protocol], identities: [own], sessionTimeoutSeconds: 300 }),
    )
    for (const [how, said] of [
      ['-sess_out', /^New, TLSv1/m],
      ['-sess_in', /^Reused, TLSv1/m],
    ] as const) {
      const client = start(
        t,
        `openssl s_client -connect 127.0.0.1:${server.port} ${FLAG[protocol]} ${how} ${file}`,
      )
      // The echo comes after the tickets of TLS 1.3.
      client.child.stdin?.write('word\n')
      await client.says(/^word/m)
      client.child.stdin?.end()
      await client.exit
      t.match(client.output(), said, `${protocol} ${how}`)
      t.match(await server.next(), { facts: { resumed: how === '-sess_in' } }, `${protocol} ${how}`)
    }
  }
})

test('openssl s_client without the certificate that is demanded fails on both sides', { skip }, async (t) => {
  const ca = await authority('CA')
  const folder = t.testdir()
  const stranger = await filesOf(folder, 'stranger', await (await authority('Another CA')).issue())
  const good = await filesOf(folder, 'good', await ca.issue({ usage: 'client' }))
  const own = identity(await ca.issue())
  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const)
    for (const [shown, rc, alert] of [
      [undefined, 5001, protocol === 'TLSv1.3' ? 116 : 40],
      [stranger, 8, 48],
      [good, undefined, undefined],
    ] as const) {
      const server = await serve(
        t,
        settings({
          role: 'server',
          protocols: [protocol],
          identities: [own],
          trust: [ca.certificate],
          peerCertificate: 'required',
        }),
        { authorize: (facts) => verifyPeer(facts, { role: 'server', clientAuth: 'Required' }) },
      )
      const client = start(
        t,
        `openssl s_client -connect 127.0.0.1:${server.port} -brief ${FLAG[protocol]}
        ${shown ? `-cert ${shown.certificate} -key ${shown.key}` : ''}`,
      )
      const name = `${protocol}: ${rc ?? 'accepted'}`
      if (rc === undefined) {
        client.child.stdin?.write('word\n')
        await client.says(/^word/m)
        client.child.stdin?.end()
        t.equal(await client.exit, 0, name)
        t.match(await server.next(), { facts: { verify: 'OK' }, end: { reason: 'complete' } }, name)
        continue
      }
      const isTold = engine.can.has('alert-on-refusal')
      t.match(await server.next(), { failure: { rc, alertSent: isTold ? alert : undefined } }, name)
      // The reset is an error to openssl, never an orderly end.
      t.not(await client.exit, 0, name)
      if (isTold) t.match(client.output(), `SSL alert number ${alert}`, name)
      t.comment(`${name}: openssl says ${client.output().trim().split('\n').at(-1)}`)
    }
})

test('openssl s_server is verified, spoken to and half-closed', { skip }, async (t) => {
  const ca = await authority('CA')
  const files = await filesOf(t.testdir(), 'server', await ca.issue())
  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    const server = start(
      t,
      `openssl s_server -accept 127.0.0.1:0 -rev ${FLAG[protocol]}
        -cert ${files.certificate} -key ${files.key}`,
    )
    const port = Number((await server.says(/ACCEPT 127\.0\.0\.1:(\d+)/))[1])
    const line = await connectTo(t, port, settings({ role: 'client', trust: [ca.certificate] }), (facts) =>
      verifyPeer(facts, { role: 'client', hostReferenceIdDns: 'localhost', allowsWildcards: false }),
    )
    if (!line.program) throw new Error(line.failure.reason)
    t.match(line.facts, { protocol, group: 'X25519', verify: 'OK' })
    const answer = receive(line.program)
    line.program.write('abcdef\n')
    await server.says(new RegExp(`Protocol version: ${protocol}`))
    line.program.end('fedcba\n')
    t.match(await answer, { text: 'fedcba\nabcdef\n' })
    server.child.kill()
    await line.ended
  }
})

test('openssl s_server tells by an alert why it refuses the client', { skip }, async (t) => {
  const ca = await authority('CA')
  const folder = t.testdir()
  const files = await filesOf(folder, 'server', await ca.issue())
  const trusted = await filesOf(folder, 'ca', ca)
  const stranger = identity(await (await authority('Another CA')).issue())
  const expired = identity(await ca.issue({ usage: 'client', from: -20, to: -10 }))
  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const)
    for (const [name, identities, alert, rc] of [
      ['no certificate', [], protocol === 'TLSv1.3' ? 116 : 40, protocol === 'TLSv1.3' ? 403 : 402],
      ['wrong CA', [stranger], 48, 435],
      ['expired', [expired], 45, 401],
    ] as const) {
      const server = start(
        t,
        `openssl s_server -accept 127.0.0.1:0 ${FLAG[protocol]}
        -cert ${files.certificate} -key ${files.key} -CAfile ${trusted.certificate} -Verify 1 -verify_return_error`,
      )
      const port = Number((await server.says(/ACCEPT 127\.0\.0\.1:(\d+)/))[1])
      const line = await connectTo(
        t,
        port,
        settings({ role: 'client', protocols: [protocol], trust: [ca.certificate], identities }),
      )
      // TLS 1.2 refuses within the handshake; TLS 1.3 when the client believes it is done.
      if (line.program) {
        const seen = receive(line.program)
        t.match(await line.ended, { reason: 'tls-error', side: 'b', alert, rc }, `${protocol}: ${name}`)
        t.match(await seen, { ending: 'ECONNRESET' }, `${protocol}: ${name}`)
        t.equal(protocol, 'TLSv1.3')
      } else {
        t.match(line.failure, { alertReceived: alert, rc }, `${protocol}: ${name}`)
        t.equal(protocol, 'TLSv1.2')
      }
      server.child.kill()
    }
})
