import { test } from 'tap'
import { checkAccess } from '../../src/racf/access.ts'
import { compareSpecificity, coversName, genericNameProblem } from '../../src/racf/generic-names.ts'
import { newDatabase, runJob } from './job.ts'

test('patterns cover what RACF says they cover', async (t) => {
  const table: [string, string, boolean][] = [
    ['A.B', 'A.B', true],
    ['A.%', 'A.B', true],
    ['A.%', 'A.BB', false],
    ['A.*', 'A.B', true],
    ['A.*', 'A.B.C', true],
    ['A.*', 'A', false],
    ['A.*.C', 'A.B.C', true],
    ['A.*.C', 'A.B.B.C', false],
    ['A.B*', 'A.B', true],
    ['A.B*', 'A.BX.C', true],
    ['A.B*.C', 'A.BX.C', true],
    ['A.B*.C', 'A.BX.Y.C', false],
    ['A.**', 'A', true],
    ['A.**', 'A.B.C', true],
    ['A.**', 'AB', false],
    ['A.**.C', 'A.C', true],
    ['A.**.C', 'A.B.B.C', true],
    ['**.C', 'C', true],
    ['**.C', 'A.B.C', true],
    ['**.C', 'XC', false],
    ['**', 'ANY.THING', true],
    ['*', 'ANY.THING', true],
    ['A+B', 'A+B', true],
    ['A+B', 'AAB', false],
  ]
  for (const [pattern, name, covers] of table)
    t.equal(coversName(pattern, name), covers, `${pattern} ${name}`)
  for (const pattern of ['A.***', 'A*B.C', 'A.B**']) t.not(genericNameProblem(pattern), undefined, pattern)
})

test('the more specific pattern is the one with more literal characters first', async (t) => {
  const ordered = ['A.B.C', 'A.B.%', 'A.B.*', 'A.B.**', 'A.%.C', 'A.*.C', 'A.*', 'A.**', '%.B', '*', '**']
  t.strictSame(ordered.toReversed().toSorted(compareSpecificity), ordered)
})

const SETUP = `ADDGROUP (GRPA GRPB)
  ADDUSER (FRED USER1 LONER) PASSWORD(X)
  ADDUSER LOCKED PASSWORD(X) RESTRICTED
  CONNECT FRED GROUP(GRPA)
  CONNECT FRED GROUP(GRPB)
  CONNECT USER1 GROUP(GRPA)
  SETROPTS CLASSACT(FACILITY) GENERIC(FACILITY)
  RDEFINE FACILITY A.B UACC(NONE)
  PERMIT A.B CLASS(FACILITY) ID(GRPA) ACCESS(READ)
  PERMIT A.B CLASS(FACILITY) ID(GRPB) ACCESS(UPDATE)
  PERMIT A.B CLASS(FACILITY) ID(USER1) ACCESS(NONE)
  RDEFINE FACILITY A.** UACC(READ)
  RDEFINE FACILITY S.T UACC(NONE)
  PERMIT S.T CLASS(FACILITY) ID(*) ACCESS(READ)
  PERMIT S.T CLASS(FACILITY) ID(FRED) ACCESS(CONTROL) WHEN(SERVAUTH(EZB.NETACCESS.*.*.INTERN))
  RDEFINE FACILITY W UACC(NONE) WARNING`

