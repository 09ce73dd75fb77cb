import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { test } from 'tap'
import { registerRacf } from '../../src/cli/racf.ts'
import { type RingAction, type RingOptions, registerRing, ringCommand } from '../../src/cli/ring.ts'
import { NOON, newDatabase } from '../racf/job.ts'
import { streams } from './streams.ts'

const RINGS = `ADDUSER IMSSTC NOPASSWORD
  RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('Root')) WITHLABEL('Root') NISTECC
  RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('Sub')) WITHLABEL('Sub') NISTECC SIGNWITH(CERTAUTH LABEL('Root'))
  RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('server') O('x')) WITHLABEL('server') NISTECC +
    SIGNWITH(CERTAUTH LABEL('Sub'))
  RACDCERT ID(IMSSTC) ADDRING(A.Ring)
  RACDCERT ID(IMSSTC) CONNECT(CERTAUTH LABEL('Root') RING(A.Ring))
  RACDCERT ID(IMSSTC) CONNECT(LABEL('server') RING(A.Ring) DEFAULT)
  RACDCERT ID(IMSSTC) ADDRING(Empty)`

async function run(action: RingAction, names: string[], options: RingOptions) {
  const { stdout, stderr } = streams()
  const rc = await ringCommand(
    action,
    names,
    options,
    { stdout, stderr },
    { findDatabase: () => undefined },
    NOON,
  )
  return { rc, out: stdout.text, err: stderr.text }
}

test('list names every ring with its default and first expiry', async (t) => {
  const folder = t.testdir()
  await newDatabase(folder, RINGS)
  const options = { database: `${folder}/racf`, as: 'IBMUSER' }
  t.equal(
    (await run('list', [], options)).out,
    'IMSSTC/A.Ring  2 certificates, default server, first expiry in 365 days\nIMSSTC/Empty  0 certificates, default none\n',
  )
  const { out } = await run('list', ['imsstc'], { ...options, json: true })
  t.match(JSON.parse(out), [
    { name: 'IMSSTC/A.Ring', expires: '2027-11-20T23:59:59.000Z' },
    { expires: null },
  ])
})

test('show draws each certificate with its chain', async (t) => {
  const folder = t.testdir()
  await newDatabase(folder, RINGS)
  const { out, rc } = await run('show', ['A.Ring'], { database: `${folder}/racf`, as: 'IMSSTC' })
  t.equal(rc, 0)
  t.equal(
    out,
    `Key ring IMSSTC/A.Ring: 2 certificates
  Root (CERTAUTH, CERTAUTH)
    CN=Root, expires in 365 days
  server (PERSONAL, ID(IMSSTC), default, private key)
    CN=server.O=x, expires in 365 days
    └─ issued by CN=Sub
       └─ issued by CN=Root
`,
  )
  const refused = await run('show', ['IMSSTC/Nothing'], { database: `${folder}/racf`, as: 'IMSSTC' })
  t.match(refused, { rc: 1, err: 'attls ring: there is no key ring IMSSTC/Nothing (RC 202)\n' })
})

test('verify tells what is wrong, and ends with 1 when a handshake would fail', async (t) => {
  const folder = t.testdir()
  await newDatabase(
    folder,
    RINGS,
    `RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('old')) WITHLABEL('old') SIZE(1024) +
       NOTBEFORE(DATE(2020-01-01)) NOTAFTER(DATE(2021-01-01))
     RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('soon')) WITHLABEL('soon') NISTECC NOTAFTER(DATE(2026-12-01)) +
       SIGNWITH(CERTAUTH LABEL('Sub'))
     RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('later')) WITHLABEL('later') NISTECC NOTBEFORE(DATE(2026-12-01)) NOTRUST
     RACDCERT CERTAUTH DELETE(LABEL('Root'))
     RACDCERT ID(IMSSTC) CONNECT(LABEL('old') RING(A.Ring))
     RACDCERT ID(IMSSTC) CONNECT(LABEL('soon') RING(A.Ring))
     RACDCERT ID(IMSSTC) CONNECT(LABEL('later') RING(A.Ring))`,
  )
  const options = { database: `${folder}/racf`, as: 'IMSSTC' }
  const { rc, out } = await run('verify', ['A.Ring'], options)
  t.equal(rc, 1)
  t.equal(
    out,
    `warning: IMSSTC/A.Ring server: its chain ends early: CN=Root is neither on the ring nor trusted
error: IMSSTC/A.Ring old: it expired on 2021-01-01T23:59:59.000Z
warning: IMSSTC/A.Ring old: its key is weak: RSA with 1024 bits
warning: IMSSTC/A.Ring soon: it expires in 11 days
warning: IMSSTC/A.Ring soon: its chain ends early: CN=Root is neither on the ring nor trusted
error: IMSSTC/A.Ring later: it is not valid before 2026-12-01T00:00:00.000Z
error: IMSSTC/A.Ring later: it is marked NOTRUST and is not used
`,
  )
  t.match(await run('verify', ['Empty'], options), { rc: 1, out: /no certificate authority/ })
})

