import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { test } from 'tap'
import type { Database } from '../../src/racf/database/database.ts'
import { readCertificate } from '../../src/racf/x509/certificate.ts'
import { newDatabase, runJob } from './job.ts'

const CHAIN = `RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('CA') O('x')) WITHLABEL('CA') NISTECC
  RACDCERT GENCERT SUBJECTSDN(CN('leaf') O('x')) WITHLABEL('leaf') NISTECC SIGNWITH(CERTAUTH LABEL('CA')) +
    KEYUSAGE(HANDSHAKE) ALTNAME(DOMAIN('leaf.example') IP(127.0.0.1))`

function tool(folder: string, name: string, ...args: string[]): string {
  return execFileSync(name, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function pemOf(database: Database, owner: string, label: string): string {
  return database.read().get('certificate', owner, label)?.certificate ?? ''
}

test('every export format is read by other tools', async (t) => {
  const folder = t.testdir()
  const database = await newDatabase(folder, CHAIN)
  const write = async (format: string, name: string, more = ''): Promise<void> => {
    const command = `RACDCERT EXPORT(LABEL('leaf')) DSN('./${name}') FORMAT(${format}) ${more}`
    t.equal((await runJob(database, command, { folder })).rc, 0, command)
  }
  await write('CERTB64', 'b64')
  await write('CERTDER', 'der')
  await write('PKCS7DER', 'p7der')
  await write('PKCS7B64', 'p7b64')
  await write('PKCS12DER', 'p12der', 'PASSWORD(secret)')
  await write('PKCS12B64', 'p12b64', 'PASSWORD(secret)')
  t.match(tool(folder, 'openssl', 'x509', '-in', 'b64', '-noout', '-subject'), /CN = leaf/)
  t.equal(new X509Certificate(readFileSync(`${folder}/der`)).subject, 'O=x\nCN=leaf')
  const pkcs7 = tool(folder, 'openssl', 'pkcs7', '-in', 'p7der', '-inform', 'DER', '-print_certs')
  t.match(pkcs7, /CN = leaf[^]*CN = CA/)
  t.match(tool(folder, 'certtool', '--p7-info', '--infile', 'p7b64'), /Number of certificates: 2/)
  const pkcs12 = tool(folder, 'openssl', 'pkcs12', '-in', 'p12der', '-passin', 'pass:secret', '-nodes')
  t.match(pkcs12, /friendlyName: leaf[^]*BEGIN PRIVATE KEY[^]*CN = leaf[^]*CN = CA/)
  t.match(
    tool(folder, 'certtool', '--p12-info', '--infile', 'p12b64', '--password', 'secret'),
    /Friendly name: leaf/,
  )
  t.ok(createSecureContext({ pfx: readFileSync(`${folder}/p12der`), passphrase: 'secret' }))
  t.equal(statSync(`${folder}/p12der`).mode & 0o777, 0o600, 'a file with a key is for its owner')
})

test('every export format comes back with ADD', async (t) => {
  const folder = t.testdir()
  const source = await newDatabase(folder, CHAIN)
  const formats = ['CERTB64', 'CERTDER', 'PKCS7B64', 'PKCS7DER', 'PKCS12B64', 'PKCS12DER']
  for (const format of formats) {
    const password = format.startsWith('PKCS12') ? 'PASSWORD(secret)' : ''
    await runJob(source, `RACDCERT EXPORT(LABEL('leaf')) DSN('./${format}') FORMAT(${format}) ${password}`, {
      folder,
    })
    const target = await newDatabase(`${folder}/${format}.db`)
    const { rc, ids } = await runJob(target, `RACDCERT ADD('./${format}') WITHLABEL('back') ${password}`, {
      folder,
    })
    const hasChain = format.startsWith('PKCS')
    t.strictSame([rc, ids], hasChain ? [0, ['IRRD199I', 'IRRD199I']] : [4, ['IRRD119I', 'IRRD199I']], format)
    t.equal(pemOf(target, 'IBMUSER', 'back'), pemOf(source, 'IBMUSER', 'leaf'), format)
    const record = target.read().get('certificate', 'IBMUSER', 'back')
    t.equal(record?.trust, hasChain ? 'TRUST' : 'NOTRUST', format)
    t.equal(record?.privateKey !== undefined, format.startsWith('PKCS12'), format)
    t.equal(target.read().get('certificate', 'irrcerta', 'LABEL00000001') !== undefined, hasChain, format)
  }
})

test('packages of openssl and gnutls are added', async (t) => {
  const folder = t.testdir()
  tool(
    folder,
    'openssl',
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '300',
    '-subj',
    '/CN=far',
    '-keyout',
    'key',
    '-out',
    'cert',
  )
  tool(
    folder,
    'openssl',
    'pkcs12',
    '-export',
    '-in',
    'cert',
    '-inkey',
    'key',
    '-name',
    'n',
    '-passout',
    'pass:p',
    '-out',
    'o.p12',
  )
  tool(
    folder,
    'certtool',
    '--to-p12',
    '--load-certificate',
    'cert',
    '--load-privkey',
    'key',
    '--p12-name',
    'g',
    '--password',
    'p',
    '--outder',
    '--outfile',
    'g.p12',
  )
  tool(folder, 'openssl', 'crl2pkcs7', '-nocrl', '-certfile', 'cert', '-out', 'o.p7b')
  for (const [file, password, hasKey] of [
    ['o.p12', 'PASSWORD(p)', true],
    ['g.p12', 'PASSWORD(p)', true],
    ['o.p7b', '', false],
    ['cert', '', false],
  ] as const) {
    const database = await newDatabase(`${folder}/${file}.db`)
    const { rc, said } = await runJob(
      database,
      `RACDCERT CERTAUTH ADD('./${file}') WITHLABEL('far') ${password}`,
      { folder },
    )
    t.equal(rc, 0, said.join('\n'))
    t.equal(database.read().get('certificate', 'irrcerta', 'far')?.privateKey !== undefined, hasKey, file)
  }
  const database = await newDatabase(`${folder}/x`)
  for (const [command, text] of [
    ["ADD('./o.p12')", /needs a PASSWORD/],
    ["ADD('./o.p12') PASSWORD(wrong)", /password is not correct/],
    ["ADD('./key')", /holds no certificate/],
    ["ADD('./nothing')", /cannot be read: ENOENT/],
    ["ADD('a b')", /is not a data set name/],
  ] as const) {
    const { rc, said } = await runJob(database, `RACDCERT ${command}`, { folder })
    t.equal(rc, 8, command)
    t.match(said[0], text, command)
  }
})

test('who may add his own certificate does not make authorities by it', async (t) => {
  const folder = t.testdir()
  const source = await newDatabase(folder, CHAIN)
  await runJob(source, "RACDCERT EXPORT(LABEL('leaf')) DSN('./p7') FORMAT(PKCS7DER)", { folder })
  const target = await newDatabase(
    `${folder}/target`,
    `ADDUSER FRED PASSWORD(X)
     SETROPTS CLASSACT(FACILITY)
     RDEFINE FACILITY IRR.DIGTCERT.ADD UACC(READ)`,
  )
  const { rc, ids } = await runJob(target, "RACDCERT ADD('./p7')", { folder, issuer: 'FRED' })
  t.strictSame([rc, ids], [4, ['IRRD204I', 'IRRD119I', 'IRRD199I']])
  t.strictSame(
    target
      .read()
      .all('certificate')
      .map(({ owner, trust }) => [owner, trust]),
    [['FRED', 'NOTRUST']],
  )
})

test('a request goes out and its certificate comes back for the same key', async (t) => {
  const folder = t.testdir()
  const site = await newDatabase(
    `${folder}/site`,
    `RACDCERT GENCERT SUBJECTSDN(CN('leaf')) WITHLABEL('leaf') NISTECC +
    ALTNAME(DOMAIN('leaf.example')) KEYUSAGE(HANDSHAKE)
    RACDCERT ADDRING(R)
    RACDCERT CONNECT(LABEL('leaf') RING(R) DEFAULT)`,
  )
  t.equal((await runJob(site, "RACDCERT GENREQ(LABEL('leaf')) DSN('./req')", { folder })).rc, 0)
  const request = tool(folder, 'openssl', 'req', '-in', 'req', '-noout', '-verify', '-text')
  t.match(request, /Subject: CN = leaf[^]*Digital Signature[^]*DNS:leaf\.example/)
  const office = await newDatabase(
    `${folder}/office`,
    `RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('CA')) WITHLABEL('CA')
    ADDUSER REMOTE NOPASSWORD`,
  )
  const sign = "RACDCERT ID(REMOTE) GENCERT('./req') WITHLABEL('leaf') SIGNWITH(CERTAUTH LABEL('CA'))"
  t.equal((await runJob(office, sign, { folder })).rc, 0)
  t.equal(office.read().get('certificate', 'REMOTE', 'leaf')?.privateKey, undefined)
  t.equal(
    (await runJob(office, "RACDCERT ID(REMOTE) GENCERT('./req') WITHLABEL('x')", { folder })).ids[0],
    'IRRD126I',
  )
  await runJob(office, "RACDCERT ID(REMOTE) EXPORT(LABEL('leaf')) DSN('./back') FORMAT(PKCS7B64)", { folder })
  t.equal((await runJob(site, "RACDCERT ADD('./back')", { folder })).rc, 0)
  const record = site.read().get('certificate', 'IBMUSER', 'leaf')
  t.equal(readCertificate(record?.certificate ?? '').issuer[0]?.value, 'CA')
  t.equal(readCertificate(record?.certificate ?? '').x509.subjectAltName, 'DNS:leaf.example')
  t.not(record?.privateKey, undefined, 'the key stayed')
  t.match(site.read().get('ring', 'IBMUSER', 'R')?.connections, [{ label: 'leaf', isDefault: true }])
})

test('a request of openssl is signed, and one that was changed is not', async (t) => {
  const folder = t.testdir()
  tool(
    folder,
    'openssl',
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'k',
    '-out',
    'req',
    '-subj',
    '/O=far/CN=host',
    '-addext',
    'subjectAltName=DNS:a.example',
  )
  tool(folder, 'openssl', 'req', '-in', 'req', '-outform', 'DER', '-out', 'der')
  const bytes = readFileSync(`${folder}/der`)
  bytes[bytes.indexOf('host')] = 0x48
  writeFileSync(`${folder}/changed`, bytes)
  const database = await newDatabase(folder, CHAIN)
  const sign = (file: string) =>
    `RACDCERT SITE GENCERT('./${file}') WITHLABEL('${file}') SIGNWITH(CERTAUTH LABEL('CA'))`
  for (const file of ['req', 'der']) t.equal((await runJob(database, sign(file), { folder })).rc, 0, file)
  t.equal(readCertificate(pemOf(database, 'irrsitec', 'der')).x509.subjectAltName, 'DNS:a.example')
  const { rc, said } = await runJob(database, sign('changed'), { folder })
  t.equal(rc, 8)
  t.match(said[0], /signature is not correct/)
})

test('REKEY and ROLLOVER put a new key in the place of the old one', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    CHAIN,
    `RACDCERT ADDRING(R)
     RACDCERT CONNECT(CERTAUTH LABEL('CA') RING(R))
     RACDCERT CONNECT(LABEL('leaf') RING(R) DEFAULT)
     RACDCERT REKEY(LABEL('leaf')) WITHLABEL('leaf2')`,
  )
  const [old, renewed] = ['leaf', 'leaf2'].map((label) => readCertificate(pemOf(database, 'IBMUSER', label)))
  t.equal(renewed?.x509.subject, old?.x509.subject)
  t.equal(renewed?.x509.subjectAltName, old?.x509.subjectAltName)
  t.strictSame(renewed?.key, old?.key)
  t.not(
    renewed?.x509.publicKey.export({ type: 'spki', format: 'pem' }),
    old?.x509.publicKey.export({ type: 'spki', format: 'pem' }),
  )
  t.equal((await runJob(database, "RACDCERT ROLLOVER(LABEL('leaf')) NEWLABEL('leaf2')")).rc, 0)
  const view = database.read()
  t.match(view.get('ring', 'IBMUSER', 'R')?.connections, [
    { label: 'CA' },
    { label: 'leaf2', isDefault: true },
  ])
  t.equal(view.get('certificate', 'IBMUSER', 'leaf')?.privateKey, undefined)
  const again = await runJob(database, "RACDCERT ROLLOVER(LABEL('leaf')) NEWLABEL('leaf2')")
  t.strictSame([again.rc, again.ids], [8, ['IRRD203I']])
})

