import { test } from 'tap'
import { type OperatorCommand, parseOperatorCommand, resourceOf } from '../../src/operator/commands.ts'

test('commands are taken as operators type them', async (t) => {
  const table: [string, string][] = [
    ['F PAGENT,REFRESH', 'refresh'],
    ['/f pagent, refresh', 'refresh'],
    ['MODIFY PAGENT,UPDATE', 'update'],
    ['  P PAGENT ', 'stop'],
    ['STOP PAGENT', 'stop'],
  ]
  for (const [text, kind] of table)
    t.strictSame(parseOperatorCommand(text), { ok: true, value: { kind } }, text)
})

test('what is not known is refused in one sentence that says what is', async (t) => {
  for (const text of [
    '',
    'F',
    'F PAGENT',
    'F TCPIP,REFRESH',
    'F PAGENT,REFRESH,NOW',
    'P',
    'P TCPIP',
    'D A,L',
    'x'.repeat(9999),
  ]) {
    const parsed = parseOperatorCommand(text)
    t.notOk(parsed.ok, text.slice(0, 40))
    if (!parsed.ok) t.match(parsed.error, /PAGENT|TCPIP/)
  }
})

test('whatever is typed gives a command or a sentence', async (t) => {
  const words = [
    'F',
    'D',
    'V',
    'S',
    'P',
    ' ',
    ',',
    '=',
    'PAGENT',
    'TCPIP',
    'N',
    'CONN',
    'CONNT',
    'TTLSP',
    'GR',
    'MAX',
  ]
  const more = [
    'OBEY',
    'DROP',
    'LEVEL',
    '*',
    '9',
    'A36',
    "'",
    '(',
    '\u0000',
    '\n',
    '__proto__',
    'constructor',
    'é',
  ]
  const all = [...words, ...more]
  let state = 4711
  const next = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
  const starts = ['', 'F PAGENT,', 'D TCPIP,,N,', 'V TCPIP,,', 'D TCPIP,,N,CONN,']
  let commands = 0
  for (let round = 0; round < 5000; round++) {
    const tail = Array.from({ length: next(8) }, () => all[next(all.length)]).join(next(2) ? ',' : '')
    const parsed = parseOperatorCommand(`${starts[round % starts.length]}${tail}`)
    if (parsed.ok) commands += 1
    else if (parsed.error === '') t.fail(tail)
  }
  t.ok(commands > 0, `${commands} of 5000 were commands`)
})

test('levels, displays and VARY are read with their operands', async (t) => {
  const table: [string, OperatorCommand][] = [
    ['F PAGENT,QUERY', { kind: 'pagent-query' }],
    ['f pagent,memtrc', { kind: 'pagent-memory' }],
    ['F PAGENT,LOGLEVEL,LEVEL=511', { kind: 'pagent-loglevel', level: 511 }],
    ['F PAGENT,LOGLEVEL,LEVEL=', { kind: 'pagent-loglevel', level: undefined }],
    ['F PAGENT,DEBUG,LEVEL=1', { kind: 'pagent-debug', level: 1 }],
    ['D TCPIP', { kind: 'display-tcpip' }],
    ['DISPLAY TCPIP,', { kind: 'display-tcpip' }],
    [
      'D TCPIP,TCPIP1,N,TTLS,CO=a36,DET',
      {
        kind: 'netstat',
        request: { report: 'ttls', stack: 'TCPIP1', connid: 0xa36, detail: true, max: 100 },
      },
    ],
    [
      'd tcpip,,netst,conn,connt=ttlsp,gr=9',
      { kind: 'netstat', request: { report: 'conn', type: 'ttls', group: 9, max: 100 } },
    ],
    [
      'V TCPIP,,OBEY, /etc/attls/NoTTLS',
      {
        kind: 'obey',
        stack: '',
        file: '/etc/attls/NoTTLS',
        echo: 'VARY TCPIP,,OBEY,/etc/attls/NoTTLS',
      },
    ],
    [
      "vary tcpip,tcpip1,o,dsn='SYS1.TCPPARMS(TTLS)'",
      {
        kind: 'obey',
        stack: 'TCPIP1',
        file: 'SYS1.TCPPARMS(TTLS)',
        echo: "VARY TCPIP,TCPIP1,O,dsn='SYS1.TCPPARMS(TTLS)'",
      },
    ],
    [
      'V TCPIP,,DROP,CONN=00000A36',
      { kind: 'drop-connection', stack: '', connid: 0xa36, echo: 'VARY TCPIP,,DROP,CONN=00000A36' },
    ],
    [
      'V TCPIP,,DROP,A36',
      { kind: 'drop-connection', stack: '', connid: 0xa36, echo: 'VARY TCPIP,,DROP,A36' },
    ],
  ]
  for (const [text, value] of table) t.strictSame(parseOperatorCommand(text), { ok: true, value }, text)
})

test('what attls cannot do is refused with the reason', async (t) => {
  const table: [string, RegExp][] = [
    ['F PAGENT,SRVLSTN', /policy server/],
    ['F PAGENT,MON,DISPLAY', /application monitoring/],
    ['F PAGENT,TRACE,LEVEL=1', /standard error/],
    ['F PAGENT,DEBUG,LEVEL=16', /0 and 1/],
    ['F PAGENT,LOGLEVEL,LEVEL=512', /LEVEL=n/],
    ['F PAGENT,LOGLEVEL', /LEVEL=n/],
    ['S PAGENT', /already active/],
    ['S TCPIP', /only PAGENT/],
    ['D TCPIP,,STOR', /knows NETSTAT/],
    ['D TCPIP,TCPIP1', /needs NETSTAT/],
    ['D TCPIP,,N,ROUTE', /knows TTLS, CONN/],
    ['D TCPIP,,N,CONN,STALE', /needs CONNTYPE=TTLSPOLICY/],
    ['D TCPIP,,N,CONN,CONNT=X', /no option of NETSTAT CONN/],
    ['D TCPIP,,N,TTLS,PORT=1', /no option of NETSTAT TTLS/],
    ['D TCPIP,,N,CONN,PORT=65536', /no option/],
    ['V TCPIP,,OBEY', /name of a file/],
    ['V TCPIP,,DROP,CONN=XYZ', /number of a connection/],
    ['V TCPIP,,START,ETH0', /OBEY and DROP/],
    ['V 0580,ONLINE', /VARY is for TCPIP/],
  ]
  for (const [text, why] of table) {
    const parsed = parseOperatorCommand(text)
    t.notOk(parsed.ok, text)
    if (!parsed.ok) t.match(parsed.error, why, text)
  }
})

test('each command is guarded by the resource that z/OS has for it', async (t) => {
  const table: [string, string, string][] = [
    ['F PAGENT,QUERY', 'MVS.MODIFY.STC.PAGENT.PAGENT', 'UPDATE'],
    ['P PAGENT', 'MVS.STOP.STC.PAGENT.PAGENT', 'UPDATE'],
    ['D TCPIP,,N,CONN', 'MVS.DISPLAY.TCPIP', 'READ'],
    ['V TCPIP,,OBEY,A.B', 'MVS.VARY.TCPIP.OBEYFILE', 'CONTROL'],
    ['V TCPIP,,DROP,1', 'MVS.VARY.TCPIP.DROP', 'CONTROL'],
  ]
  for (const [text, resource, level] of table) {
    const parsed = parseOperatorCommand(text)
    if (!parsed.ok) throw new Error(parsed.error)
    t.strictSame(resourceOf(parsed.value), { resource, level }, text)
  }
})
