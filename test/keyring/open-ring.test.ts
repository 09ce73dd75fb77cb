import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { test } from 'tap'
import { Secret } from '../../src/common/secret.ts'
import { allRingNames } from '../../src/keyring/database-ring.ts'
import type { KeyRing } from '../../src/keyring/keyring.ts'
import { openRing, type RingSources } from '../../src/keyring/open-ring.ts'
import { chainFor, expiries, pickCertificate, trustAnchors } from '../../src/keyring/select.ts'
import { ringProblems } from '../../src/keyring/verify-ring.ts'
import { watchPaths } from '../../src/keyring/watch-paths.ts'
import { NOON, newDatabase } from '../racf/job.ts'

const now = NOON.now()

const LAB = `ADDUSER (IMSSTC LIBSERV) NOPASSWORD
  RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('Root')) WITHLABEL('Root') NISTECC
  RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('Sub')) WITHLABEL('Sub') NISTECC SIGNWITH(CERTAUTH LABEL('Root'))
  RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('server')) WITHLABEL('server') NISTECC +
    SIGNWITH(CERTAUTH LABEL('Sub')) ALTNAME(DOMAIN('localhost')) KEYUSAGE(HANDSHAKE)
  RACDCERT ID(LIBSERV) GENCERT SUBJECTSDN(CN('client')) WITHLABEL('client') NISTECC SIGNWITH(CERTAUTH LABEL('Root'))
  RACDCERT ID(IMSSTC) ADDRING(A.Ring)
  RACDCERT ID(LIBSERV) ADDRING(A.Ring)
  RACDCERT ID(IMSSTC) CONNECT(CERTAUTH LABEL('Root') RING(A.Ring))
  RACDCERT ID(IMSSTC) CONNECT(LABEL('server') RING(A.Ring) DEFAULT)
  RACDCERT ID(LIBSERV) CONNECT(LABEL('client') RING(A.Ring) DEFAULT)
  RACDCERT ID(LIBSERV) CONNECT(CERTAUTH LABEL('Root') RING(A.Ring))`

function open(name: string, user: string, sources: RingSources): KeyRing {
  const ring = openRing(name, user, sources)
  if (!ring.ok) throw new Error(`${ring.error.rc}: ${ring.error.text}`)
  return ring.value
}

function failure(name: string, user: string, sources: RingSources): string {
  const ring = openRing(name, user, sources)
  return ring.ok ? 'opened' : `${ring.error.rc} ${ring.error.text}`
}

test('a bare name is the ring of the user, an owner names another one', async (t) => {
  const database = await newDatabase(t.testdir(), LAB)
  const labels = (name: string, user: string): string[] =>
    open(name, user, { database }).certificates.map((each) => each.label)
  t.strictSame(labels('A.Ring', 'IMSSTC'), ['Root', 'server'])
  t.strictSame(labels('A.Ring', 'libserv'), ['client', 'Root'])
  t.strictSame(labels('imsstc/A.Ring', 'IMSSTC'), ['Root', 'server'])
  t.strictSame(labels('safkeyring://IMSSTC/A.Ring', 'IMSSTC'), ['Root', 'server'])
  t.strictSame(labels('safkeyring:///A.Ring', 'LIBSERV'), ['client', 'Root'])
  t.strictSame(labels('IMSSTC/*', 'IMSSTC'), ['server'])
  t.strictSame(labels('*AUTH*/*', 'IMSSTC'), ['Root', 'Sub'])
  t.strictSame(labels('*SITE*/*', 'IMSSTC'), [])
  t.strictSame(allRingNames(database, 'A.Ring'), ['IMSSTC/A.Ring', 'LIBSERV/A.Ring'])
})

