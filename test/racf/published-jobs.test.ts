import { existsSync, readFileSync } from 'node:fs'
import { test } from 'tap'
import { openRing } from '../../src/keyring/open-ring.ts'
import { pickCertificate } from '../../src/keyring/select.ts'
import { NOON, newDatabase, runJob } from './job.ts'

// Jobs as people published them: read where they are, never copied. What each of them comes to is written down here.
const CORPUS = process.env['ATTLS_CORPUS'] ?? new URL('../../../shared/corpus', import.meta.url).pathname
const options = existsSync(CORPUS) ? {} : { skip: `there is no ${CORPUS}` }

const published = (path: string): string => readFileSync(`${CORPUS}/${path}`, 'utf8')
const own = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

/** The text from the line that matches `from` up to the line before the one that matches `to`. */
function block(path: string, from: RegExp, to: RegExp): string {
  const lines = published(path).split('\n')
  const start = lines.findIndex((line) => from.test(line))
  const length = lines.slice(start).findIndex((line) => to.test(line))
  if (start < 0 || length < 0) throw new Error(`${path} has no block ${from}`)
  return lines.slice(start, start + length).join('\n')
}

const LAB = 'seeds/at-tls-ims-lab.txt'
const FENCE = /^```/

test('the PassTicket job of the lab runs with its misprints repaired and named', options, async (t) => {
  const job = block(LAB, /^ADDGROUP ZCEEIMS/, FENCE)
  const prepared = await newDatabase(t.testdir(), own('prerequisites.racf'))
  const { rc, findings } = await runJob(prepared, job)
  t.equal(rc, 4)
  t.strictSame(findings, ['ATTLS0806', 'ATTLS0811', 'ATTLS0807', 'ATTLS0807'])
  const view = prepared.read()
  t.match(view.get('profile', 'PTKTDATA', 'IMSAPPL'), {
    applicationData: 'NO REPLAY PROTECTION',
    signOn: { masked: '123456789ABCDEF0' },
  })
  t.match(view.get('profile', 'PTKTDATA', 'IRRPTAUTH.IMSAPPL.*'), {
    generic: true,
    access: [{ id: 'IBMUSER' }, { id: 'ZCEEIMS', access: 'UPDATE' }],
  })
  t.ok(view.get('user', 'USER1')?.connections.some((each) => each.group === 'ZCEEIMS'))

  const bare = await runJob(await newDatabase(t.testdir()), job)
  t.equal(bare.rc, 8, 'without the users it cannot connect anybody')
})

test('the TLS jobs of the lab end with 8 and name what is misprinted', options, async (t) => {
  const database = await newDatabase(t.testdir(), own('prerequisites.racf'))
  const client = await runJob(
    database,
    block(LAB, /^\/\* Create personal certificate for zCEE outbound/, FENCE),
  )
  t.strictSame([client.rc, client.findings], [4, []])
  t.strictSame(
    client.ids.filter((id) => id !== 'ICH14063I'),
    ['IRRD134I'],
    'only the date has passed',
  )
  const server = await runJob(database, block(LAB, /^\/\* Create a CA certficate for IMS/, FENCE))
  t.equal(server.rc, 8)
  t.strictSame(server.findings, ['ATTLS0810', 'IKJ56712I', 'ATTLS0805', 'ATTLS0805'])
  t.match(server.said.join('\n'), /KEYUSAQE is not a valid keyword/)
  t.match(server.said.join('\n'), /IRRD107I .*IMS CA/)
})

test('corrected, with dates shifted, they make the rings of the lab', async (t) => {
  const database = await newDatabase(t.testdir(), own('prerequisites.racf'))
  const dates = { shift: true }
  for (const name of ['zceetlsc.racf', 'imstls.racf']) {
    const { rc, ids } = await runJob(database, own(name), { dates })
    t.equal(rc, 4, name)
    t.strictSame([...new Set(ids)].toSorted(), ['ICH14063I', 'IRRD135I'], name)
  }
  for (const [user, name, labels] of [
    ['IMSSTC', 'IMS.KeyRing', ['IMS CA', 'zCEE CA', 'IMSSTC']],
    ['LIBSERV', 'zCEE.KeyRing', ['zCEE CA', 'Liberty CA', 'zCEE Client Cert', 'IMS CA']],
  ] as const) {
    const ring = openRing(name, user, { database })
    if (!ring.ok) throw new Error(ring.error.text)
    t.strictSame(
      ring.value.certificates.map((each) => each.label),
      labels,
    )
    t.equal(pickCertificate(ring.value, { now: NOON.now() }).ok, true, name)
  }
})

test('the IMS-to-IMS commands tell what is wrong with the receiving side', options, async (t) => {
  const path = 'seeds/ims-to-ims-passtickets.txt'
  const sender = await newDatabase(t.testdir({ sender: {} }))
  t.equal((await runJob(sender, block(path, /^\s+SETROPTS CLASSACT\(PTKTDATA\)/, /^ +3\. /))).rc, 0)
  const receiver = await runJob(
    await newDatabase(t.testdir({ receiver: {} })),
    `${published(path).slice(published(path).indexOf('    DELUSER USER001'))}\n`,
  )
  t.equal(receiver.rc, 8)
  t.strictSame(
    receiver.ids.filter((id) => !/ICH14063I|ICH10006I/.test(id)),
    [
      'ICH30001I', // the users to delete do not exist yet
      'ICH30001I',
      'IKJ56702I', // the keys are placeholders
      'IKJ56702I',
      'ICH06007I', // USER0002 is not the user that was added
    ],
  )
  t.match(receiver.said.join('\n'), /KEYMASKED\(\.\.\.\) is a placeholder/)
  t.equal(receiver.listing[2], 'APPL       APPLI2I')
})

test('the key commands of the storage manager have their lines swapped', options, async (t) => {
  const path = 'seeds/csm-passticket-keys.txt'
  const { rc, said } = await runJob(
    await newDatabase(t.testdir()),
    block(path, /^\s+SSIGNON\(EPTKEYLABEL/, /^\s+Note:/),
  )
  t.equal(rc, 8)
  t.match(said[0], /^IKJ56712I 1:5 SSIGNON is an operand of .*RDEFINE.*not a command/)
  t.match(said[1], /^IKJ56712I 3:5 TYPE is an operand of .*RDEFINE.*not a command/)
})

const SAMPLES: {
  file: string
  users?: string
  rc: number
  findings: string[]
  messages: string[]
  symbols?: Record<string, string>
}[] = [
  {
    file: 'ibm-cwe-toolkit__keyring.racf',
    rc: 8,
    findings: [],
    messages: ['IRRD102I', 'IRRD107I'], // its data set is not here
  },
  {
    file: 'ibm-izoda-workflow__racdcert.racf',
    users: 'ADDUSER (SPARKID SPARKUSR PAGENT) PASSWORD(A)',
    rc: 8,
    // Continuation signs were lost on the way, one keyword lost a letter; a ring name and a class are misspelt.
    findings: [...Array<string>(11).fill('ATTLS0804'), 'IKJ56712I'],
    messages: ['IRRD114I', 'IRRD200I', 'ICH10302I', 'ICH14002I'],
  },
  {
    file: 'ibm-wsc-mq-zos__certificates.md.racf',
    users: 'ADDUSER (SYSPROG USER1) PASSWORD(A)',
    rc: 8,
    // The second command breaks off; its ring belongs to another user than the job then names.
    findings: ['ATTLS0804', 'ATTLS0804', 'ATTLS0804', 'ATTLS0805'],
    messages: [
      'IRRD126I',
      'IRRD114I',
      'IRRD107I',
      'IRRD114I',
      'IRRD114I',
      'IRRD200I',
      'IRRD102I',
      'IRRD107I',
    ],
  },
  {
    file: 'ibm-wsc-mq-zos__saf-keyrings.md.racf',
    rc: 8,
    findings: ['ATTLS0811', 'IKJ56712I'],
    messages: [],
  },
  {
    file: 'sunil390-zlearning__db2-dist.racf',
    users: 'ADDUSER (DBC1STC DB2USR1) PASSWORD(A)',
    rc: 12, // prose stands between the commands
    findings: [
      ...Array<string>(4).fill('ATTLS0803'),
      'IKJ56712I',
      'ATTLS0805',
      'ATTLS0803',
      ...Array<string>(5).fill('ATTLS0803'),
      'IKJ56712I',
      'ATTLS0805',
      'IKJ56500I',
      'IKJ56500I',
      'ATTLS0803',
      'IKJ56500I',
      'ATTLS0811',
      'IKJ56500I',
      'IKJ56500I',
      'IKJ56500I',
      'IKJ56712I',
      'IKJ56712I',
    ],
    messages: ['IRRD107I', 'IRRD107I', 'IRRD107I', 'ICH06004I', 'ICH06004I', 'IRRD102I'],
  },
  {
    file: 'sunil390-zlearning__zowe-zosmf.racf',
    users: 'ADDUSER IZUSVR PASSWORD(A)',
    rc: 4, // its dates have passed
    findings: [],
    messages: ['IRRD134I', 'IRRD134I'],
  },
  {
    file: 'zowe-docs__mvd-zss.racf',
    users: 'ADDUSER ZWESVUSR PASSWORD(A)',
    rc: 8,
    symbols: {
      CA_COMMON_NAME: 'CA',
      ORGANIZATIONAL_UNIT: 'ou',
      ORGANIZATION_NAME: 'o',
      LOCALITY: 'l',
      STATE_OR_PROVINCE: 's',
      COUNTRY: 'US',
      CA_LABEL: 'Zowe CA',
      'YYYY/MM/DD': '2030/01/01',
      SERVER_USERID: 'ZWESVUSR',
      COMMON_NAME: 'h',
      SERVER_LABEL: 'Zowe',
      RING_NAME: 'ZoweRing',
      OUTPUT_DATASET_NAME: 'ZWE.CA.PEM',
    },
    // The quotation of the last label closes behind its parenthesis.
    findings: ['ATTLS0802', 'ATTLS0802', 'ATTLS0805'],
    messages: ['IRRD107I', 'IRRD200I'],
  },
]

for (const { file, users, rc, findings, messages, symbols } of SAMPLES)
  test(`${file} runs to the outcome written down`, options, async (t) => {
    const database = await newDatabase(t.testdir(), ...(users === undefined ? [] : [users]))
    const result = await runJob(database, published(`racf/${file}`), symbols ? { symbols } : {})
    t.strictSame(result.findings, findings)
    t.strictSame(
      result.ids.filter((id) => !/ICH14063I|ICH1000|ICH06011I/.test(id)),
      messages,
    )
    t.equal(result.rc, rc)
  })
