import { test } from 'tap'
import { parseOperatorCommand } from '../../../src/operator/commands.ts'
import type { Form } from '../../../src/operator/netstat/layout.ts'
import { netstatReport } from '../../../src/operator/netstat/report.ts'
import { SOURCE } from './lab.ts'

async function lines(command: string, form: Form = 'console'): Promise<readonly string[]> {
  const parsed = parseOperatorCommand(command)
  if (!parsed.ok || parsed.value.kind !== 'netstat') throw new Error(`${command} is no display`)
  const report = await netstatReport(SOURCE, parsed.value.request, form)
  return report.ok ? report.value.lines : [report.error]
}

async function data(command: string): Promise<{ readonly [key: string]: unknown }> {
  const parsed = parseOperatorCommand(command)
  if (!parsed.ok || parsed.value.kind !== 'netstat') throw new Error(`${command} is no display`)
  const report = await netstatReport(SOURCE, parsed.value.request, 'console')
  if (!report.ok) throw new Error(report.error)
  return { ...report.value.data }
}

/** As in operator.md 2; the words of the console form are those of a real V1R12 run. */
const CONSOLE: readonly [string, string][] = [
  [
    'D TCPIP,,N,TTLS',
    `
EZD0101I NETSTAT CS 3.1 TCPIP1
TTLSGRPACTION                             GROUP ID           CONNS
gOld                                      00000004               1
gAct1                                     00000009               2
2 OF 2 RECORDS DISPLAYED
END OF THE REPORT`,
  ],
  [
    'D TCPIP,TCPIP1,NETSTAT,TTLS,GROUP,DETAIL,MAX=1',
    `
EZD0101I NETSTAT CS 3.1 TCPIP1
TTLSGRPACTION:      gOld
  GROUPID:          00000004
  TASKS:            2
  GROUPCONNS:       1
  WORKQELEMENTS:    0
  SYSLOGQELEMENTS:  0
  STALE:            Yes
  ENV:              eOld
    ENVCONNS:       1
1 OF 2 RECORDS DISPLAYED
END OF THE REPORT`,
  ],
  [
    'D TCPIP,,N,TTLS,COnn=00000A36',
    `
EZD0101I NETSTAT CS 3.1 TCPIP1
CONNID: 00000A36
  JOBNAME:      IMS15HWS
  LOCALSOCKET:  192.168.17.220..5555
  REMOTESOCKET: 192.168.17.220..2693
  SECLEVEL:     TLS Version 1.2
  CIPHER:       0035 TLS_RSA_WITH_AES_256_CBC_SHA
  KEYSHARE:     N/A
  CERTUSERID:   N/A
  MAPTYPE:      Primary
  FIPS140:      Off
  USERID:       IMSSTC
  STATUS:       Enabled
  RESUMED:      No
  PEERSUBJECT:  N/A
  GROUPID:      00000009
  ENVID:        00000009
  STALE:        No
TTLSRULE: IMSDBConnectRule~1
  TTLSGRPACTION:  gAct1
  TTLSENVACTION:  eAct1~IMSDBConnect
  TTLSCONNACTION: cAct1~IMSDBConnect
1 OF 4 RECORDS DISPLAYED
END OF THE REPORT`,
  ],
  [
    'D TCPIP,,N,CONN,CONNT=NOTTLSP',
    `
EZD0101I NETSTAT CS 3.1 TCPIP1
USER ID  CONN     STATE
WEB      00000A37 ESTABLSH
  LOCAL SOCKET:   192.168.17.220..8080
  FOREIGN SOCKET: 192.168.17.220..4711
1 OF 4 RECORDS DISPLAYED
END OF THE REPORT`,
  ],
  [
    'D TCPIP,,N,ALL,PORT=8080',
    `
EZD0101I NETSTAT CS 3.1 TCPIP1
CLIENT NAME: WEB                           CLIENT ID: 00000A37
  LOCAL SOCKET: 192.168.17.220..8080       FOREIGN SOCKET: 192.168.17.220..4711
    BYTESIN:            0000000005         BYTESOUT:           0000000006
    STARTDATE:          06/12/2020         STARTTIME:          13:40:55
    LAST TOUCHED:       13:41:02           STATE:              ESTABLSH
    TCPCLUSTERCONNFLAG: 00
    TCPTRUSTEDPARTNER:  00
    TTLSPOLICY:         No
1 OF 4 RECORDS DISPLAYED
END OF THE REPORT`,
  ],
  [
    'D TCPIP,,N,CONFIG',
    `
EZD0101I NETSTAT CS 3.1 TCPIP1
TCP CONFIGURATION TABLE:
  TTLS:                 Yes
AT-TLS CONFIGURATION:
  IMAGE:                WG31
  LEVEL:                3.1
  POLICYFILE:           /etc/attls/ims-connect.policy
  GENERATION:           2
  TTLSINSTANCEID:       1591968660
  RULES:                2
  UNMAPPED:             Clear
  MAXCONNECTIONS:       20000
  INBOUND:              0.0.0.0:5555 to 127.0.0.1:15555
1 OF 1 RECORDS DISPLAYED
END OF THE REPORT`,
  ],
]

test('every display has its layout on the console', async (t) => {
  for (const [command, expected] of CONSOLE)
    t.strictSame(await lines(command), expected.trim().split('\n'), command)
})