test('what cannot be opened says why with its return code', async (t) => {
  const folder = t.testdir({ 'text.pem': 'hello', 'binary.p12': '\u0001\u0002', empty: {} })
  const database = await newDatabase(folder, LAB)
  const table: [string, RegExp][] = [
    ['IMSSTC/a.ring', /^202 there is no key ring IMSSTC\/a\.ring; ring names are case-sensitive.*A\.Ring/],
    ['NOBODY/A.Ring', /^202 .*user NOBODY is not defined/],
    ['*TOKEN*/T1', /^202 PKCS#11 tokens are not supported; .*gskkyman -e -t T1/],
    ['/etc/old/key.kdb', /^202 .*gskkyman -e -k \/etc\/old\/key\.kdb/],
    [`${folder}/missing`, /^202 .*cannot be read: ENOENT/],
    [`${folder}/text.pem`, /^103 .*neither PEM nor DER nor PKCS#12/],
    [`${folder}/binary.p12`, /^103 /],
    [`${folder}/empty`, /^103 .*no key store file/],
    ['', /^202 .*empty/],
  ]
  for (const [name, expected] of table) t.match(failure(name, 'IMSSTC', { database }), expected, name)
  t.match(failure('A.Ring', 'IMSSTC', {}), /^202 .*none is configured/)
})

test('only the owner gets the private key, and only of a PERSONAL connection', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    LAB,
    `RACDCERT SITE GENCERT SUBJECTSDN(CN('shared')) WITHLABEL('shared') NISTECC
     RACDCERT ID(IMSSTC) ADDRING(B)
     RACDCERT ID(IMSSTC) CONNECT(ID(IMSSTC) LABEL('server') RING(B) USAGE(CERTAUTH))
     RACDCERT ID(IMSSTC) CONNECT(ID(LIBSERV) LABEL('client') RING(B))
     RACDCERT ID(IMSSTC) CONNECT(SITE LABEL('shared') RING(B) USAGE(PERSONAL) DEFAULT)
     RACDCERT ID(IBMUSER) ADDRING(B)
     RACDCERT ID(IBMUSER) CONNECT(SITE LABEL('shared') RING(B) USAGE(PERSONAL) DEFAULT)`,
  )
  const withKey = (name: string, user: string): string[] =>
    open(name, user, { database })
      .certificates.filter((each) => each.privateKey !== undefined)
      .map((each) => each.label)
  t.strictSame(withKey('A.Ring', 'IMSSTC'), ['server'])
  t.strictSame(withKey('B', 'IMSSTC'), [])
  t.strictSame(withKey('B', 'IBMUSER'), ['shared'])
  const refused = pickCertificate(open('B', 'IMSSTC', { database }), { now })
  t.match(refused, {
    ok: false,
    error: { rc: 428, text: /no private key that this user may use \(owner SITE\)/ },
  })
})

test('the own certificate is the label, else the default, with the return codes of System SSL', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    LAB,
    `RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('old')) WITHLABEL('old') NISTECC +
       NOTBEFORE(DATE(2020-01-01)) NOTAFTER(DATE(2021-01-01))
     RACDCERT ID(IMSSTC) GENCERT SUBJECTSDN(CN('bad')) WITHLABEL('bad') NISTECC NOTRUST
     RACDCERT ID(IMSSTC) CONNECT(LABEL('old') RING(A.Ring))
     RACDCERT ID(IMSSTC) CONNECT(LABEL('bad') RING(A.Ring))
     RACDCERT ID(IMSSTC) ADDRING(Empty)`,
  )
  const ring = open('A.Ring', 'IMSSTC', { database })
  const pick = (label?: string, attribute?: 'ServerCertificateLabel'): string => {
    const picked = pickCertificate(ring, { label, now, ...(attribute ? { attribute } : {}) })
    return picked.ok ? picked.value.label : String(picked.error.rc)
  }
  t.equal(pick(), 'server')
  t.equal(pick('server'), 'server')
  t.equal(pick('nowhere'), '6')
  t.equal(pick('nowhere', 'ServerCertificateLabel'), '407')
  t.equal(pick('bad'), '6')
  t.equal(pick('old'), '401')
  t.equal(pick('Root'), '428')
  const empty = open('Empty', 'IMSSTC', { database })
  t.match(pickCertificate(empty, { now }), { ok: false, error: { rc: 7 } })
  t.match(trustAnchors(empty), { ok: false, error: { rc: 109 } })
  t.strictSame(
    expiries(ring).map(({ label, notAfter }) => [label, new Date(notAfter).getUTCFullYear()]),
    [
      ['Root', 2027],
      ['server', 2027],
      ['old', 2021],
      ['bad', 2027],
    ],
  )
})

