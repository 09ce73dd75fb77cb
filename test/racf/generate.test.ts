import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { test } from 'tap'
import { readCertificate } from '../../src/racf/x509/certificate.ts'
import { NOON, newDatabase, runJob } from './job.ts'

function facts(database: Awaited<ReturnType<typeof newDatabase>>, owner: string, label: string) {
  return readCertificate(database.read().get('certificate', owner, label)?.certificate ?? '')
}

test('every key type and size makes a certificate that openssl verifies', async (t) => {
  const folder = t.testdir()
  const database = await newDatabase(folder)
  const table: [string, string][] = [
    ['SIZE(1024)', 'sha256RSA'],
    ['RSA', 'sha256RSA'],
    ['NISTECC SIZE(192)', 'sha256ECDSA'],
    ['NISTECC SIZE(224)', 'sha256ECDSA'],
    ['NISTECC', 'sha256ECDSA'],
    ['NISTECC SIZE(384)', 'sha384ECDSA'],
    ['NISTECC SIZE(521)', 'sha512ECDSA'],
    ['BPECC SIZE(320)', 'sha384ECDSA'],
    ['BPECC SIZE(512)', 'sha512ECDSA'],
    ['DSA SIZE(1024)', 'sha256DSA'],
  ]
  for (const [operands, algorithm] of table) {
    const { rc, said } = await runJob(
      database,
      `RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('${operands}')) ${operands} WITHLABEL('${operands}')`,
    )
    t.equal(rc, 0, said.join('\n'))
    const { signingAlgorithm, x509 } = facts(database, 'irrcerta', operands)
    t.equal(signingAlgorithm, algorithm, operands)
    writeFileSync(`${folder}/ca.pem`, x509.toString())
    // Level 0: the small keys of old jobs are below what OpenSSL likes today.
    const verify = ['verify', '-auth_level', '0', '-CAfile', `${folder}/ca.pem`, `${folder}/ca.pem`]
    t.match(execFileSync('openssl', verify, { encoding: 'utf8' }), /OK/, operands)
  }
})

test('a signer numbers what it signs, and each points at its signer', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    `RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('CA') C('DE')) WITHLABEL('CA') NISTECC
     RACDCERT GENCERT SUBJECTSDN(CN('one') T('chief') OU('a','b') O('o') L('l') SP('s') C('DE')) WITHLABEL('one') +
       NISTECC SIGNWITH(CERTAUTH LABEL('CA')) KEYUSAGE(HANDSHAKE) ALTNAME(DOMAIN('one.example') URI('https://one/'))
     RACDCERT GENCERT SUBJECTSDN(CN('two')) NISTECC SIGNWITH(CERTAUTH LABEL('CA'))`,
  )
  const one = facts(database, 'IBMUSER', 'one')
  const two = facts(database, 'IBMUSER', 'LABEL00000001')
  const ca = facts(database, 'irrcerta', 'CA')
  t.equal(ca.serial, '00')
  t.equal(one.serial, '01')
  t.equal(two.serial, '02')
  t.equal(one.x509.subject, 'C=DE\nST=s\nL=l\nO=o\nOU=b\nOU=a\ntitle=chief\nCN=one')
  t.ok(one.x509.checkIssued(ca.x509) && one.x509.verify(ca.x509.publicKey))
  t.strictSame(one.keyUsage, ['HANDSHAKE'])
  t.strictSame(two.keyUsage, [])
  t.equal(one.x509.subjectAltName, 'DNS:one.example, URI:https://one/')
  t.notOk(one.isCa)
})