test('labels, status and rings change, and a deleted certificate leaves its rings', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    CHAIN,
    `RACDCERT ADDRING(R)
     RACDCERT CONNECT(CERTAUTH LABEL('CA') RING(R))
     RACDCERT CONNECT(LABEL('leaf') RING(R) DEFAULT)
     RACDCERT ALTER(LABEL('leaf')) NEWLABEL('Blatt') NOTRUST
     RACDCERT CERTAUTH ALTER(LABEL('CA')) HIGHTRUST`,
  )
  const labels = (): string[] | undefined =>
    database
      .read()
      .get('ring', 'IBMUSER', 'R')
      ?.connections.map((each) => each.label)
  t.strictSame(labels(), ['CA', 'Blatt'])
  t.equal(database.read().get('certificate', 'IBMUSER', 'Blatt')?.trust, 'NOTRUST')
  t.equal(database.read().get('certificate', 'irrcerta', 'CA')?.trust, 'HIGHTRUST')
  t.equal((await runJob(database, "RACDCERT ALTER(LABEL('Blatt')) HIGHTRUST")).ids[0], 'IRRD129I')
  t.equal(
    (
      await runJob(
        database,
        "RACDCERT REMOVE(LABEL('Blatt') RING(R))\nRACDCERT REMOVE(LABEL('Blatt') RING(R))",
      )
    ).ids[0],
    'IRRD116I',
  )
  await runJob(database, "RACDCERT CERTAUTH DELETE(LABEL('CA'))")
  t.strictSame(labels(), [])
  await runJob(database, 'RACDCERT DELRING(R)')
  t.equal(labels(), undefined)
})

