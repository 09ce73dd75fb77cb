// The outbound side: a plain client, attls, someone else's TLS server.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { authority, type Issued } from '../support/ca.ts'
import { folder as testFolder } from '../support/folder.ts'
import { approach, dial, receive } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { startProgram } from '../support/program.ts'
import { stage, writeRing } from '../support/stage.ts'

type T = Parameters<typeof stage>[0]

function writeIdentity(folder: string, issued: Issued): { cert: string; key: string } {
  const cert = join(folder, 'cert.pem')
  const key = join(folder, 'key.pem')
  writeFileSync(cert, issued.certificate)
  writeFileSync(key, issued.key)
  return { cert, key }
}

async function client(t: T, folder: string, remote: number, trust: string, more: { own?: Issued } = {}) {
  const keyring = writeRing(folder, 'client', more.own, [trust])
  const attls = await stage(t, {
    folder,
    rules: [{ name: 'out', direction: 'Outbound', port: remote, keyring }],
    listeners: [{ direction: 'outbound', connect: remote }],
  })
  return { attls, local: attls.ports[0] ?? 0 }
}

/** openssl s_server that answers with what it was sent, reversed line by line. */
function opensslServer(t: T, folder: string, issued: Issued, port: number, more: string[] = []) {
  const { cert, key } = writeIdentity(folder, issued)
  const args = ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', cert, '-key', key, '-rev', ...more]
  return startProgram(t, 'openssl', args)
}

test('openssl s_server sees a TLS 1.3 client and the plain program gets the answer', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const port = await freePort()
  const server = opensslServer(t, folder, await ca.issue(), port)
  await server.ready('accepting', () => server.stdout.includes('ACCEPT'))
  const { attls, local } = await client(t, folder, port, ca.certificate)
  const program = await dial(t, local)
  program.write('hello\n')
  const [answer] = await new Promise<Buffer[]>((resolve) => program.once('data', (data) => resolve([data])))
  t.equal(String(answer), 'olleh\n')
  program.end()
  const [mapped] = await attls.recorded('EZD1281I')
  t.match(
    mapped?.msg,
    new RegExp(
      `REMOTE: 127\\.0\\.0\\.1\\.\\.${port} JOBNAME: TESTJOB USERID: TESTUSER TYPE: OutBound STATUS: Enabled RULE: out`,
    ),
  )
  t.match((await attls.recorded('connection'))[0], {
    protocol: 'TLSv1.3',
    role: 'client',
    peerSubject: 'CN=localhost',
  })
  await server.ready('the protocol is reported', () =>
    /Protocol version: TLSv1\.3/.test(server.stdout + server.stderr),
  )
})

test('gnutls-serv sees the client and the plain program gets its bytes back', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const port = await freePort()
  const { cert, key } = writeIdentity(folder, await ca.issue())
  const server = startProgram(t, 'gnutls-serv', [
    '--echo',
    '-p',
    String(port),
    '--x509certfile',
    cert,
    '--x509keyfile',
    key,
    '--disable-client-cert',
  ])
  await server.ready('listening', () => /Echo Server listening/.test(server.stdout + server.stderr))
  const { attls, local } = await client(t, folder, port, ca.certificate)
  const program = await dial(t, local)
  program.write('hello\n')
  const data = await new Promise<Buffer>((resolve) => program.once('data', resolve))
  t.equal(String(data), 'hello\n')
  program.end()
  t.match((await attls.recorded('connection'))[0], { end: 'complete', protocol: 'TLSv1.3' })
})

test('a server whose CA is not on the ring is refused and the program sees a reset', async (t) => {
  const folder = testFolder(t)
  const [ca, stranger] = [await authority('Behaviour CA'), await authority('Strange CA')]
  const port = await freePort()
  const server = opensslServer(t, folder, await stranger.issue(), port)
  await server.ready('accepting', () => server.stdout.includes('ACCEPT'))
  const { attls, local } = await client(t, folder, port, ca.certificate)
  const program = await dial(t, local)
  program.write('secret\n')
  t.match(await receive(program), { bytes: 0, ending: 'ECONNRESET' })
  t.match((await attls.recorded('EZD1286I'))[0], { rc: 8, event: 'Initial Handshake' })
  const [diagnosis] = await attls.recorded('EZD2052I')
  t.match(
    diagnosis?.msg,
    /SSLRetCode= 8 CMSRetCode= 0x03353024 .*SubjectDN= <CN=localhost> IssuerDN= <CN=Strange CA>/,
  )
  t.notMatch(server.stdout, 'terces')
})