test('the chain goes up to the root, through authorities that are not on the ring', async (t) => {
  const database = await newDatabase(t.testdir(), LAB)
  const ring = open('A.Ring', 'IMSSTC', { database })
  const own = ring.certificates.find((each) => each.label === 'server')
  if (!own) throw new Error('no certificate')
  const view = database.read()
  t.strictSame(chainFor(ring, own), [
    own.certificate,
    ...['Sub', 'Root'].map((label) => view.get('certificate', 'irrcerta', label)?.certificate),
  ])
  const anchors = trustAnchors(ring)
  t.strictSame(anchors.ok && anchors.value, [view.get('certificate', 'irrcerta', 'Root')?.certificate])
})

test('a self-signed certificate that only serves is its own anchor and chain', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    `RACDCERT GENCERT SUBJECTSDN(CN('alone')) WITHLABEL('alone') NISTECC KEYUSAGE(HANDSHAKE)
     RACDCERT ADDRING(R)
     RACDCERT CONNECT(LABEL('alone') RING(R) DEFAULT)`,
  )
  const ring = open('R', 'IBMUSER', { database })
  const [own] = ring.certificates
  const anchors = trustAnchors(ring)
  t.strictSame(anchors.ok && anchors.value, [own?.certificate])
  t.strictSame(own && chainFor(ring, own), [own?.certificate])
  t.strictSame(ringProblems(ring, now), [])
})

test('two rings make a mutually authenticated handshake', async (t) => {
  const database = await newDatabase(t.testdir(), LAB)
  const side = (user: string) => {
    const ring = open('A.Ring', user, { database })
    const own = pickCertificate(ring, { now })
    const anchors = trustAnchors(ring)
    if (!own.ok || !anchors.ok) throw new Error('the ring is not usable')
    return { key: own.value.privateKey, cert: chainFor(ring, own.value).join(''), ca: [...anchors.value] }
  }
  const server = createServer({ ...side('IMSSTC'), requestCert: true, rejectUnauthorized: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'secureConnection') as Promise<[TLSSocket]>
  const { port } = server.address() as AddressInfo
  const client = connect({ ...side('LIBSERV'), port, host: '127.0.0.1', servername: 'localhost' })
  await once(client, 'secureConnect')
  const [peer] = await accepted
  t.equal(peer.authorized, true)
  t.equal(peer.getPeerCertificate().subject.CN, 'client')
  t.equal(client.authorized, true)
  client.destroy()
  peer.destroy()
  server.close()
})

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
}

function makeFiles(folder: string): void {
  openssl(
    folder,
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=ca',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
  )
  openssl(
    folder,
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=leaf',
    '-keyout',
    'leaf.key',
    '-out',
    'leaf.csr',
  )
  openssl(
    folder,
    'x509',
    '-req',
    '-in',
    'leaf.csr',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '20',
    '-out',
    'leaf.crt',
  )
}

test('a path ring pairs keys by public key, whatever the files are called', async (t) => {
  const folder = t.testdir({ live: {}, archive: {} })
  makeFiles(folder)
  copyFileSync(`${folder}/leaf.crt`, `${folder}/archive/cert1.pem`)
  copyFileSync(`${folder}/ca.crt`, `${folder}/archive/chain1.pem`)
  copyFileSync(`${folder}/leaf.key`, `${folder}/archive/privkey1.pem`)
  const full = readFileSync(`${folder}/leaf.crt`, 'utf8') + readFileSync(`${folder}/ca.crt`, 'utf8')
  writeFileSync(`${folder}/archive/fullchain1.pem`, full)
  for (const name of ['cert', 'chain', 'fullchain', 'privkey'])
    symlinkSync(`../archive/${name}1.pem`, `${folder}/live/${name}.pem`)
  const ring = open(`${folder}/live`, 'IMSSTC', {})
  t.strictSame(
    ring.certificates.map(({ label, usage, isDefault, owner }) => [label, usage, isDefault, owner]),
    [
      ['cert', 'PERSONAL', true, 'PATH'],
      ['chain', 'CERTAUTH', false, 'PATH'],
    ],
  )
  t.match(pickCertificate(ring, { now: Date.now() }), { ok: true, value: { label: 'cert' } })
  t.strictSame(
    watchPaths(`${folder}/live`).toSorted(),
    [folder, `${folder}/archive`, `${folder}/live`].toSorted(),
  )
  t.strictSame(watchPaths('IMSSTC/A.Ring'), [])

  writeFileSync(`${folder}/bundle.pem`, readFileSync(`${folder}/leaf.key`, 'utf8') + full)
  const bundle = open('./bundle.pem', 'IMSSTC', { folder })
  t.strictSame(
    bundle.certificates.map(({ label, usage, isDefault }) => [label, usage, isDefault]),
    [
      ['bundle', 'PERSONAL', true],
      ['bundle.2', 'CERTAUTH', false],
    ],
  )
})