test('an access check says which profile and which entry decided', async (t) => {
  const view = (await newDatabase(t.testdir(), SETUP)).read()
  const table: [string, string, 'READ' | 'UPDATE' | 'CONTROL', string, RegExp][] = [
    ['FRED', 'A.B', 'UPDATE', 'granted', /A\.B of class FACILITY gives FRED UPDATE by group GRPB$/],
    ['USER1', 'A.B', 'READ', 'refused', /gives USER1 NONE by ID\(USER1\), and READ is needed$/],
    ['LONER', 'A.B', 'READ', 'refused', /gives LONER NONE by UACC/],
    ['LONER', 'A.C', 'READ', 'granted', /profile A\.\*\* .* READ by UACC$/],
    ['LOCKED', 'A.C', 'READ', 'refused', /RESTRICTED attribute/],
    ['LONER', 'S.T', 'READ', 'granted', /by ID\(\*\)$/],
    ['LOCKED', 'S.T', 'READ', 'refused', /RESTRICTED attribute/],
    ['NOBODY', 'S.T', 'READ', 'refused', /UACC/],
    ['LONER', 'W', 'CONTROL', 'granted', /the profile only warns$/],
    ['FRED', 'X.Y', 'READ', 'not-protected', /no profile of class FACILITY covers X\.Y/],
  ]
  for (const [user, resource, level, kind, reason] of table) {
    const decision = checkAccess(view, { user, class: 'FACILITY', resource, level })
    t.equal(decision.kind, kind, `${user} ${resource}`)
    t.match(decision.reason, reason, `${user} ${resource}`)
  }
  const through = {
    user: 'FRED',
    class: 'FACILITY',
    resource: 'S.T',
    level: 'CONTROL',
    servauth: 'EZB.NETACCESS.A.B.INTERN',
  } as const
  t.match(checkAccess(view, through), {
    kind: 'granted',
    reason: /WHEN\(SERVAUTH\(EZB\.NETACCESS\.A\.B\.INTERN\)\)/,
  })
  t.equal(checkAccess(view, { ...through, servauth: 'EZB.NETACCESS.A.B.EXTERN' }).kind, 'refused')
  t.equal(
    checkAccess(view, { user: 'X', class: 'FACILITY', resource: 'A.B', level: 'READ', isTrusted: true }).kind,
    'granted',
  )
  t.match(checkAccess(view, { user: 'FRED', class: 'APPL', resource: 'X', level: 'READ' }), {
    kind: 'not-protected',
    reason: 'class APPL is not active',
  })
})

test('a RACLISTed class is what it was at the last REFRESH', async (t) => {
  const database = await newDatabase(t.testdir(), SETUP)
  const read = () =>
    checkAccess(database.read(), { user: 'LONER', class: 'OPERCMDS', resource: 'MVS.X', level: 'READ' })
  await runJob(database, 'SETROPTS CLASSACT(OPERCMDS)\nRDEFINE OPERCMDS MVS.X UACC(READ)')
  t.match(read(), { kind: 'not-protected', reason: 'class OPERCMDS is not RACLISTed' })
  await runJob(database, 'SETROPTS RACLIST(OPERCMDS)')
  t.equal(read().kind, 'granted')
  const change = await runJob(database, 'RALTER OPERCMDS MVS.X UACC(NONE)')
  t.strictSame(change.ids, ['ICH11009I'])
  t.equal(read().kind, 'granted', 'not in effect yet')
  await runJob(database, 'SETROPTS RACLIST(OPERCMDS)')
  t.equal(read().kind, 'granted', 'RACLIST without REFRESH keeps the snapshot')
  await runJob(database, 'SETROPTS REFRESH RACLIST(OPERCMDS)')
  t.equal(read().kind, 'refused')
  await runJob(database, 'RDELETE OPERCMDS MVS.X\nSETROPTS RACLIST(OPERCMDS) REFRESH')
  t.equal(read().kind, 'not-protected')
})

test('RLIST shows a profile to the blank, and never a key', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    `ADDUSER USER0002 PASSWORD(X)
     SETROPTS CLASSACT(APPL PTKTDATA) GENERIC(PTKTDATA)
     RDEFINE APPL APPLI2I UACC(N)
     PE APPLI2I ACCESS(READ) CLASS(APPL) ID(USER0002)
     RDEFINE PTKTDATA IMSAPPL SSIGNON(KEYMASKED(E001193519561977)) APPLDATA('NO REPLAY PROTECTION')
     RDEFINE PTKTDATA IRRPTAUTH.** DATA('who may')
     RALT PTKTDATA IMSAPPL SSIGNON(EPTKEYLABEL(A.KEY) TYPE(UPPER))
     RALT PTKTDATA IMSAPPL SSIGNON(TIMEOUT(600))`,
  )
  const { listing } = await runJob(database, 'RLIST APPL APPLI2I AU')
  t.equal(
    `${listing.join('\n')}\n`,
    `CLASS      NAME
-----      ----
APPL       APPLI2I

LEVEL  OWNER      UNIVERSAL ACCESS  YOUR ACCESS  WARNING
-----  --------   ----------------  -----------  -------
 00    IBMUSER         NONE               ALTER    NO

INSTALLATION DATA
-----------------
NONE

APPLICATION DATA
----------------
NONE

AUDITING
--------
FAILURES(READ)

NOTIFY
------
NO USER TO BE NOTIFIED

USER      ACCESS   ACCESS COUNT
----      ------   ------ -----
IBMUSER   ALTER       000000
USER0002  READ        000000
`,
  )
  const all = await runJob(database, 'RLIST PTKTDATA IMSAPPL ALL\nRLIST PTKTDATA IRRPTAUTH.X.Y')
  t.match(
    all.listing.join('\n'),
    /SSIGNON INFORMATION\n-+\nKEYMASKED, NOT SHOWN\nEPTKEYLABEL: A\.KEY\nTYPE: UPPER\nTIMEOUT: 600/,
  )
  t.match(all.listing.join('\n'), /PTKTDATA   IRRPTAUTH\.\*\* \(G\)/)
  t.notMatch(all.listing.join('\n'), /E001193519561977/)
})

