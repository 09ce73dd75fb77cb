import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'tap'
import { readCertificate } from '../../src/racf/x509/certificate.ts'
import { newDatabase, runJob } from './job.ts'

const JOBS = ['01-users', '02-authorities', '03-rings'].map((name) =>
  readFileSync(new URL(`../../certs/${name}.racf`, import.meta.url), 'utf8'),
)

test("the project's jobs make the rings that certs/README.md promises", async (t) => {
  const database = await newDatabase(t.testdir(), ...JOBS)
  const { rc, listing } = await runJob(
    database,
    'RACDCERT ID(IMSSTC) LISTRING(IMS.KeyRing)\nRACDCERT LISTRING(*) ID(LIBSERV)',
  )
  t.equal(rc, 0)
  t.equal(
    `${listing.join('\n')}\n`,
    `Digital ring information for user IMSSTC:

  Ring:
       >IMS.KeyRing<
  Certificate Label Name             Cert Owner     USAGE      DEFAULT
  --------------------------------   ------------   --------   -------
  IMS CA                             CERTAUTH       CERTAUTH     NO
  zCEE CA                            CERTAUTH       CERTAUTH     NO
  IMSSTC                             ID(IMSSTC)     PERSONAL     YES
Digital ring information for user LIBSERV:

  Ring:
       >zCEE.KeyRing<
  Certificate Label Name             Cert Owner     USAGE      DEFAULT
  --------------------------------   ------------   --------   -------
  zCEE CA                            CERTAUTH       CERTAUTH     NO
  Liberty CA                         CERTAUTH       CERTAUTH     NO
  zCEE Client Cert                   ID(LIBSERV)    PERSONAL     YES
  IMS CA                             CERTAUTH       CERTAUTH     NO
`,
  )
})

test('a second run says of every object that it exists, and changes nothing', async (t) => {
  const database = await newDatabase(t.testdir(), ...JOBS)
  const before = database.read().all('certificate')
  const results = await Promise.all(JOBS.map((job) => runJob(database, job)))
  t.strictSame(
    results.map(({ rc }) => rc),
    [8, 8, 8],
  )
  const ids = results.flatMap((result) => result.ids)
  t.equal(ids.filter((id) => id === 'ICH51002I').length, 5, 'users and groups')
  t.equal(ids.filter((id) => id === 'IRRD111I').length, 5, 'labels')
  t.equal(ids.filter((id) => id === 'IRRD117I').length, 2, 'rings')
  t.strictSame(database.read().all('certificate'), before)
})

test('openssl verifies the certificates in its strict mode', async (t) => {
  const folder = t.testdir()
  const database = await newDatabase(folder, ...JOBS)
  const view = database.read()
  for (const [owner, label, authority] of [
    ['IMSSTC', 'IMSSTC', 'IMS CA'],
    ['LIBSERV', 'zCEE Client Cert', 'zCEE CA'],
    ['irrcerta', 'IMS CA', 'IMS CA'],
  ] as const) {
    writeFileSync(`${folder}/ca.pem`, view.get('certificate', 'irrcerta', authority)?.certificate ?? '')
    writeFileSync(`${folder}/own.pem`, view.get('certificate', owner, label)?.certificate ?? '')
    const output = execFileSync(
      'openssl',
      ['verify', '-x509_strict', '-CAfile', `${folder}/ca.pem`, `${folder}/own.pem`],
      { encoding: 'utf8' },
    )
    t.match(output, /own\.pem: OK/, label)
  }
})

test('LIST shows a certificate to the blank as z/OS does', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    ...JOBS.slice(0, 1),
    `RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('IMS CA') OU('ATS') O('IBM')) WITHLABEL('IMS CA') +
       ALTNAME(IP(127.0.0.5) EMAIL('ims@example.com') DOMAIN('ims.example.com'))
     RACDCERT ID(IMSSTC) ADDRING(IMS.KeyRing)
     RACDCERT ID(LIBSERV) ADDRING(zCEE.KeyRing)
     RACDCERT ID(IMSSTC) CONNECT(CERTAUTH LABEL('IMS CA') RING(IMS.KeyRing))
     RACDCERT ID(LIBSERV) CONNECT(CERTAUTH LABEL('IMS CA') RING(zCEE.KeyRing))`,
  )
  const { listing } = await runJob(database, "RACDCERT CERTAUTH LIST(LABEL('IMS CA'))")
  const { x509 } = readCertificate(
    database.read().get('certificate', 'irrcerta', 'IMS CA')?.certificate ?? '',
  )
  const bytes = x509.fingerprint256.split(':')
  t.equal(
    `${listing.join('\n')}\n`,
    `Digital certificate information for CERTAUTH:
  Label: IMS CA
  Certificate ID: 2QiJmZmDhZmjgcnU4kDDwUBA
  Status: TRUST
  Start Date: 2026/11/20 00:00:00
  End Date:   2027/11/20 23:59:59
  Serial Number:
       >00<
  Issuer's Name:
       >CN=IMS CA.OU=ATS.O=IBM<
  Subject's Name:
       >CN=IMS CA.OU=ATS.O=IBM<
  Subject's AltNames:
    IP: 127.0.0.5
    EMail: ims at example.com
    Domain: ims.example.com
  Signing Algorithm: sha256RSA
  Key Usage: CERTSIGN
  Key Type: RSA
  Key Size: 2048
  Private Key: YES
  Certificate Fingerprint (SHA256):
       ${bytes.slice(0, 16).join(':')}:
       ${bytes.slice(16).join(':')}
  Ring Associations:
    Ring Owner: IMSSTC
    Ring:
       >IMS.KeyRing<
    Ring Owner: LIBSERV
    Ring:
       >zCEE.KeyRing<
`,
  )
})
