// The lab of the README, as `make demo` runs it, with ports of its own: RACF jobs, key rings, policy, both roles.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { folder as testFolder } from '../support/folder.ts'
import { freePorts } from '../support/ports.ts'
import { ATTLS, runProgram, startProgram } from '../support/program.ts'

const ROOT = process.cwd()
const JOBS = readdirSync(join(ROOT, 'certs'))
  .filter((name) => name.endsWith('.racf'))
  .sort()

/** The repository's configuration with other ports, in a folder with a database made by the project's jobs. */
async function lab(t: Test, config: string) {
  const folder = testFolder(t)
  const database = join(folder, 'racf')
  const jobs = JOBS.map((job) => join(ROOT, 'certs', job))
  const racf = await runProgram(ATTLS, ['racf', '--database', database, ...jobs])
  t.equal(racf.code, 0, racf.stdout + racf.stderr)
  const [tls = 0, service = 0, entry = 0, http = 0] = await freePorts(4)
  const policy = /^policy: .*?(policies\/\S+)$/m.exec(readFileSync(config, 'utf8'))?.[1] ?? ''
  const policyText = readFileSync(join(ROOT, policy), 'utf8').replace(/^(\s*Port\s+)5555/gm, `$1${tls}`)
  writeFileSync(join(folder, 'lab.policy'), policyText)
  const text = readFileSync(config, 'utf8')
    .replace(/^policy: .*$/m, 'policy: lab.policy')
    .replace(/^racf: .*$/m, 'racf: racf')
    .replace(/^control: .*$/m, 'control: attls.sock')
    .replace(/^http: .*$/m, `http: 127.0.0.1:${http}`)
    .replaceAll('127.0.0.1:15555', `127.0.0.1:${service}`)
    .replaceAll('127.0.0.1:15556', `127.0.0.1:${entry}`)
    .replaceAll('127.0.0.1:5555', `127.0.0.1:${tls}`)
  writeFileSync(join(folder, 'attls.yaml'), text)
  const ims = startProgram(t, process.execPath, [
    join(ROOT, 'examples/ims-connect/service.mjs'),
    `127.0.0.1:${service}`,
  ])
  await ims.prints(/HWSS0780I/)
  const attls = startProgram(t, ATTLS, ['start', '-c', join(folder, 'attls.yaml')])
  await attls.ready('ready', async () => (await fetch(`http://127.0.0.1:${http}/readyz`)).ok)
  const client = await runProgram(process.execPath, [
    join(ROOT, 'examples/ims-connect/client.mjs'),
    `127.0.0.1:${entry}`,
    'LAST3',
  ])
  t.equal(client.stdout, 'LAST3 FIRST3 8-111-3333 D03/R03\n', client.stderr)
  const seen = (id: string) => attls.lines.filter((line) => line.includes(` ${id} `))
  await attls.ready('both records', () => seen('ATL0001I').length === 2)
  return { seen, lines: attls.lines }
}

/** Addresses, ports and numbers differ from lab to lab. */
function masked(line: string): string {
  return line
    .slice(line.indexOf('EZD'))
    .replace(/\b[0-9A-F]{16}\b/g, 'HANDLE')
    .replace(/(GRPID|ENVID|CONNID): [0-9A-F]{8}/g, '$1: ID')
    .replace(/\d+\.\d+\.\d+\.\d+\.\.\d+/g, 'ADDRESS')
    .replace(/ +/g, ' ')
}

test('the lab end to end reads like its log on z/OS, down to TLSV1.2 F0F0F3F5', async (t) => {
  const { seen } = await lab(t, 'attls.yaml')
  t.strictSame(seen('EZD1281I').map(masked).sort().reverse(), [
    'EZD1281I TTLS Map CONNID: ID LOCAL: ADDRESS REMOTE: ADDRESS JOBNAME: IMS15HWS USERID: IMSSTC TYPE: InBound STATUS: Enabled RULE: IMSDBConnectRule~1 ACTIONS: gAct1 eAct1~IMSDBConnect cAct1~IMSDBConnect',
    'EZD1281I TTLS Map CONNID: ID LOCAL: ADDRESS REMOTE: ADDRESS JOBNAME: BAQSTRT USERID: LIBSERV TYPE: OutBound STATUS: Enabled RULE: IMSDBClientRule~2 ACTIONS: gAct1 eAct2~IMSDBClient cAct2~IMSDBClient',
  ])
  const event =
    'EZD1283I TTLS Event GRPID: ID ENVID: ID CONNID: ID RC: 0 Initial Handshake HANDLE HANDLE TLSV1.2 F0F0F3F5'
  t.strictSame(seen('EZD1283I').map(masked), [event, event])
})

test('the start-up messages come in the order of the lab', async (t) => {
  const { seen, lines } = await lab(t, 'attls.yaml')
  const wanted = /\b(EZZ8431I|EZZ8432I|EZD1579I|EZZ8771I|EZD1586I)\b/
  const order = lines.flatMap((line) => wanted.exec(line)?.[1] ?? [])
  t.strictSame(order, ['EZZ8431I', 'EZZ8432I', 'EZZ8771I', 'EZD1586I'])
  t.match(seen('EZZ8771I')[0], /EZZ8771I PAGENT CONFIG POLICY PROCESSING COMPLETE FOR TCPIP1: TTLS$/)
  t.match(seen('EZD1586I')[0], /EZD1586I PAGENT HAS INSTALLED ALL LOCAL POLICIES FOR TCPIP1$/)
})

test('the mutual lab authenticates the client with TLS 1.3', async (t) => {
  const { seen } = await lab(t, 'examples/ims-connect/attls-mutual.yaml')
  for (const line of seen('EZD1283I')) t.match(line, /RC: 0 Initial Handshake .* TLSV1\.3 F1F3F0F[123]$/)
  const inbound = seen('ATL0001I').find((line) => line.includes('TYPE: InBound'))
  t.match(inbound, /PEER: <CN=zCEE Client Cert/)
})