test('an expired server certificate is refused with 401', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const port = await freePort()
  const server = opensslServer(t, folder, await ca.issue({ from: -20, to: -10 }), port)
  await server.ready('accepting', () => server.stdout.includes('ACCEPT'))
  const { attls, local } = await client(t, folder, port, ca.certificate)
  t.match(await receive(approach(t, local)), { ending: 'ECONNRESET' })
  t.match((await attls.recorded('EZD1286I'))[0], { rc: 401 })
})

test('a target that does not answer resets the program and is named in the record', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const port = await freePort()
  const { attls, local } = await client(t, folder, port, ca.certificate)
  t.match(await receive(approach(t, local)), { ending: 'ECONNRESET' })
  t.match((await attls.recorded('connection'))[0], {
    end: 'dial-failed',
    side: 'remote',
    reason: /ECONNREFUSED/,
  })
})

test('ClientHandshakeSNI sends the name of the list, and HostReferenceIdDNS decides who is right', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const port = await freePort()
  const { cert, key } = writeIdentity(folder, await ca.issue({ dns: ['db.example.org'] }))
  const server = startProgram(t, 'openssl', [
    's_server',
    '-accept',
    `127.0.0.1:${port}`,
    ...`-cert ${cert} -key ${key} -cert2 ${cert} -key2 ${key}`.split(' '),
    ...'-servername db.example.org -servername_fatal -rev -trace'.split(' '),
  ])
  await server.ready('accepting', () => server.stdout.includes('ACCEPT'))
  const keyring = writeRing(folder, 'client', undefined, [ca.certificate])
  const modern = ['TLSv1 Off', 'TLSv1.1 Off', 'TLSv1.2 On', 'TLSv1.3 On']
  const sni = [...modern, 'ClientHandshakeSNI Required', 'ClientHandshakeSNIList db.example.org']
  const attls = await stage(t, {
    folder,
    rules: [
      {
        name: 'out',
        direction: 'Outbound',
        port,
        keyring,
        advanced: [...sni, 'HostReferenceIdDNS db.example.org'],
      },
    ],
    listeners: [{ direction: 'outbound', connect: port }],
  })
  const program = await dial(t, attls.ports[0] ?? 0)
  program.write('hello\n')
  t.equal(String(await new Promise((resolve) => program.once('data', resolve))), 'olleh\n')
  t.match(
    server.stdout,
    /extension_type=server_name\(0\), length=\d+\n\s+0000 - .*db\.example/,
    'the server saw the name',
  )
  program.end()
  await attls.recorded('connection')

  attls.writePolicy([
    {
      name: 'out',
      direction: 'Outbound',
      port,
      keyring,
      advanced: [...sni, 'HostReferenceIdDNS other.example.org'],
    },
  ])
  await attls.program.ready('generation 2', async () => (await attls.metric('attls_policy_generation')) === 2)
  t.match(await receive(approach(t, attls.ports[0] ?? 0)), { ending: 'ECONNRESET' })
  t.match(
    (await attls.recorded('EZD2052I'))[0]?.msg,
    /SSLRetCode= 8 .*Description= GSK_ERR_SERVER_REF_ID_NO_MATCH/,
  )
})

test('PeerMinRsaKeySize refuses a smaller server key with 508', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const port = await freePort()
  const server = opensslServer(t, folder, await ca.issue({ key: 'rsa' }), port)
  await server.ready('accepting', () => server.stdout.includes('ACCEPT'))
  const keyring = writeRing(folder, 'client', undefined, [ca.certificate])
  const advanced = ['TLSv1 Off', 'TLSv1.1 Off', 'TLSv1.2 On', 'TLSv1.3 On', 'PeerMinRsaKeySize 3072']
  const attls = await stage(t, {
    folder,
    rules: [{ name: 'out', direction: 'Outbound', port, keyring, advanced }],
    listeners: [{ direction: 'outbound', connect: port }],
  })
  t.match(await receive(approach(t, attls.ports[0] ?? 0)), { ending: 'ECONNRESET' })
  t.match((await attls.recorded('EZD1286I'))[0], { rc: 508 })
})
