import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { test } from 'tap'
import { authority, type Issued } from '../support/ca.ts'
import { folder as testFolder } from '../support/folder.ts'
import { echo, listen } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import { stage, writeRing } from '../support/stage.ts'

const VERSIONS = [
  ['-tls1_2', ['TLSv1 Off', 'TLSv1.1 Off', 'TLSv1.2 On']],
  ['-tls1_3', ['TLSv1 Off', 'TLSv1.1 Off', 'TLSv1.2 Off', 'TLSv1.3 On']],
] as const

for (const [flag, advanced] of VERSIONS)
  test(`ServerWithClientAuth lets in who the ring trusts and nobody else (${flag})`, async (t) => {
    const folder = testFolder(t)
    const [ca, stranger] = [await authority('Behaviour CA'), await authority('Strange CA')]
    const service = await listen(t, echo)
    const port = await freePort()
    const attls = await stage(t, {
      folder,
      rules: [
        {
          name: 'in',
          direction: 'Inbound',
          port,
          role: 'ServerWithClientAuth',
          keyring: writeRing(folder, 'server', await ca.issue(), [ca.certificate]),
          advanced,
        },
      ],
      listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
    })
    /** What openssl s_client got back after sending a line with this certificate. */
    async function send(own: Issued | undefined): Promise<string> {
      const identity = own ? `-cert ${join(folder, 'own.pem')} -key ${join(folder, 'own.pem')}` : ''
      if (own) writeFileSync(join(folder, 'own.pem'), `${own.certificate}\n${own.key}`)
      const run = await runProgram('sh', [
        '-c',
        `(echo hello; sleep 1) | openssl s_client -connect 127.0.0.1:${port} ${flag} ${identity} -brief`,
      ])
      return run.stdout
    }

    t.match(await send(await ca.issue({ name: 'good client' })), /hello/)
    t.match((await attls.recorded('connection'))[0], { end: 'complete', peerSubject: 'CN=good client' })

    const refused: [string, Issued | undefined, number][] = [
      ['a certificate of another CA', await stranger.issue({ name: 'stranger' }), 8],
      ['an expired certificate', await ca.issue({ name: 'expired', from: -20, to: -10 }), 401],
      ['no certificate', undefined, 5001],
    ]
    for (const [index, [what, own, rc]] of refused.entries()) {
      t.notMatch(await send(own), /hello/, what)
      t.equal((await attls.recorded('EZD1286I', index + 1))[index]?.['rc'], rc, `${what} is ${rc}`)
    }
    t.equal(service.sockets.length, 1, 'the service was dialled for the good client only')
  })

test('SAFCheck lets in whose certificate is associated with a user, and 5002 is for the others', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const [known, unknown] = [
    await ca.issue({ name: 'known client' }),
    await ca.issue({ name: 'unknown client' }),
  ]
  writeFileSync(join(folder, 'known.pem'), known.certificate)
  const racf = await runProgram(ATTLS, ['racf', '--database', join(folder, 'racf'), '--as', 'IBMUSER'], {
    cwd: folder,
    input: `ADDUSER FRED NOPASSWORD\nRACDCERT ID(FRED) ADD('${join(folder, 'known.pem')}') TRUST WITHLABEL('Fred')\n`,
  })
  t.ok((racf.code ?? 12) <= 4, racf.stdout + racf.stderr)
  const service = await listen(t, echo)
  const port = await freePort()
  const attls = await stage(t, {
    folder,
    rules: [
      {
        name: 'in',
        direction: 'Inbound',
        port,
        role: 'ServerWithClientAuth',
        keyring: writeRing(folder, 'server', await ca.issue(), [ca.certificate]),
        advanced: ['TLSv1 Off', 'TLSv1.1 Off', 'TLSv1.2 On', 'TLSv1.3 On', 'ClientAuthType SAFCheck'],
      },
    ],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
  })
  async function send(own: Issued): Promise<string> {
    const file = join(folder, 'own.pem')
    writeFileSync(file, `${own.certificate}\n${own.key}`)
    const client = `openssl s_client -connect 127.0.0.1:${port} -cert ${file} -key ${file} -brief`
    return (await runProgram('sh', ['-c', `(echo hello; sleep 1) | ${client}`])).stdout
  }
  t.match(await send(known), /hello/)
  t.notMatch(await send(unknown), /hello/)
  t.match((await attls.recorded('EZD1286I'))[0], { rc: 5002 })
  t.equal(service.sockets.length, 1)

  const live = connect({ port, cert: known.certificate, key: known.key, rejectUnauthorized: false })
  t.teardown(() => live.destroy())
  live.write('hello')
  await once(live, 'data')
  const shown = await runProgram(ATTLS, ['netstat', 'conn', '--json', '-c', attls.config])
  const { connections } = JSON.parse(shown.stdout) as { connections: object[] }
  t.match(connections, [{ certUserId: 'FRED', peerSubject: 'CN=known client' }], 'Netstat says whose it is')
})
