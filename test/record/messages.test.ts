import fs from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { type IpAddress, parseAddress } from '../../src/common/address.ts'
import { type ActionNames, defineMessage, type Message } from '../../src/record/message.ts'
import { CATALOGUE, findMessage, messages } from '../../src/record/messages.ts'

function socket(address: string, port: number): { address: IpAddress; port: number } {
  const parsed = parseAddress(address)
  if (!parsed) throw new Error(`not an address: ${address}`)
  return { address: parsed, port }
}

const actions: ActionNames = {
  group: 'gAct1',
  environment: 'eAct1~IMSConnect',
  connection: 'cAct1~IMSConnect',
}
const ids = { grpid: 9, envid: 9, connid: 0xa36 }
const owner = {
  local: socket('192.168.17.220', 5555),
  remote: socket('192.168.17.220', 2693),
  jobname: 'IMS15HWS',
  userid: 'IMSSTC',
}
const map = {
  connid: 0xa36,
  ...owner,
  type: 'inbound',
  status: 'Enabled',
  rule: 'IMSConnectRule~1',
  actions,
} as const
const zowe = {
  local: socket('::ffff:0.0.0.2', 3973),
  remote: socket('::ffff:0.0.0.3', 8803),
  jobname: 'P00SVR00',
  userid: 'IZUSVR0',
  rule: 'DDSClientRule',
  grpid: 3,
  envid: 1,
  connid: 0x1eef1,
  event: 'Initial Handshake',
} as const
const names = {
  subject: 'CN=a,C=US',
  issuer: 'CN=b,C=US',
  serialNumber: '111111',
  certificateSource: 'Handshake',
}
const tcpImage = 'TCPIP1'
const type = 'TTLS'

