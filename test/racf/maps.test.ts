import { createPrivateKey } from 'node:crypto'
import { Set as Asn1Set, Primitive, Sequence } from 'asn1js'
import { Extension } from 'pkijs'
import { test } from 'tap'
import type { Database } from '../../src/racf/database/database.ts'
import { userForCertificate } from '../../src/racf/user-for-certificate.ts'
import { readCertificate } from '../../src/racf/x509/certificate.ts'
import { issueCertificate } from '../../src/racf/x509/issue.ts'
import { generateKeys } from '../../src/racf/x509/keys.ts'
import { toDistinguishedName } from '../../src/racf/x509/names.ts'
import { NOON, newDatabase, runJob } from './job.ts'

const BASE = `ADDUSER (FRED USER1 USER2 USER3 GUEST) PASSWORD(X)
  RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('CA') OU('Trust') O('IBM') C('US')) WITHLABEL('CA') NISTECC
  RACDCERT SITE GENCERT SUBJECTSDN(CN('Bob') OU('Sales') O('Big Co.') C('UK')) WITHLABEL('bob') NISTECC +
    SIGNWITH(CERTAUTH LABEL('CA'))
  RACDCERT ID(FRED) GENCERT SUBJECTSDN(CN('Fred')) WITHLABEL('fred') NISTECC
  SETROPTS CLASSACT(DIGTNMAP DIGTCRIT) RACLIST(DIGTNMAP DIGTCRIT)`

const REFRESH = '\nSETROPTS RACLIST(DIGTNMAP DIGTCRIT) REFRESH'

function pem(database: Database, owner: string, label: string): string {
  return database.read().get('certificate', owner, label)?.certificate ?? ''
}

test('a registered certificate is its owner, unless it is not trusted', async (t) => {
  const database = await newDatabase(t.testdir(), BASE)
  const fred = pem(database, 'FRED', 'fred')
  t.strictSame(userForCertificate(database.read(), fred), { user: 'FRED', by: 'certificate fred' })
  t.equal(userForCertificate(database.read(), pem(database, 'irrsitec', 'bob')), undefined)
  await runJob(database, "RACDCERT ID(FRED) ALTER(LABEL('fred')) NOTRUST")
  t.equal(userForCertificate(database.read(), fred), undefined)
})

test('filters are searched from the most specific to the least, once they are refreshed', async (t) => {
  const database = await newDatabase(t.testdir(), BASE)
  const bob = pem(database, 'irrsitec', 'bob')
  const user = () => userForCertificate(database.read(), bob)?.user
  const steps: [string, string | undefined][] = [
    ["RACDCERT ID(GUEST) MAP IDNFILTER('O=IBM.C=US') WITHLABEL('partial issuer')", 'GUEST'],
    ["RACDCERT ID(USER3) MAP IDNFILTER('CN=CA.OU=Trust.O=IBM.C=US') WITHLABEL('full issuer')", 'USER3'],
    ["RACDCERT ID(USER2) MAP SDNFILTER('O=Big Co..C=UK') WITHLABEL('partial subject')", 'USER2'],
    ["RACDCERT ID(USER1) MAP SDNFILTER('CN=Bob.OU=Sales.O=Big Co..C=UK') WITHLABEL('full subject')", 'USER1'],
    [
      "RACDCERT ID(GUEST) MAP SDNFILTER('C=UK') IDNFILTER('CN=CA.OU=Trust.O=IBM.C=US') WITHLABEL('both')",
      'GUEST',
    ],
  ]
  let before: string | undefined
  for (const [command, expected] of steps) {
    const { rc, ids, said } = await runJob(database, command)
    t.strictSame([rc, ids], [0, ['IRRD175I']], said.join('\n'))
    t.equal(user(), before, 'not in effect yet')
    await runJob(database, REFRESH)
    t.equal(user(), expected, command)
    before = expected
  }
  await runJob(database, `RACDCERT ID(GUEST) DELMAP(LABEL('both'))${REFRESH}`)
  t.equal(user(), 'USER1')
  await runJob(database, `DELUSER USER1${REFRESH}`)
  t.equal(user(), 'USER2')
  await runJob(database, 'SETROPTS NOCLASSACT(DIGTNMAP)')
  t.equal(user(), undefined)
})

test('a model certificate gives the rest of a filter', async (t) => {
  const folder = t.testdir()
  const database = await newDatabase(folder, BASE)
  const map = (operands: string) =>
    runJob(database, `RACDCERT ID(GUEST) MAP('./bob') ${operands}`, { folder })
  await runJob(database, "RACDCERT SITE EXPORT(LABEL('bob')) DSN('./bob')", { folder })
  t.equal((await map("SDNFILTER('OU=Sa') WITHLABEL('a')")).rc, 0)
  t.equal(database.read().get('filter', 'GUEST', 'a')?.subject, 'OU=Sales.O=Big Co..C=UK')
  t.equal((await map("WITHLABEL('b')")).rc, 0)
  t.match(database.read().get('filter', 'GUEST', 'b'), {
    subject: 'CN=Bob.OU=Sales.O=Big Co..C=UK',
    issuer: 'CN=CA.OU=Trust.O=IBM.C=US',
  })
  t.equal((await map("SDNFILTER('OU=Marketing')")).ids[0], 'IRRD141I')
  t.equal((await map("SDNFILTER('CN=Bob') IDNFILTER('O=IBM')")).ids[0], 'IRRD146I')
  t.equal((await map("SDNFILTER('OU=Sales') WITHLABEL('c')")).ids[0], 'IRRD142I', 'the same filter twice')
  t.equal((await runJob(database, "RACDCERT ID(GUEST) MAP SDNFILTER('Bob')")).ids[0], 'IRRD140I')
  t.equal((await runJob(database, 'RACDCERT ID(GUEST) MAP')).ids[0], 'IRRD126I')
})