test('what GENCERT cannot make is refused, and nothing is stored', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    "RACDCERT GENCERT SUBJECTSDN(CN('x')) NISTECC WITHLABEL('there')",
  )
  const table: [string, string][] = [
    ["GENCERT WITHLABEL('a')", 'IRRD122I'],
    ["GENCERT SUBJECTSDN(CN('x')) WITHLABEL('there')", 'IRRD111I'],
    ["GENCERT SUBJECTSDN(CN('x')) SIZE(100)", 'IRRD123I'],
    ["GENCERT SUBJECTSDN(CN('x')) NISTECC SIZE(300)", 'IRRD123I'],
    ["GENCERT SUBJECTSDN(CN('x')) RSA NISTECC", 'IRRD124I'],
    ["GENCERT SUBJECTSDN(CN('x')) NISTECC KEYUSAGE(DATAENCRYPT)", 'IRRD156I'],
    ["GENCERT SUBJECTSDN(CN('x')) ALTNAME(IP(1.2.3))", 'IRRD123I'],
    ["GENCERT SUBJECTSDN(CN('x')) SIGNWITH(CERTAUTH LABEL('nobody'))", 'IRRD107I'],
    ["GENCERT SUBJECTSDN(CN('x') C('Germany'))", 'IRRD123I'],
    ["GENCERT SUBJECTSDN(CN('x')) NOTAFTER(DATE(2030-02-30))", 'IRRD123I'],
    ["GENCERT SUBJECTSDN(CN('x')) NOTBEFORE(DATE(2030-01-02)) NOTAFTER(DATE(2030-01-01))", 'IRRD133I'],
    ["GENCERT SUBJECTSDN(CN('x')) HIGHTRUST", 'IRRD129I'],
    ["ID(NOBODY) GENCERT SUBJECTSDN(CN('x'))", 'IRRD108I'],
    ["GENCERT LIST SUBJECTSDN(CN('x'))", 'IRRD103I'],
    ["LIST SUBJECTSDN(CN('x'))", 'IRRD104I'],
  ]
  for (const [text, id] of table) {
    const { rc, ids } = await runJob(database, `RACDCERT ${text}`)
    t.equal(rc, 8, text)
    t.strictSame(ids, [id], text)
  }
  t.equal(database.read().all('certificate').length, 1)
})

test('dates in the past are treated as asked', async (t) => {
  const database = await newDatabase(t.testdir())
  const command = (label: string): string =>
    `RACDCERT GENCERT SUBJECTSDN(CN('${label}')) NISTECC WITHLABEL('${label}') NOTAFTER(DATE(2022/12/31))`
  const day = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10)
  const span = (label: string): string[] => {
    const { notBefore, notAfter } = facts(database, 'IBMUSER', label)
    return [day(notBefore), day(notAfter)]
  }
  const byDefault = await runJob(database, command('default'))
  t.strictSame([byDefault.rc, byDefault.ids], [4, ['IRRD134I']])
  t.strictSame(span('default'), ['2021-12-31', '2022-12-31'])

  const strict = await runJob(database, command('strict'), { dates: { strict: true } })
  t.strictSame([strict.rc, strict.ids], [8, ['IRRD133I']])

  const asOf = Date.parse('2020-06-12T00:00:00Z')
  const replayed = await runJob(database, command('as of'), { dates: { asOf } })
  t.equal(replayed.rc, 0)
  t.strictSame(span('as of'), ['2020-06-12', '2022-12-31'])

  const shifted = await runJob(database, command('shifted'), { dates: { asOf, shift: true } })
  t.strictSame([shifted.rc, shifted.ids], [4, ['IRRD135I']])
  t.strictSame(span('shifted'), [day(NOON.now()), '2029-06-09'])
})

test('a certificate that outlives its signer is not trusted', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    "RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('CA')) WITHLABEL('CA') NISTECC",
  )
  const { rc, ids } = await runJob(
    database,
    `RACDCERT GENCERT SUBJECTSDN(CN('x')) NISTECC WITHLABEL('x') SIGNWITH(CERTAUTH LABEL('CA')) NOTAFTER(DATE(2040-01-01))
     RACDCERT GENCERT SUBJECTSDN(CN('y')) NISTECC WITHLABEL('y') SIGNWITH(CERTAUTH LABEL('CA')) +
       NOTAFTER(DATE(2040-01-01)) TRUST`,
  )
  t.strictSame([rc, ids], [4, ['IRRD113I']])
  t.equal(database.read().get('certificate', 'IBMUSER', 'x')?.trust, 'NOTRUST')
  t.equal(database.read().get('certificate', 'IBMUSER', 'y')?.trust, 'TRUST')
})