const LAYOUTS: readonly [string, Message, string][] = [
  [
    'the map message of the lab',
    messages.EZD1281I.render(map),
    'EZD1281I TTLS Map   CONNID: 00000A36 LOCAL: 192.168.17.220..5555 REMOTE: 192.168.17.220..2693 JOBNAME: IMS15HWS USERID: IMSSTC TYPE: InBound STATUS: Enabled RULE: IMSConnectRule~1 ACTIONS: gAct1 eAct1~IMSConnect cAct1~IMSConnect',
  ],
  [
    'a map message without environment and connection action',
    messages.EZD1281I.render({
      ...map,
      type: 'outbound',
      status: 'Not Enabled',
      actions: { group: 'gAct1' },
      remote: socket('2001:db8::1', 443),
    }),
    'EZD1281I TTLS Map   CONNID: 00000A36 LOCAL: 192.168.17.220..5555 REMOTE: 2001:DB8::1..443 JOBNAME: IMS15HWS USERID: IMSSTC TYPE: OutBound STATUS: Not Enabled RULE: IMSConnectRule~1 ACTIONS: gAct1 **N/A** **N/A**',
  ],
  [
    'an event that begins',
    messages.EZD1282I.render({ ...ids, event: 'Environment Create', actions }),
    'EZD1282I TTLS Start GRPID: 00000009 ENVID: 00000009 CONNID: 00000A36 Environment Create ACTIONS: gAct1 eAct1~IMSConnect cAct1~IMSConnect',
  ],
  [
    'the good handshake of the lab',
    messages.EZD1283I.render({
      ...ids,
      rc: 0,
      event: 'Initial Handshake',
      connectionHandle: '000000501142EE90',
      environmentHandle: '0000005011429850',
      protocol: 'TLSV1.2',
      cipher: 'F0F0F3F5',
    }),
    'EZD1283I TTLS Event GRPID: 00000009 ENVID: 00000009 CONNID: 00000A36 RC: 0 Initial Handshake 000000501142EE90 0000005011429850 TLSV1.2 F0F0F3F5',
  ],
  [
    'an event without more to say',
    messages.EZD1283I.render({ ...ids, rc: 0, event: 'Connection Close' }),
    'EZD1283I TTLS Event GRPID: 00000009 ENVID: 00000009 CONNID: 00000A36 RC: 0 Connection Close',
  ],
  [
    'a TLS call',
    messages.EZD1284I.render({
      grpid: 5,
      envid: 0xe,
      connid: 0xf8,
      rc: 0,
      action: 'Call',
      subject: 'GSK_SECURE_SOCKET_INIT',
      data: '00000050114283B0',
    }),
    'EZD1284I TTLS Flow   GRPID: 00000005 ENVID: 0000000E CONNID: 000000F8   RC:   0 Call GSK_SECURE_SOCKET_INIT - 00000050114283B0',
  ],
  [
    'a string attribute stands after five blanks',
    messages.EZD1284I.render({
      grpid: 5,
      envid: 0xe,
      connid: 0xf8,
      rc: 0,
      action: 'Get',
      subject: 'GSK_CONNECT_SEC_TYPE(208)',
      data: '    TLSV1.2',
    }),
    'EZD1284I TTLS Flow   GRPID: 00000005 ENVID: 0000000E CONNID: 000000F8   RC:   0 Get GSK_CONNECT_SEC_TYPE(208) -     TLSV1.2',
  ],
  [
    'a TLS record',
    messages.EZD1285I.render({ connid: 0x14, flow: 'SEND', bytes: '1503020002020A' }),
    'EZD1285I TTLS Data  CONNID: 00000014 SEND CIPHER 1503020002020A',
  ],
  [
    'an error for the log',
    messages.EZD1286I.render({
      grpid: 1,
      envid: 1,
      connid: 0x1f,
      local: socket('9.42.104.171', 1025),
      remote: socket('9.42.104.171', 6003),
      jobname: 'USER603',
      userid: 'USER60',
      rule: 'tnsaso_clnt6',
      rc: 5006,
      event: 'Initial Handshake',
      data: '00000000 00000000',
    }),
    'EZD1286I TTLS Error GRPID: 00000001 ENVID: 00000001 CONNID: 0000001F LOCAL: 9.42.104.171..1025 REMOTE: 9.42.104.171..6003 JOBNAME: USER603 USERID: USER60 RULE: tnsaso_clnt6 RC: 5006 Initial Handshake 00000000 00000000',
  ],
  [
    'an error for the console',
    messages.EZD1287I.render({ ...zowe, rc: 5004 }),
    'EZD1287I TTLS Error RC: 5004 Initial Handshake\n  LOCAL: ::FFFF:0.0.0.2..3973\n  REMOTE: ::FFFF:0.0.0.3..8803\n  JOBNAME: P00SVR00 RULE: DDSClientRule\n  USERID: IZUSVR0 GRPID: 00000003 ENVID: 00000001 CONNID: 0001EEF1',
  ],
  [
    'an error for the console has its return code right-justified in four',
    messages.EZD1287I.render({ ...zowe, rc: 406 }),
    'EZD1287I TTLS Error RC:  406 Initial Handshake\n  LOCAL: ::FFFF:0.0.0.2..3973\n  REMOTE: ::FFFF:0.0.0.3..8803\n  JOBNAME: P00SVR00 RULE: DDSClientRule\n  USERID: IZUSVR0 GRPID: 00000003 ENVID: 00000001 CONNID: 0001EEF1',
  ],
  [
    'FIPS that is not there',
    messages.EZD1288I.render({ group: 'gAct1' }),
    'EZD1288I FIPS140 IS REQUIRED FOR AT-TLS GROUP gAct1 BUT IS NOT AVAILABLE',
  ],
  [
    'a certificate that was refused',
    messages.EZD2052I.render({
      ...ids,
      ...names,
      rc: 8,
      cmsReturnCode: 0x0335302f,
      description: 'Self-signed certificate is not found in the trusted key source',
      trustedSource: 'CLIENTRING',
    }),
    'EZD2052I TTLS Certificate Diagnostics GRPID: 00000009 ENVID: 00000009 CONNID: 00000A36 SSLRetCode= 8 CMSRetCode= 0x0335302f Description= Self-signed certificate is not found in the trusted key source SubjectDN= <CN=a,C=US> IssuerDN= <CN=b,C=US> SerialNumber= 111111 CertificateSource= Handshake TrustedSource= CLIENTRING',
  ],
  [
    'one certificate of the chain',
    messages.EZD2053I.render({ ...ids, ...names, number: 1, count: 3, failing: false }),
    'EZD2053I TTLS Certificate Diagnostics Details GRPID: 00000009 ENVID: 00000009 CONNID: 00000A36 Certificate= 1 of 3 FailingCert= NO SubjectDN= <CN=a,C=US> IssuerDN= <CN=b,C=US> SerialNumber= 111111 CertificateSource= Handshake',
  ],
  [
    'where certificates were looked for',
    messages.EZD2054I.render({ ...ids, count: 2, sources: 'CLIENTRING , Handshake' }),
    'EZD2054I TTLS Certificate Diagnostics Data Sources GRPID: 00000009 ENVID: 00000009 CONNID: 00000A36 Count= 2 CLIENTRING , Handshake',
  ],
  ['PAGENT starts', messages.EZZ8431I.render({}), 'EZZ8431I PAGENT STARTING'],
  ['PAGENT started', messages.EZZ8432I.render({}), 'EZZ8432I PAGENT INITIALIZATION COMPLETE'],
  ['PAGENT stopped', messages.EZZ8433I.render({}), 'EZZ8433I PAGENT SHUTDOWN COMPLETE'],
  ['PAGENT fails', messages.EZZ8434I.render({}), 'EZZ8434I PAGENT EXITING ABNORMALLY'],
  [
    'a policy with errors',
    messages.EZZ8438I.render({ tcpImage, type }),
    'EZZ8438I PAGENT POLICY DEFINITIONS CONTAIN ERRORS FOR TCPIP1: TTLS',
  ],
  ['a command accepted', messages.EZZ8443I.render({}), 'EZZ8443I PAGENT MODIFY COMMAND ACCEPTED'],
  [
    'a policy processed',
    messages.EZZ8771I.render({ tcpImage, type }),
    'EZZ8771I PAGENT CONFIG POLICY PROCESSING COMPLETE FOR TCPIP1: TTLS',
  ],
  [
    'a policy purged',
    messages.EZZ8773I.render({ tcpImage, type }),
    'EZZ8773I PAGENT POLICIES PURGED FOR TCPIP1: TTLS',
  ],
  [
    'a wrong TcpImage line',
    messages.EZZ8779I.render({}),
    'EZZ8779I PAGENT TCPIMAGE/PEPINSTANCE STATEMENTS CONTAIN ERRORS',
  ],
  [
    'AT-TLS switched off',
    messages.EZD1579I.render({ tcpImage, type }),
    'EZD1579I PAGENT POLICIES ARE NOT ENABLED FOR TCPIP1: TTLS',
  ],
  [
    'all installed',
    messages.EZD1586I.render({ tcpImage }),
    'EZD1586I PAGENT HAS INSTALLED ALL LOCAL POLICIES FOR TCPIP1',
  ],
  [
    'no policy yet',
    messages.EZZ4248E.render({ tcpName: 'TCPIP1' }),
    'EZZ4248E TCPIP1 WAITING FOR PAGENT TTLS POLICY',
  ],
  [
    'no rules',
    messages.EZZ4249I.render({ jobname: 'TCPIP1' }),
    'EZZ4249I TCPIP1 INSTALLED TTLS POLICY HAS NO RULES',
  ],
  [
    'services up',
    messages.EZZ4250I.render({ jobname: 'TCPIP1' }),
    'EZZ4250I AT-TLS SERVICES ARE AVAILABLE FOR TCPIP1',
  ],
  [
    'VARY comes in',
    messages.EZZ0060I.render({ command: 'VARY TCPIP,,OBEY,A.B' }),
    'EZZ0060I PROCESSING COMMAND: VARY TCPIP,,OBEY,A.B',
  ],
  ['VARY opens', messages.EZZ0300I.render({ dataset: 'A.B' }), "EZZ0300I OPENED OBEYFILE FILE 'A.B'"],
  [
    'VARY begins',
    messages.EZZ0309I.render({ dataset: 'A.B' }),
    "EZZ0309I PROFILE PROCESSING BEGINNING FOR 'A.B'",
  ],
  [
    'VARY ends',
    messages.EZZ0316I.render({ dataset: 'A.B' }),
    "EZZ0316I PROFILE PROCESSING COMPLETE FOR FILE 'A.B'",
  ],
  [
    'VARY is done',
    messages.EZZ0053I.render({ command: 'VARY OBEY' }),
    'EZZ0053I COMMAND VARY OBEY COMPLETED SUCCESSFULLY',
  ],
  [
    'VARY failed',
    messages.EZZ0059I.render({ command: 'VARY OBEY' }),
    'EZZ0059I VARY OBEY COMMAND FAILED: SEE PREVIOUS MESSAGES',
  ],
  ['DISPLAY TCPIP', messages.EZAOP50I.render({}), 'EZAOP50I TCPIP STATUS REPORT'],
  [
    'DISPLAY TCPIP is done',
    messages.EZAOP41I.render({}),
    "EZAOP41I 'DISPLAY TCPIP' COMMAND COMPLETED SUCCESSFULLY",
  ],
  [
    'Netstat on the console',
    messages.EZD0101I.render({ release: 'CS V1R12', tcpName: 'TCPIP' }),
    'EZD0101I NETSTAT CS V1R12 TCPIP',
  ],
]