test('LISTCHAIN goes up to the root and names the common rings', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    CHAIN,
    `RACDCERT ADDRING(R)
     RACDCERT CONNECT(CERTAUTH LABEL('CA') RING(R))
     RACDCERT CONNECT(LABEL('leaf') RING(R))`,
  )
  const { listing } = await runJob(database, "RACDCERT LISTCHAIN(LABEL('leaf'))")
  t.strictSame(
    listing.filter(
      (line) => /^(Certificate|Digital|Chain|  Label|  Chain)/.test(line) && !/ID:|Fingerprint/.test(line),
    ),
    [
      'Certificate 1:',
      'Digital certificate information for user IBMUSER:',
      '  Label: leaf',
      'Certificate 2:',
      'Digital certificate information for CERTAUTH:',
      '  Label: CA',
      'Chain information:',
      '  Chain contains 2 certificate(s), chain is complete',
      '  Chain contains ring in common: IBMUSER/R',
    ],
  )
})

test('CHECKCERT tells whether the database has it', async (t) => {
  const folder = t.testdir()
  const database = await newDatabase(folder, CHAIN)
  await runJob(database, "RACDCERT EXPORT(LABEL('leaf')) DSN('./leaf') FORMAT(PKCS7B64)", { folder })
  const known = await runJob(database, "RACDCERT CHECKCERT('./leaf')", { folder })
  t.match(known.listing.slice(0, 3), [
    'Certificate 1:',
    'Digital certificate information for user IBMUSER:',
    '  Label: leaf',
  ])
  const other = await runJob(await newDatabase(`${folder}/other`), "RACDCERT CHECKCERT('./leaf')", { folder })
  t.match(other.listing.slice(0, 3), [
    'Certificate 1:',
    'The certificate is not in the security database:',
    /Start Date/,
  ])
})