test('the default of a path ring is the label default, else the newest', async (t) => {
  const folder = t.testdir({ ring: {} })
  const make = (name: string, days: string): void =>
    openssl(
      `${folder}/ring`,
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      days,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
    )
  make('zz', '10')
  const only = open(`${folder}/ring`, 'X', {})
  t.match(only.certificates, [{ label: 'zz', isDefault: true }])
  make('default', '5')
  const two = open(`${folder}/ring`, 'X', {})
  t.match(two.certificates, [
    { label: 'default', isDefault: true },
    { label: 'zz', isDefault: false },
  ])
})

test('a half-written or unreadable file fails the whole ring', async (t) => {
  const folder = t.testdir({ ring: {} })
  makeFiles(folder)
  copyFileSync(`${folder}/leaf.crt`, `${folder}/ring/a.crt`)
  const text = readFileSync(`${folder}/leaf.key`, 'utf8')
  writeFileSync(`${folder}/ring/a.key`, text.slice(0, 300))
  t.match(failure(`${folder}/ring`, 'X', {}), /^103 .*a\.key is not complete/)
  writeFileSync(`${folder}/ring/a.key`, '')
  t.match(failure(`${folder}/ring`, 'X', {}), /^103 .*a\.key/)
  writeFileSync(`${folder}/ring/a.key`, text.replace(/M[A-Za-z0-9+/]{20}/, 'A'.repeat(21)))
  t.match(failure(`${folder}/ring`, 'X', {}), /^103 .*a\.key holds a private key that cannot be decoded/)
})

test('PKCS#12 files of openssl and gnutls open with their password', async (t) => {
  const folder = t.testdir({ pw: 'secret\n' })
  makeFiles(folder)
  const pack = (name: string, ...more: string[]): void => {
    const files = ['-in', 'leaf.crt', '-inkey', 'leaf.key', '-out', `${name}.p12`]
    openssl(folder, 'pkcs12', '-export', ...files, '-name', name, '-passout', 'pass:secret', ...more)
  }
  const scheme = (certificates: string, keys = certificates): string[] => [
    '-certpbe',
    certificates,
    '-keypbe',
    keys,
  ]
  pack('The Leaf', '-certfile', 'ca.crt')
  pack('triple-des', ...scheme('PBE-SHA1-3DES'), '-macalg', 'sha1')
  pack('double-des', ...scheme('PBE-SHA1-2DES'))
  pack('legacy', '-legacy')
  pack('rc2-128', '-legacy', ...scheme('PBE-SHA1-RC2-128'))
  pack('aes-128', ...scheme('AES-128-CBC'), '-macalg', 'sha512', '-iter', '100000')
  pack('open', ...scheme('NONE'))
  pack('rc4', '-legacy', ...scheme('PBE-SHA1-RC4-40'))
  const gnu = [
    '--load-certificate',
    'ca.crt',
    '--load-privkey',
    'ca.key',
    '--p12-name',
    'gnu',
    '--password',
    'secret',
  ]
  execFileSync('certtool', ['--to-p12', ...gnu, '--outder', '--outfile', 'gnu.p12'], {
    cwd: folder,
    stdio: 'pipe',
  })
  const password = new Secret('secret')
  for (const label of [
    'The Leaf',
    'triple-des',
    'double-des',
    'legacy',
    'rc2-128',
    'aes-128',
    'open',
    'gnu',
  ]) {
    const path = `${folder}/${label}.p12`
    const picked = pickCertificate(open(path, 'X', { password }), { now: Date.now() })
    t.match(picked, { ok: true, value: { label } }, label)
    t.match(failure(path, 'X', { password: new Secret('wrong') }), /^408 .*password is not correct/, label)
    t.match(failure(path, 'X', {}), /^201 .*needs a password/, label)
    t.equal(open(path, 'X', { stashFile: `${folder}/pw` }).certificates.length > 0, true, label)
    t.match(failure(path, 'X', { stashFile: `${folder}/nopw` }), /^201 the stash file/, label)
  }
  t.match(failure(`${folder}/rc4.p12`, 'X', { password }), /^103 .*40-bit RC4.*openssl pkcs12 -legacy/)
})