test('every message has exactly the layout of z/OS', async (t) => {
  for (const [what, message, text] of LAYOUTS) t.equal(message.text, text, what)
})

test('every message that is not ours has a layout in this test', async (t) => {
  const covered = new Set(LAYOUTS.map(([, message]) => message.id))
  for (const { id } of CATALOGUE) if (!id.startsWith('ATL')) t.ok(covered.has(id), id)
})

test('the catalogue is keyed by id and complete', async (t) => {
  for (const [key, definition] of Object.entries(messages)) {
    t.equal(definition.id, key)
    t.match(key, /^[A-Z]{3}(?:\d{4}|OP\d{2})[IWE]$/)
    t.ok(definition.cause && definition.action, `${key} has cause and action`)
  }
  t.equal(findMessage('ezd1281i')?.id, 'EZD1281I')
  t.equal(findMessage('EZD9999I'), undefined)
})

test('fields carry what the text shows, numbers as numbers', async (t) => {
  t.strictSame(messages.EZD1281I.render(map).fields, {
    connid: '00000A36',
    local: '192.168.17.220..5555',
    remote: '192.168.17.220..2693',
    jobname: 'IMS15HWS',
    userid: 'IMSSTC',
    type: 'InBound',
    status: 'Enabled',
    rule: 'IMSConnectRule~1',
    actions: 'gAct1 eAct1~IMSConnect cAct1~IMSConnect',
  })
  t.equal(messages.EZD1287I.render({ ...zowe, rc: 406 }).fields['rc'], 406)
  t.notOk('cipher' in messages.EZD1283I.render({ ...ids, rc: 0, event: 'Connection Close' }).fields)
})