test('a filter for many users looks the user up by its criteria', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    BASE,
    `RACDCERT MULTIID MAP IDNFILTER('O=IBM.C=US') CRITERIA(APPLID=&APPLID.SYSID=&SYSID) WITHLABEL('many')
     RDEFINE DIGTCRIT APPLID=IMS.SYSID=WG31 APPLDATA('user1')${REFRESH}`,
  )
  const bob = pem(database, 'irrsitec', 'bob')
  const criteria = { APPLID: 'IMS', SYSID: 'WG31' }
  t.strictSame(userForCertificate(database.read(), bob, { criteria }), { user: 'USER1', by: 'filter many' })
  t.equal(userForCertificate(database.read(), bob, { criteria: { ...criteria, SYSID: 'OTHER' } }), undefined)
  t.equal(
    (await runJob(database, "RACDCERT MULTIID ALTMAP(LABEL('many')) NEWCRITERIA(APPLID=&APPLID) NOTRUST")).rc,
    0,
  )
  t.match(database.read().get('filter', 'irrmulti', 'many'), { criteria: 'APPLID=&APPLID', trust: 'NOTRUST' })
})

test('LISTMAP shows filters', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    BASE,
    `RACDCERT ID(GUEST) MAP SDNFILTER('OU=Sales.O=Big Co..C=UK') IDNFILTER('CN=CA.OU=Trust.O=IBM.C=US')
     RACDCERT ID(GUEST) MAP IDNFILTER('O=IBM.C=US') WITHLABEL('rest') NOTRUST`,
  )
  const { listing } = await runJob(database, 'RACDCERT ID(GUEST) LISTMAP')
  t.equal(
    `${listing.join('\n')}\n`,
    `Mapping information for user GUEST:

  Label: LABEL00000001
  Status: TRUST
  Issuer's Name Filter:
       >CN=CA.OU=Trust.O=IBM.C=US<
  Subject's Name Filter:
       >OU=Sales.O=Big Co..C=UK<

  Label: rest
  Status: NOTRUST
  Issuer's Name Filter:
       >O=IBM.C=US<
`,
  )
  t.equal((await runJob(database, 'RACDCERT ID(FRED) LISTMAP')).ids[0], 'IRRD145I')
  t.equal(
    (await runJob(database, 'RACDCERT ID(GUEST) DELMAP')).ids[0],
    'IRRD126I',
    'two filters need a label',
  )
})

/** SET OF SEQUENCE { hostName [1] IA5String, subjectId [2] IA5String }. */
function hostMappings(...pairs: readonly (readonly [string, string])[]): Extension {
  const field = (tagNumber: number, text: string) =>
    new Primitive({
      idBlock: { tagClass: 3, tagNumber },
      valueHex: Uint8Array.from(Buffer.from(text)).buffer,
    })
  const value = pairs.map(([host, user]) => new Sequence({ value: [field(1, host), field(2, user)] }))
  return new Extension({ extnID: '1.3.18.0.2.18.1', extnValue: new Asn1Set({ value }).toBER() })
}

test('the hostIdMappings of a highly trusted issuer name the user, for those who may ask', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    BASE,
    `SETROPTS CLASSACT(SERVAUTH)
     RDEFINE SERVAUTH IRR.HOST.WG31.EXAMPLE UACC(NONE)
     PERMIT IRR.HOST.WG31.EXAMPLE CLASS(SERVAUTH) ID(FRED) ACCESS(READ)
     SETROPTS RACLIST(SERVAUTH)`,
  )
  const ca = database.read().get('certificate', 'irrcerta', 'CA')
  const { publicKey } = await generateKeys({ type: 'NISTECC', size: 256 })
  const certificate = issueCertificate(
    {
      subject: toDistinguishedName([{ keyword: 'CN', value: 'Visitor' }]),
      issuer: readCertificate(ca?.certificate ?? '').structure.subject,
      serial: 77,
      notBefore: NOON.now() - 1000,
      notAfter: NOON.now() + 1000_000,
      publicKey,
      extensions: [hostMappings(['other.example', 'GUEST'], ['wg31.example', 'user2'])],
    },
    createPrivateKey(ca?.privateKey ?? ''),
  )
  const ask = (name: string, caller: string) =>
    userForCertificate(database.read(), certificate, { host: { name, caller } })
  t.equal(ask('wg31.example', 'FRED'), undefined, 'TRUST is not enough')
  await runJob(database, "RACDCERT CERTAUTH ALTER(LABEL('CA')) HIGHTRUST")
  t.strictSame(ask('WG31.example', 'FRED'), { user: 'USER2', by: 'hostIdMappings' })
  t.equal(ask('wg31.example', 'USER1'), undefined, 'the caller needs READ')
  t.equal(ask('third.example', 'FRED'), undefined)
})