test('a second certificate for the same key is made with FROMLABEL', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    CHAIN,
    "RACDCERT GENCERT FROMLABEL('leaf') WITHLABEL('twin') SIGNWITH(CERTAUTH LABEL('CA'))",
  )
  const [leaf, twin] = ['leaf', 'twin'].map(
    (label) => readCertificate(pemOf(database, 'IBMUSER', label)).x509,
  )
  t.equal(twin?.publicKey.equals(leaf?.publicKey as never), true)
  t.equal(twin?.subject, leaf?.subject)
  t.equal(twin?.subjectAltName, leaf?.subjectAltName)
  t.not(twin?.serialNumber, leaf?.serialNumber)
})

test('what GENCERT makes follows RFC 5280', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    CHAIN,
    `RACDCERT GENCERT SUBJECTSDN(CN('long')) WITHLABEL('long') NISTECC +
    SIGNWITH(CERTAUTH LABEL('CA')) NOTAFTER(DATE(2060-01-01)) TRUST`,
  )
  const ca = readCertificate(pemOf(database, 'irrcerta', 'CA'))
  for (const [owner, label] of [
    ['irrcerta', 'CA'],
    ['IBMUSER', 'leaf'],
    ['IBMUSER', 'long'],
  ] as const) {
    const { structure, x509 } = readCertificate(pemOf(database, owner, label))
    const extension = (oid: string) => structure.extensions?.find((each) => each.extnID === oid)
    const isCa = owner === 'irrcerta'
    t.equal(structure.version, 2, 'extensions need version 3 (4.1.2.1)')
    t.ok(structure.serialNumber.valueBlock.valueHexView.length <= 20, '20 octets at most (4.1.2.2)')
    t.equal(structure.signature.algorithmId, structure.signatureAlgorithm.algorithmId, '4.1.1.2')
    t.ok(structure.issuer.typesAndValues.length > 0, '4.1.2.4')
    t.equal(structure.notAfter.type, structure.notAfter.value.getUTCFullYear() < 2050 ? 0 : 1, '4.1.2.5')
    t.ok(structure.notBefore.value < structure.notAfter.value)
    t.ok(extension('2.5.29.14'), 'subject key identifier (4.2.1.2)')
    t.notOk(extension('2.5.29.14')?.critical)
    t.equal(extension('2.5.29.35') !== undefined, !isCa, 'authority key identifier (4.2.1.1)')
    t.equal(extension('2.5.29.19')?.critical, isCa ? true : undefined, 'basic constraints (4.2.1.9)')
    if (isCa) t.equal(extension('2.5.29.15')?.critical, true, 'key usage (4.2.1.3)')
    t.equal(
      new Set(structure.extensions?.map((each) => each.extnID)).size,
      structure.extensions?.length,
      'no extension twice (4.2)',
    )
    t.ok(x509.verify(ca.x509.publicKey))
    if (!isCa) t.ok(x509.checkIssued(ca.x509))
  }
})