test('outside text stays on its line, is bounded, and never shows a key', async (t) => {
  const text = (value: string): string => messages.EZZ4248E.render({ tcpName: value }).text
  t.equal(text('a\nEZD1281I\t\x1b[31m\u2028b'), 'EZZ4248E a?EZD1281I??[31m?b WAITING FOR PAGENT TTLS POLICY')
  t.ok(text('x'.repeat(100_000)).length < 1100)
  t.notMatch(text('-----BEGIN PRIVATE KEY-----\nMIIabc'), /MII/)
})

test('a slot with an unknown format or a name of the log record is refused', async (t) => {
  const row = { id: 'X', level: 'info', to: 'syslog', cause: 'c', action: 'a' } as const
  t.throws(() => defineMessage({ ...row, text: '{a:nonsense}' }), /unusable slot \{a:nonsense\}/)
  t.throws(() => defineMessage({ ...row, text: '{time}' }), /unusable slot \{time\}/)
})

const corpus = process.env['ATTLS_CORPUS'] ?? path.resolve(import.meta.dirname, '../../../shared/corpus')
const templatesFile = path.join(corpus, 'logs/ibm-kc-messages__ezd128x-templates.log')
const skip = fs.existsSync(templatesFile) ? false : `there is no ${templatesFile}`

test('our messages are read back by the templates of IBM', { skip }, async (t) => {
  const templates = fs
    .readFileSync(templatesFile, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  t.equal(templates.length, 4)
  for (const template of templates) {
    const id = template.slice(0, 8)
    const pattern = readerPattern(template)
    const made = LAYOUTS.filter(([, message]) => message.id === id)
    t.ok(made.length > 0, `${id} has a layout`)
    for (const [what, message] of made) {
      const groups = pattern.exec(message.text)?.groups
      t.ok(groups, `${what}: ${message.text} fits ${template}`)
      t.equal(groups?.['cid'], message.fields['connid'], what)
      if (groups?.['rcode'] !== undefined) t.equal(Number(groups['rcode']), message.fields['rc'], what)
      if (groups?.['rem_port'] !== undefined)
        t.equal(`${groups['rem_ip']}..${groups['rem_port']}`, message.fields['remote'], what)
    }
  }
})

/** A reader as one would write it by the book: words are literal, lower-case names are fields, blanks are runs. */
function readerPattern(template: string): RegExp {
  const words = template.split(/ +/).map((word) => {
    if (word === 'event' || word === 'add_data') return `(?<${word}>.*?)`
    return word
      .replaceAll('.', '\\.')
      .replace(/\b[a-z]+(?:_[a-z]+)*\b/g, (name) => `(?<${name}>[^ ]+)`)
      .replace(/-$/, ' *-')
  })
  return new RegExp(`^${words.join(' *')}$`)
}