test('LISTUSER and LISTGRP show users and groups to the blank', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    `ADDGROUP STC DATA('Started tasks')
     ADDUSER IMSSTC DFLTGRP(STC) NAME('IMS CONNECT') NOPASSWORD OMVS(UID(7) HOME('/u/ims'))
     CONNECT IMSSTC GROUP(SYS1) AUTHORITY(CREATE)`,
  )
  const { listing } = await runJob(database, 'LISTUSER IMSSTC OMVS\nLISTGRP STC')
  t.equal(
    `${listing.join('\n')}\n`,
    `USER=IMSSTC   NAME=IMS CONNECT          OWNER=IBMUSER   CREATED=26.324
 DEFAULT-GROUP=STC      PASSDATE=N/A    PASS-INTERVAL=N/A PHRASEDATE=N/A
 ATTRIBUTES=PROTECTED
 REVOKE DATE=NONE   RESUME DATE=NONE
 LAST-ACCESS=UNKNOWN
 CLASS AUTHORIZATIONS=NONE
 NO-INSTALLATION-DATA
 NO-MODEL-NAME
 LOGON ALLOWED   (DAYS)          (TIME)
 ---------------------------------------------
 ANYDAY                          ANYTIME
  GROUP=STC       AUTH=USE      CONNECT-OWNER=IBMUSER   CONNECT-DATE=26.324
    CONNECTS=    00  UACC=NONE     LAST-CONNECT=UNKNOWN
    CONNECT ATTRIBUTES=NONE
    REVOKE DATE=NONE   RESUME DATE=NONE
  GROUP=SYS1      AUTH=CREATE   CONNECT-OWNER=IBMUSER   CONNECT-DATE=26.324
    CONNECTS=    00  UACC=NONE     LAST-CONNECT=UNKNOWN
    CONNECT ATTRIBUTES=NONE
    REVOKE DATE=NONE   RESUME DATE=NONE
SECURITY-LEVEL=NONE SPECIFIED
CATEGORY-AUTHORIZATION
 NONE SPECIFIED
SECURITY-LABEL=NONE SPECIFIED

OMVS INFORMATION
----------------
UID= 7
HOME= /u/ims
INFORMATION FOR GROUP STC
    SUPERIOR GROUP=SYS1         OWNER=IBMUSER   CREATED=26.324
    INSTALLATION DATA=Started tasks
    NO MODEL DATA SET
    TERMUACC
    NO SUBGROUPS
    USER(S)=      ACCESS=      ACCESS COUNT=      UNIVERSAL ACCESS=
      IMSSTC        USE         000000               NONE
         CONNECT ATTRIBUTES=NONE
         REVOKE DATE=NONE                 RESUME DATE=NONE
`,
  )
})

test('users and groups change and go, with what belongs to them', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    SETUP,
    `RACDCERT ID(FRED) GENCERT SUBJECTSDN(CN('x')) WITHLABEL('x') NISTECC
     RACDCERT ID(FRED) ADDRING(R)
     RACDCERT ID(USER1) ADDRING(R)
     RACDCERT ID(USER1) CONNECT(ID(FRED) LABEL('x') RING(R))
     ALTUSER FRED SPECIAL NAME('Fred') REVOKE`,
  )
  t.match(database.read().get('user', 'FRED'), { attributes: ['SPECIAL'], name: 'Fred', revoked: true })
  t.equal((await runJob(database, 'DELGROUP GRPA')).ids[0], 'ICH03004I')
  t.equal((await runJob(database, 'REMOVE FRED GROUP(SYS1)')).ids[0], 'ICH08010I')
  t.strictSame((await runJob(database, 'DELUSER FRED')).ids, ['ICH04006I'], 'access lists still name him')
  const view = database.read()
  t.equal(view.get('user', 'FRED'), undefined)
  t.strictSame(view.all('certificate'), [])
  t.strictSame(
    view.all('ring').map(({ owner, connections }) => [owner, connections]),
    [['USER1', []]],
  )
  const gone = await runJob(
    database,
    'REMOVE USER1 GROUP(GRPA)\nPERMIT A.B CLASS(FACILITY) ID(GRPA GRPB) DELETE\nDELGROUP (GRPA GRPB)',
  )
  t.strictSame([gone.rc, gone.ids], [0, []])
  t.equal((await runJob(database, 'DELUSER IBMUSER')).ids[0], 'ICH04005I')
})

