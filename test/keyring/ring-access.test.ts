import { test } from 'tap'
import { openRing } from '../../src/keyring/open-ring.ts'
import { newDatabase } from '../racf/job.ts'

const RINGS = `ADDUSER (OWNER READER) NOPASSWORD
  RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('CA')) WITHLABEL('CA') NISTECC
  RACDCERT ID(OWNER) GENCERT SUBJECTSDN(CN('own')) WITHLABEL('own') NISTECC
  RACDCERT SITE GENCERT SUBJECTSDN(CN('site')) WITHLABEL('site') NISTECC
  RACDCERT ID(OWNER) ADDRING(Shared.Ring)
  RACDCERT ID(OWNER) CONNECT(LABEL('own') RING(Shared.Ring) DEFAULT)
  RACDCERT ID(OWNER) CONNECT(SITE LABEL('site') RING(Shared.Ring) USAGE(PERSONAL))`

const FACILITY = 'SETROPTS CLASSACT(FACILITY)'
const RDATALIB = 'SETROPTS CLASSACT(RDATALIB) RACLIST(RDATALIB)'
const REFRESH = 'SETROPTS RACLIST(RDATALIB) REFRESH'

test('who may read a ring, and whose keys, is decided by RDATALIB or else FACILITY', async (t) => {
  const table: { jobs: string[]; reader: string; ring: string; outcome: RegExp; keys?: string[] }[] = [
    { jobs: [], reader: 'OWNER', ring: 'Shared.Ring', outcome: /^opened$/, keys: ['own'] },
    {
      jobs: [],
      reader: 'READER',
      ring: 'OWNER/Shared.Ring',
      outcome:
        /^202 user READER may not read key ring OWNER\/Shared\.Ring: class FACILITY is not active; .*UPDATE to IRR\.DIGTCERT\.LISTRING.*OWNER\.SHARED\.RING\.LST/,
    },
    { jobs: [], reader: 'IBMUSER', ring: 'OWNER/Shared.Ring', outcome: /^opened$/, keys: ['site'] },
    { jobs: [], reader: 'READER', ring: '*AUTH*/*', outcome: /^opened$/, keys: [] },
    { jobs: [], reader: 'READER', ring: 'OWNER/*', outcome: /^202 .*IRR\.DIGTCERT\.LIST / },
    {
      jobs: [FACILITY, 'RDEFINE FACILITY IRR.DIGTCERT.LISTRING UACC(NONE)'],
      reader: 'OWNER',
      ring: 'Shared.Ring',
      outcome:
        /^202 .*profile IRR\.DIGTCERT\.LISTRING of class FACILITY gives OWNER NONE by UACC, and READ is needed/,
    },
    {
      jobs: [FACILITY, 'RDEFINE FACILITY IRR.DIGTCERT.LISTRING UACC(UPDATE)'],
      reader: 'READER',
      ring: 'OWNER/Shared.Ring',
      outcome: /^opened$/,
      keys: [],
    },
    {
      jobs: [
        RDATALIB,
        'RDEFINE RDATALIB OWNER.SHARED.RING.LST',
        'PERMIT OWNER.SHARED.RING.LST CLASS(RDATALIB) ID(READER) ACCESS(READ)',
        REFRESH,
      ],
      reader: 'READER',
      ring: 'OWNER/Shared.Ring',
      outcome: /^opened$/,
      keys: [],
    },
    {
      jobs: [RDATALIB, 'RDEFINE RDATALIB OWNER.SHARED.RING.LST UACC(UPDATE)', REFRESH],
      reader: 'READER',
      ring: 'OWNER/Shared.Ring',
      outcome: /^opened$/,
      keys: ['own'],
    },
    {
      jobs: [RDATALIB, 'RDEFINE RDATALIB OWNER.SHARED.RING.LST UACC(CONTROL)', REFRESH],
      reader: 'READER',
      ring: 'OWNER/Shared.Ring',
      outcome: /^opened$/,
      keys: ['own', 'site'],
    },
    {
      jobs: [RDATALIB, 'RDEFINE RDATALIB OWNER.SHARED.RING.LST', REFRESH],
      reader: 'OWNER',
      ring: 'Shared.Ring',
      outcome: /^202 user OWNER may not read key ring OWNER\/Shared\.Ring: profile OWNER\.SHARED\.RING\.LST/,
    },
    {
      jobs: [RDATALIB, 'RDEFINE RDATALIB CERTIFAUTH.IRR_VIRTUAL_KEYRING.LST', REFRESH],
      reader: 'READER',
      ring: '*AUTH*/*',
      outcome: /^202 .*CERTIFAUTH\.IRR_VIRTUAL_KEYRING\.LST/,
    },
  ]
  for (const [index, { jobs, reader, ring, outcome, keys }] of table.entries()) {
    const what = `${reader} ${ring} ${jobs.join('; ')}`
    const database = await newDatabase(t.testdir(), RINGS, ...jobs)
    const opened = openRing(ring, reader, { database })
    t.match(opened.ok ? 'opened' : `${opened.error.rc} ${opened.error.text}`, outcome, `${index}: ${what}`)
    if (opened.ok)
      t.strictSame(
        opened.value.certificates.filter((each) => each.privateKey !== undefined).map((each) => each.label),
        keys,
        what,
      )
  }
})