test('export and import carry a certificate with its key and chain', async (t) => {
  const folder = t.testdir({ pw: 'secret\n' })
  const database = await newDatabase(folder, RINGS)
  const options = { database: `${folder}/racf`, as: 'IMSSTC' }
  writeFileSync(`${folder}/out.pem`, 'readable by all', { mode: 0o644 })
  const exported = await run('export', ['A.Ring'], { ...options, to: `${folder}/out.pem` })
  t.match(exported, { rc: 0, err: '' })
  t.equal(statSync(`${folder}/out.pem`).mode & 0o777, 0o600)
  t.equal(readFileSync(`${folder}/out.pem`, 'utf8').match(/BEGIN CERTIFICATE/g)?.length, 3)
  const pkcs12 = { ...options, to: `${folder}/out.p12`, format: 'pkcs12' }
  t.match(await run('export', ['A.Ring'], pkcs12), { rc: 1, err: /needs a password/ })
  t.equal((await run('export', ['A.Ring'], { ...pkcs12, passwordFile: `${folder}/pw` })).rc, 0)
  const info = execFileSync(
    'openssl',
    ['pkcs12', '-in', `${folder}/out.p12`, '-passin', 'pass:secret', '-nodes'],
    { encoding: 'utf8' },
  )
  t.match(info, /friendlyName: server/)

  const again = await newDatabase(`${folder}/`.replace(/\/$/, '') + '/racf2', 'ADDUSER IMSSTC NOPASSWORD')
  const target = { database: again.folder, as: 'IBMUSER', passwordFile: `${folder}/pw` }
  const imported = await run('import', ['IMSSTC/New.Ring', `${folder}/out.p12`], target)
  t.equal(imported.err, '')
  t.match(
    imported.out,
    /imported ID\(IMSSTC\) server as PERSONAL, default\nimported CERTAUTH out\.2 as CERTAUTH\n/,
  )
  t.match(await run('verify', ['New.Ring'], { ...target, as: 'IMSSTC' }), { rc: 0, out: /nothing wrong/ })
  t.equal(
    again.read().get('certificate', 'IMSSTC', 'server')?.certificate,
    database.read().get('certificate', 'IMSSTC', 'server')?.certificate,
  )
  t.match(await run('import', ['IMSSTC/New.Ring', `${folder}/out.p12`], { ...target, as: 'IMSSTC' }), {
    rc: 1,
    err: /SPECIAL/,
  })
})

test('an export that cannot be written says so', async (t) => {
  const folder = t.testdir()
  await newDatabase(folder, RINGS)
  const options = { database: `${folder}/racf`, as: 'IMSSTC', to: `${folder}/no/such/place` }
  t.match(await run('export', ['A.Ring'], options), { rc: 1, err: /cannot be written: ENOENT/ })
})

test('key store files need no database', async (t) => {
  const folder = t.testdir()
  await newDatabase(folder, RINGS)
  await run('export', ['A.Ring'], { database: `${folder}/racf`, as: 'IMSSTC', to: `${folder}/out.pem` })
  t.match(await run('show', [`${folder}/out.pem`], {}), {
    rc: 0,
    out: /out \(PERSONAL, PATH, default, private key\)/,
  })
})

test('an import leaves the default of a ring alone unless it is told', async (t) => {
  const folder = t.testdir()
  const database = await newDatabase(
    folder,
    RINGS,
    `RACDCERT ID(IMSSTC) ADDRING(Other)
     RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('second')) WITHLABEL('second') NISTECC
     RACDCERT ID(IMSSTC) CONNECT(LABEL('second') RING(Other) DEFAULT)`,
  )
  const options = { database: database.folder, as: 'IMSSTC', to: `${folder}/out.pem` }
  await run('export', ['Other'], options)
  const into = ['IMSSTC/A.Ring', `${folder}/out.pem`]
  const admin = { database: database.folder, as: 'IBMUSER' }
  const defaults = () =>
    database
      .read()
      .get('ring', 'IMSSTC', 'A.Ring')
      ?.connections.flatMap((each) => (each.isDefault ? [each.label] : []))
  t.match(await run('import', into, admin), { rc: 0, out: 'connected ID(IMSSTC) second as PERSONAL\n' })
  t.strictSame(defaults(), ['server'])
  t.match(await run('import', into, { ...admin, default: true }), { rc: 0, out: /PERSONAL, default/ })
  t.strictSame(defaults(), ['second'])
})

test('JSON of a ring has its certificates and nothing secret', async (t) => {
  const folder = t.testdir()
  await newDatabase(folder, RINGS)
  const { out } = await run('show', ['A.Ring'], { database: `${folder}/racf`, as: 'IMSSTC', json: true })
  t.match(JSON.parse(out), {
    ring: 'IMSSTC/A.Ring',
    certificates: [
      { label: 'Root', hasPrivateKey: false },
      { label: 'server', hasPrivateKey: true, chain: ['CN=Sub', 'CN=Root'], expiresInDays: 365 },
    ],
  })
  t.notMatch(out, /PRIVATE KEY/)
})

test('the commands are on the command line with their options', async (t) => {
  const folder = t.testdir({ job: 'LISTGRP SYS1 NORACF\n' })
  const database = await newDatabase(folder, RINGS)
  const codes: number[] = []
  const environment = { findDatabase: () => database.folder, exit: (code: number) => void codes.push(code) }
  const program = new Command()
  registerRacf(program, environment)
  registerRing(program, environment)
  const call = (...words: string[]) => program.parseAsync(['node', 'attls', ...words])
  await call('racf', '--as', 'IBMUSER', '--set', 'A=1', '--set', 'B=2', '--shift-dates', `${folder}/job`)
  await call('ring', 'export', 'IMSSTC/A.Ring', '--as', 'IMSSTC', '--to', `${folder}/out.pem`)
  await call('ring', 'show', 'IMSSTC/Missing', '--as', 'IMSSTC')
  t.strictSame(codes, [0, 0, 1])
  t.match(readFileSync(`${folder}/out.pem`, 'utf8'), /BEGIN PRIVATE KEY/)
})