test('passwords are kept as hashes and changed by those who know them', async (t) => {
  const database = await newDatabase(t.testdir(), 'ADDUSER FRED PASSWORD(OLDPW)')
  t.notMatch(JSON.stringify(database.read().get('user', 'FRED')), /OLDPW/i)
  const as = { issuer: 'FRED' }
  t.equal((await runJob(database, 'PASSWORD PASSWORD(WRONG NEWPW)', as)).ids[0], 'ICH08002I')
  t.equal((await runJob(database, 'PASSWORD PASSWORD(OLDPW TOOLONGPASSWORD)', as)).ids[0], 'ICH08003I')
  t.equal((await runJob(database, 'PASSWORD PASSWORD(OLDPW NEWPW)', as)).rc, 0)
  t.equal((await runJob(database, 'PW PASSWORD(newpw OTHER)', as)).rc, 0)
  t.equal((await runJob(database, 'PASSWORD USER(IBMUSER)', as)).ids[0], 'ICH01001I')
})

test('who is not SPECIAL may do what profiles allow, and is told what is missing', async (t) => {
  const database = await newDatabase(
    t.testdir(),
    `ADDUSER (FRED USER1) PASSWORD(X)
     SETROPTS CLASSACT(FACILITY) GENERIC(FACILITY)
     RDEFINE FACILITY IRR.DIGTCERT.LISTRING UACC(READ)
     RDEFINE FACILITY IRR.DIGTCERT.ADDRING UACC(NONE)
     RDEFINE FACILITY IRR.DIGTCERT.GENCERT UACC(NONE)
     PERMIT IRR.DIGTCERT.GENCERT CLASS(FACILITY) ID(FRED) ACCESS(CONTROL)
     RACDCERT ID(FRED) ADDRING(R)
     RACDCERT ID(USER1) ADDRING(R)`,
  )
  const fred = { issuer: 'FRED' }
  const refused = [
    'ADDUSER X',
    'ADDGROUP X',
    'SETROPTS LIST',
    'RDEFINE FACILITY X',
    'LISTUSER USER1',
    'DELUSER USER1',
    'ALTUSER USER1 SPECIAL',
    'CONNECT FRED GROUP(SYS1)',
    'PERMIT IRR.DIGTCERT.LISTRING CLASS(FACILITY) ID(FRED)',
  ]
  for (const command of refused) t.equal((await runJob(database, command, fred)).ids[0], 'ICH01001I', command)
  t.equal((await runJob(database, 'RACDCERT LISTRING(R)', fred)).rc, 0, 'READ lists his own')
  const other = await runJob(database, 'RACDCERT ID(USER1) LISTRING(R)', fred)
  t.match(
    other.said[0],
    /IRRD101I FRED is not authorized to issue RACDCERT LISTRING for USER1: profile IRR\.DIGTCERT\.LISTRING .*READ by UACC, and UPDATE is needed/,
  )
  t.equal((await runJob(database, 'RACDCERT ADDRING(S)', fred)).ids[0], 'IRRD101I')
  t.equal(
    (await runJob(database, "RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('x')) WITHLABEL('x') NISTECC", fred)).rc,
    0,
    'CONTROL makes authorities',
  )
  t.equal(
    (await runJob(database, "RACDCERT EXPORT(LABEL('x')) DSN(X)", fred)).ids[0],
    'IRRD101I',
    'no profile, no authority',
  )
  t.equal((await runJob(database, 'LISTUSER', fred)).rc, 0)
})

test('SEARCH finds names by pattern, and classes have to exist', async (t) => {
  const database = await newDatabase(t.testdir(), SETUP)
  t.strictSame((await runJob(database, 'SEARCH CLASS(FACILITY) FILTER(A.**)')).listing, ['A.** (G)', 'A.B'])
  t.strictSame((await runJob(database, 'SR CLASS(USER) MASK(U)')).listing, ['USER1'])
  t.equal((await runJob(database, 'SEARCH CLASS(NONSENSE)')).ids[0], 'ICH14002I')
  t.equal((await runJob(database, 'SEARCH CLASS(FACILITY) MASK(ZZZ)')).ids[0], 'ICH31005I')
  t.match((await runJob(database, 'SETROPTS LIST')).listing, [
    'ATTRIBUTES = NONE',
    'ACTIVE CLASSES = FACILITY',
  ])
})
