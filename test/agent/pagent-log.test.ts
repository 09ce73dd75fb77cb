import { test } from 'tap'
import { PagentLog } from '../../src/agent/pagent-log.ts'
import type { Log } from '../../src/record/log.ts'
import { policyFile } from '../policy/support.ts'

function agent(): { readonly log: PagentLog; readonly lines: string[] } {
  const lines: string[] = []
  const log: Pick<Log, 'message'> = { message: ({ text }) => lines.push(text.replace(/^ATL0070I /, '')) }
  return { log: new PagentLog(log as Log), lines }
}

test('the default level shows none of the lines, and each bit shows its own', async (t) => {
  const policy = policyFile('ims-connect.policy')
  const count = (level: number, debug = 0) => {
    const { log, lines } = agent()
    log.setLevel(level)
    log.setDebug(debug)
    log.environment('attls.yaml', {})
    log.processed('p', policy)
    log.finished()
    return lines.length
  }
  t.equal(count(31), 0)
  t.equal(count(64), 7)
  t.equal(count(256), policy.statements.length)
  t.equal(count(32), 1 + 2 + 2 + 2)
  t.equal(count(511), count(64) + count(256) + count(32))
  t.equal(count(31, 1), count(511), 'DEBUG 1 logs everything')
})

test('statements come in file order, what they resolve to in the order of z/OS', async (t) => {
  const { log, lines } = agent()
  log.setLevel(511)
  log.processed('/etc/p', policyFile('ims-connect.policy'))
  t.match(lines.slice(0, 3), [
    "profile: Processing Image TTLS config file: '/etc/p'",
    "Processing: 'TTLSRule   IMSDBConnectRule~1'",
    "Processing: 'TTLSRule   IMSDBClientRule~2'",
  ])
  t.ok(lines.includes("Processing: 'TTLSEnvironmentAction eAct1~IMSDBConnect'"))
  t.strictSame(lines.slice(lines.indexOf('profile: Finished processing Image TTLS config file') + 1), [
    "Processing TTLS Group action 'gAct1'",
    "Processing TTLS Connection action 'cAct1~IMSDBConnect'",
    "Processing TTLS Connection action 'cAct2~IMSDBClient'",
    "Processing TTLS Environment action 'eAct1~IMSDBConnect'",
    "Processing TTLS Environment action 'eAct2~IMSDBClient'",
    "Processing TTLS rule 'IMSDBClientRule~2'",
    "Processing TTLS rule 'IMSDBConnectRule~1'",
  ])
})

test('only variables of the policy agent and of TLS are shown, and no secret', async (t) => {
  const { log, lines } = agent()
  log.setLevel(64)
  log.environment('/etc/attls.yaml', {
    PATH: '/bin',
    TZ: 'EST5EDT',
    GSK_TRACE: '0xFFFF',
    GSK_KEYRING_PW: 'topsecret',
    PAGENT_LOG_FILE: 'SYSLOGD',
    LIBPATH: '/usr/lib:.',
    HOME: '/root',
    AWS_SECRET_ACCESS_KEY: 'topsecret',
  })
  t.strictSame(lines, [
    "main: Use configuration file '/etc/attls.yaml'",
    'main: List all environment variables:',
    "main: EXPORT 'GSK_KEYRING_PW=[secret]'",
    "main: EXPORT 'GSK_TRACE=0xFFFF'",
    "main: EXPORT 'LIBPATH=/usr/lib:.'",
    "main: EXPORT 'PAGENT_LOG_FILE=SYSLOGD'",
    "main: EXPORT 'PATH=/bin'",
    "main: EXPORT 'TZ=EST5EDT'",
    'main: 2 other environment variables',
    'main: Using log level 64',
  ])
})