const COMMAND: readonly [string, string][] = [
  [
    'D TCPIP,,N,TTLS',
    `
MVS TCP/IP NETSTAT CS 3.1     TCPIP Name: TCPIP1  13:42:00
TTLSGrpAction                             Group ID           Conns
----------------------------------------  -----------------  -----
gOld                                      00000004               1
gAct1                                     00000009               2
2 of 2 records displayed`,
  ],
  [
    'D TCPIP,,N,TTLS,CONN=A35',
    `
MVS TCP/IP NETSTAT CS 3.1     TCPIP Name: TCPIP1  13:42:00
ConnID: 00000A35
  JobName:      BAQSTRT
  LocalSocket:  192.168.17.220..2693
  RemoteSocket: 192.168.17.220..5555
  SecLevel:     TLS Version 1.2
  Cipher:       0035 TLS_RSA_WITH_AES_256_CBC_SHA
  KeyShare:     0029 X25519
  CertUserID:   USER1
  MapType:      Primary
  FIPS140:      Off
  UserID:       LIBSERV
  Status:       Enabled
  Resumed:      Yes
  PeerSubject:  CN=IMS,C=US
  GroupID:      00000004
  EnvID:        00000008
  Stale:        Yes
TTLSRule: IMSDBClientRule~2
  TTLSGrpAction:  gOld
  TTLSEnvAction:  eOld
1 of 4 records displayed`,
  ],
  [
    'D TCPIP,,N,ALL,CONN=A36',
    `
MVS TCP/IP NETSTAT CS 3.1     TCPIP Name: TCPIP1  13:42:00
Client Name: IMS15HWS                      Client Id: 00000A36
  Local Socket: 192.168.17.220..5555       Foreign Socket: 192.168.17.220..2693
    BytesIn:            0000000120         BytesOut:           12345678901
    StartDate:          06/12/2020         StartTime:          13:40:55
    Last Touched:       13:41:02           State:              Establsh
    TcpClusterConnFlag: 00
    TcpTrustedPartner:  00
    TTLSPolicy:         Yes
      TTLSRule:         IMSDBConnectRule~1
      TTLSGrpAction:    gAct1
      TTLSEnvAction:    eAct1~IMSDBConnect
      TTLSConnAction:   cAct1~IMSDBConnect
1 of 4 records displayed`,
  ],
]

test('and its layout on the command line', async (t) => {
  for (const [command, expected] of COMMAND)
    t.strictSame(await lines(command, 'command'), expected.trim().split('\n'), command)
})

test('DETAIL shows the values of the actions, lists below their first entry, long names cut', async (t) => {
  const shown = (await lines('D TCPIP,,N,TTLS,CONN=A36,DETAIL', 'command')).join('\n')
  t.match(shown, '  TTLSGrpAction:          gAct1\n    TTLSEnabled:          On\n')
  t.match(shown, '    ServerKexECurves:     0023 secp256r1\n                          0024 secp384r1\n')
  t.match(shown, '    GSK_V3_SESSION_TIMEOUT:     86400\n')
  t.match(shown, /TTLSConnAction: {9}cAct1~IMSDBConnect\n(.*\n)*? {4}TLSv1\.2: {14}On\n/)
  t.notMatch(shown, /TTLSEnvAction:.*\n(?: {4}.*\n)*? {4}Trace:.*\n(?: {4}.*\n)*? {2}TTLSConnAction:/)
  t.match(await data('D TCPIP,,N,TTLS,CONN=A36,DETAIL'), {
    connections: [{ actions: { connection: { name: 'cAct1~IMSDBConnect', values: { 'TLSv1.2': ['On'] } } } }],
  })
})

test('filters choose connections, and the totals are theirs', async (t) => {
  const table: [string, string[]][] = [
    ['CONN', ['00000A35', '00000A36', '00000A37', '00000A38']],
    ['ALLCONN,MAX=*', ['00000A35', '00000A36', '00000A37', '00000A38']],
    ['CONN,MAX=2', ['00000A35', '00000A36']],
    ['CONN,CONNT=TTLSP', ['00000A35', '00000A36', '00000A38']],
    ['CONN,CONNTYPE=TTLSPOLICY,CURR', ['00000A36', '00000A38']],
    ['CONN,CONNT=TTLSP,STALE', ['00000A35']],
    ['CONN,CONNT=TTLSP,GR=00000009', ['00000A36', '00000A38']],
    ['CONN,CONNT=CLEAR', ['00000A37', '00000A38']],
    ['ALL,PORT=5555', ['00000A35', '00000A36']],
    ['ALL,IPADDR=192.168.0.0/16', ['00000A35', '00000A36', '00000A37', '00000A38']],
    ['ALL,IPADDR=10.0.0.1', []],
    ['CONN,CLIENT=IMS*', ['00000A36']],
    ['CONN,USER=LIBSERV', ['00000A35']],
    ['CONN,RULE=IMSDBClientRule~2', ['00000A35']],
    ['CONN,CONN=A37', ['00000A37']],
  ]
  for (const [options, expected] of table) {
    const { connections } = await data(`D TCPIP,,N,${options}`)
    t.strictSame(
      (connections as { connid: string }[]).map(({ connid }) => connid),
      expected,
      options,
    )
  }
  t.match(await data('D TCPIP,,N,CONN,USER=WEBUSR,MAX=1'), {
    total: 4,
    displayed: 1,
    selected: 2,
    bytesIn: 5,
    bytesOut: 6,
  })
})

test('what is not there is said in one sentence', async (t) => {
  t.strictSame(await lines('D TCPIP,OTHER,N,CONN'), ['there is no TCP/IP stack OTHER; there is TCPIP1'])
  t.strictSame(await lines('D TCPIP,,N,TTLS,CONN=FFF'), ['there is no connection 00000FFF'])
  t.strictSame(await lines('D TCPIP,,N,CONN,IPADDR=x'), ['"X" is no address and no address/prefix'])
})
