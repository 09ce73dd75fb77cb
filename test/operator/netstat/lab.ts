// The two connections of the IMS lab, a clear one and one whose actions are stale, and the lab's policy: what a
// stack would report to Netstat.

import { parseAddress } from '../../../src/common/address.ts'
import { parseJobName, parseUserId } from '../../../src/common/names.ts'
import type { NetstatSource } from '../../../src/operator/netstat/report.ts'
import type { LiveConnection } from '../../../src/stack/port.ts'
import type { StackSnapshot } from '../../../src/stack/snapshot.ts'
import { policyFile } from '../../policy/support.ts'

/** Local time, as the reports print it. */
const AT = new Date(2020, 5, 12, 13, 40, 55).getTime()
export const NOW = AT + 65_000

const POLICY = policyFile('ims-connect.policy', { level: '3.1' })
const GROUP = Object.keys(POLICY.groupActions)[0] ?? ''

function facts(
  direction: 'inbound' | 'outbound',
  ports: readonly [number, number],
  names: readonly [string, string],
): LiveConnection['facts'] {
  const address = parseAddress('192.168.17.220')
  const job = parseJobName(names[0])
  const user = parseUserId(names[1])
  if (!address || !job || !user) throw new Error('facts of the test are wrong')
  return {
    direction,
    local: { address, port: ports[0] },
    remote: { address, port: ports[1] },
    job,
    user,
  }
}

const TIMES = { generation: 1, startedAt: AT, lastActivityAt: AT + 7000 }
const TLS = {
  role: 'server',
  protocol: 'TLSv1.2',
  cipherCode: '0035',
  cipher: 'TLS_RSA_WITH_AES_256_CBC_SHA',
  group: undefined,
  resumed: false,
  peerSubject: undefined,
  certUserId: undefined,
} as const

export const CONNECTIONS: readonly LiveConnection[] = [
  {
    connid: 0xa36,
    facts: facts('inbound', [5555, 2693], ['IMS15HWS', 'IMSSTC']),
    rule: 'IMSDBConnectRule~1',
    bytesIn: 120,
    bytesOut: 12_345_678_901,
    unmapped: undefined,
    mapping: {
      status: 'Enabled',
      actions: { group: GROUP, environment: 'eAct1~IMSDBConnect', connection: 'cAct1~IMSDBConnect' },
      grpid: 9,
      envid: 9,
      isStale: false,
    },
    tls: TLS,
    ...TIMES,
  },
  {
    connid: 0xa35,
    facts: facts('outbound', [2693, 5555], ['BAQSTRT', 'LIBSERV']),
    rule: 'IMSDBClientRule~2',
    bytesIn: 0,
    bytesOut: 120,
    unmapped: undefined,
    mapping: {
      status: 'Enabled',
      actions: { group: 'gOld', environment: 'eOld', connection: undefined },
      grpid: 4,
      envid: 8,
      isStale: true,
    },
    tls: {
      ...TLS,
      role: 'client',
      resumed: true,
      group: 'X25519',
      peerSubject: 'CN=IMS,C=US',
      certUserId: 'USER1',
    },
    ...TIMES,
  },
  {
    connid: 0xa37,
    facts: facts('inbound', [8080, 4711], ['WEB', 'WEBUSR']),
    rule: undefined,
    bytesIn: 5,
    bytesOut: 6,
    unmapped: 'no-rule',
    mapping: undefined,
    tls: undefined,
    ...TIMES,
  },
  {
    connid: 0xa38,
    facts: facts('inbound', [8081, 4712], ['WEB', 'WEBUSR']),
    rule: 'off',
    bytesIn: 0,
    bytesOut: 0,
    unmapped: undefined,
    mapping: { status: 'Not Enabled', actions: { group: GROUP }, grpid: 9, envid: 0, isStale: false },
    tls: undefined,
    ...TIMES,
  },
]

const SNAPSHOT: StackSnapshot = {
  generation: 2,
  instanceId: 1_591_968_660,
  ttls: true,
  policy: POLICY,
  keyRings: { opened: [], of: {} },
  instances: { groups: { [GROUP]: 9 }, environments: {}, connections: {} },
  sessionSecret: new Uint8Array(32),
}

export const SOURCE: NetstatSource = {
  stack: 'TCPIP1',
  level: '3.1',
  tasks: 2,
  now: () => NOW,
  snapshot: () => SNAPSHOT,
  config: () => ({
    ttls: true,
    image: 'WG31',
    level: '3.1',
    policyFile: '/etc/attls/ims-connect.policy',
    generation: 2,
    instanceId: 1_591_968_660,
    rules: 2,
    unmapped: 'clear',
    listeners: [{ direction: 'inbound', listen: '0.0.0.0:5555', connect: '127.0.0.1:15555' }],
    maxConnections: 20_000,
  }),
  connections: async () => CONNECTIONS,
  actionsOf: async (connid) => {
    const names = CONNECTIONS.find((one) => one.connid === connid)?.mapping?.actions
    return (
      names && {
        level: '3.1',
        group: POLICY.groupActions[names.group],
        environment: POLICY.environmentActions[names.environment ?? ''],
        connection: POLICY.connectionActions[names.connection ?? ''],
      }
    )
  },
}
