// Key rings of the security database: who may open them is decided per user, and a change there needs no refresh.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { connect as tlsConnect } from 'node:tls'
import { type Test, test } from 'tap'
import { folder as testFolder } from '../support/folder.ts'
import { approach, echo, listen, receive } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import { stage } from '../support/stage.ts'

async function racf(t: Test, folder: string, ...commands: string[]): Promise<void> {
  const args = ['racf', '--database', join(folder, 'racf'), '--as', 'IBMUSER']
  const run = await runProgram(ATTLS, args, { input: `${commands.join('\n')}\n` })
  t.equal(run.code, 0, run.stdout + run.stderr)
}

const OWNERS_RING = [
  'ADDUSER OWNER NOPASSWORD',
  'ADDUSER TESTUSER NOPASSWORD',
  "RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('Ring CA')) WITHLABEL('Ring CA') KEYUSAGE(CERTSIGN)",
  "RACDCERT ID(OWNER) GENCERT SUBJECTSDN(CN('owner')) WITHLABEL('Owner') SIGNWITH(CERTAUTH LABEL('Ring CA'))",
  'RACDCERT ID(OWNER) ADDRING(Shared)',
  "RACDCERT ID(OWNER) CONNECT(CERTAUTH LABEL('Ring CA') RING(Shared))",
  "RACDCERT ID(OWNER) CONNECT(LABEL('Owner') RING(Shared) DEFAULT)",
  'SETROPTS CLASSACT(RDATALIB) RACLIST(RDATALIB)',
  'RDEFINE RDATALIB OWNER.SHARED.LST UACC(NONE)',
  'PERMIT OWNER.SHARED.LST CLASS(RDATALIB) ID(OWNER) ACCESS(READ)',
  'SETROPTS RACLIST(RDATALIB) REFRESH',
]

test('a user without access gets 202 with the profile that refused, and access counts from the next connection', async (t) => {
  const folder = testFolder(t)
  await racf(t, folder, ...OWNERS_RING)
  const service = await listen(t, echo)
  const port = await freePort()
  const attls = await stage(t, {
    folder,
    rules: [
      {
        name: 'in',
        direction: 'Inbound',
        port,
        keyring: 'OWNER/Shared',
        ciphers: ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
      },
    ],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
  })
  t.match(await receive(approach(t, port)), { bytes: 0, ending: 'ECONNRESET' })
  const [error] = await attls.recorded('EZD1286I')
  t.match(error, { rc: 202, event: 'Environment Init', userid: 'TESTUSER' })
  t.match(
    error?.msg,
    /user TESTUSER may not read key ring OWNER\/Shared: profile OWNER\.SHARED\.LST of class RDATALIB/,
  )
  t.equal(service.sockets.length, 0)

  // UPDATE: another user's private key may be used too.
  await racf(
    t,
    folder,
    'PERMIT OWNER.SHARED.LST CLASS(RDATALIB) ID(TESTUSER) ACCESS(UPDATE)',
    'SETROPTS RACLIST(RDATALIB) REFRESH',
  )
  await attls.program.ready('the ring can be used', async () => {
    const socket = tlsConnect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    t.teardown(() => socket.destroy())
    return new Promise<boolean>((resolve) => {
      socket.once('secureConnect', () => resolve(socket.getPeerCertificate().subject.CN === 'owner'))
      socket.once('error', () => resolve(false))
    })
  })
})

test('a security database that others can read is refused, unless the configuration allows it', async (t) => {
  const folder = testFolder(t)
  await racf(
    t,
    folder,
    ...OWNERS_RING,
    'PERMIT OWNER.SHARED.LST CLASS(RDATALIB) ID(TESTUSER) ACCESS(UPDATE)',
    'SETROPTS RACLIST(RDATALIB) REFRESH',
  )
  chmodSync(join(folder, 'racf'), 0o755)
  const port = await freePort()
  const options = {
    folder,
    rules: [
      {
        name: 'in',
        direction: 'Inbound',
        port,
        keyring: 'OWNER/Shared',
        ciphers: ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
      },
    ],
    listeners: [{ direction: 'inbound', listen: port, connect: 1 }],
  } as const
  const allowed = await stage(t, { ...options, config: ['racfExposed: allow'] })
  t.equal((await fetch(`${allowed.url}/readyz`)).status, 200)
  await allowed.program.stop()
  await runProgram('sed', ['-i', '/racfExposed/d', allowed.config])
  const refused = await runProgram(ATTLS, ['start', '-c', allowed.config])
  t.equal(refused.code, 1)
  t.match(refused.stderr, /other users can reach the security database .*racf/)
})
