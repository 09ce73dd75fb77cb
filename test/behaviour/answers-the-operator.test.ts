import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { type Test, test } from 'tap'
import { askControl } from '../../src/operator/control-client.ts'
import { folder as testFolder } from '../support/folder.ts'
import { dial, echo, listen, receive } from '../support/peer.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import type { Stage } from '../support/stage.ts'
import { tunnel } from '../support/tunnel.ts'

/** Sends a line and waits until it comes back: the connection lives and carries bytes. */
async function ask(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data')
  socket.write(text)
  return String((await answer)[0])
}

/** A folder for a stage, with the members of SYS1.TCPPARMS. */
function parmsFolder(t: Test): string {
  const folder = testFolder(t)
  mkdirSync(join(folder, 'parms'))
  for (const word of ['TTLS', 'NOTTLS']) writeFileSync(join(folder, 'parms', word), `TCPCONFIG ${word}\n`)
  return folder
}

async function give(attls: Stage, ...commands: string[]) {
  const { code, stdout, stderr } = await runProgram(ATTLS, ['console', '-c', attls.config, ...commands])
  return { code, lines: (stdout + stderr).trim().split('\n') }
}

interface Shown {
  readonly connid: string
  readonly direction: string
  readonly rule: string | null
  readonly cipher: string | null
  readonly bytesIn: number
  readonly bytesOut: number
  readonly unmapped: string | null
  readonly stale: boolean | null
}

async function netstat(attls: Stage, ...options: string[]): Promise<readonly Shown[]> {
  const run = await runProgram(ATTLS, ['netstat', 'conn', '--json', '-c', attls.config, ...options])
  if (run.code !== 0) throw new Error(run.stderr)
  return (JSON.parse(run.stdout) as { connections: Shown[] }).connections
}

for (const workers of [0, 2])
  test(`Netstat shows what lives, DROP ends one of it (workers: ${workers})`, async (t) => {
    const service = await listen(t, echo)
    const attls = await tunnel(t, service.port, { workers })
    const doomed = await dial(t, attls.entry)
    t.equal(await ask(doomed, 'twelve bytes'), 'twelve bytes')
    const [first] = await netstat(attls, '--rule', 'in')
    const other = await dial(t, attls.entry)
    t.equal(await ask(other, 'one'), 'one')

    const shown = await netstat(attls, '--ttls')
    t.equal(shown.length, 4, 'both ends of both')
    t.strictSame(new Set(shown.map(({ rule }) => rule)), new Set(['in', 'out']))
    for (const { cipher, stale } of shown) {
      t.match(cipher, /^TLS_/)
      t.equal(stale, false)
    }
    t.match(first, { direction: 'inbound', bytesIn: 12, bytesOut: 12 })
    t.strictSame(await netstat(attls, '--nottls'), [])

    const ttls = await runProgram(ATTLS, ['netstat', 'ttls', '-c', attls.config])
    t.match(
      ttls.stdout,
      /^MVS TCP\/IP NETSTAT CS 3\.2 {5}TCPIP Name: TCPIP9 {2}\d\d:\d\d:\d\d\nTTLSGrpAction/,
    )
    t.match(ttls.stdout, /^g_in {38}0000000\d {15}2$/m)
    const detail = await give(attls, `D TCPIP,,N,TTLS,CONN=${first?.connid},DETAIL`)
    t.match(detail.lines.join('\n'), /TTLSRULE: in\n {2}TTLSGRPACTION: {10}g_in\n {4}TTLSENABLED: {10}On\n/)

    const ended = receive(doomed)
    t.strictSame(await give(attls, `V TCPIP,,DROP,CONN=${first?.connid}`), {
      code: 0,
      lines: [
        `EZZ0060I PROCESSING COMMAND: VARY TCPIP,,DROP,CONN=${first?.connid}`,
        'EZZ0053I COMMAND VARY DROP COMPLETED SUCCESSFULLY',
      ],
    })
    t.match(await ended, { ending: 'ECONNRESET' })
    const records = await attls.recorded('connection', 2)
    t.match(
      records.find(({ connid }) => connid === first?.connid),
      { end: 'dropped', reason: /^dropped by [A-Z0-9]+$/, bytesFromLocal: 12 },
    )
    t.equal(await ask(other, 'still here'), 'still here')
    t.equal((await netstat(attls)).length, 2, 'the other one lives on')
    t.match(await give(attls, `V TCPIP,,DROP,${first?.connid}`), {
      code: 1,
      lines: [/EZZ0060I/, /ATL0066E THERE IS NO CONNECTION [0-9A-F]{8}/, /EZZ0059I/],
    })
  })

test('after a refresh the actions of live connections are stale and shown as they were', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const groups = async () => {
    const run = await runProgram(ATTLS, ['netstat', 'ttls', '--json', '-c', attls.config])
    return (JSON.parse(run.stdout) as { groups: { name: string; stale: boolean; connections: number }[] })
      .groups
  }
  const old = await dial(t, attls.entry)
  t.equal(await ask(old, 'old'), 'old')
  const ring = (name: string) => `${attls.folder}/${name}.pem`
  attls.writePolicy([
    { name: 'in', direction: 'Inbound', port: attls.middle, keyring: ring('server'), trace: 2 },
    { name: 'out', direction: 'Outbound', port: attls.middle, keyring: ring('client'), trace: 2 },
  ])
  t.equal((await give(attls, 'F PAGENT,REFRESH')).code, 0)
  const fresh = await dial(t, attls.entry)
  t.equal(await ask(fresh, 'fresh'), 'fresh')

  const stale = await netstat(attls, '--ttls', '--stale')
  const current = await netstat(attls, '--ttls', '--current')
  t.equal(stale.length, 2)
  t.equal(current.length, 2)
  const trace = async (connections: readonly Shown[]) => {
    const connid = connections.find(({ rule }) => rule === 'in')?.connid
    const { lines } = await give(attls, `D TCPIP,,N,TTLS,CONN=${connid},DETAIL`)
    return lines.find((line) => line.startsWith('    TRACE:'))?.trim()
  }
  t.match(await trace(stale), /^TRACE: +7$/)
  t.match(await trace(current), /^TRACE: +2$/)
  t.match((await groups()).map(({ name, stale, connections }) => `${name} ${stale} ${connections}`).sort(), [
    'g_in false 1',
    'g_in true 1',
    'g_out false 1',
    'g_out true 1',
  ])
  old.end()
  await attls.recorded('connection', 2)
  t.strictSame(
    (await groups()).map(({ stale }) => stale),
    [false, false],
    'a stale group goes with its last connection',
  )
})

test('OBEY switches AT-TLS off and on for new connections; live ones stay as they are', async (t) => {
  const service = await listen(t, echo)
  const folder = parmsFolder(t)
  const attls = await tunnel(t, service.port, { folder, config: ['datasets: { SYS1.TCPPARMS: parms }'] })
  const before = await dial(t, attls.entry)
  t.equal(await ask(before, 'secured'), 'secured')

  const off = await give(attls, 'V TCPIP,,OBEY,SYS1.TCPPARMS(NOTTLS)')
  t.equal(off.code, 0)
  t.match(await attls.recorded('EZD1579I'), [
    { msg: 'EZD1579I PAGENT POLICIES ARE NOT ENABLED FOR TCPIP9: TTLS' },
  ])
  const clear = await dial(t, attls.entry)
  t.equal(await ask(clear, 'in the clear'), 'in the clear')
  t.equal(await ask(before, 'still secured'), 'still secured')
  const nottls = await netstat(attls, '--nottls')
  t.equal(nottls.length, 2, 'both ends of the clear one')
  t.match(nottls, [{ unmapped: 'nottls', rule: null }, { cipher: null }])
  t.equal((await netstat(attls, '--ttls', '--current')).length, 2, 'the live one is mapped as before')
  t.match((await give(attls, 'D TCPIP,,N,CONFIG')).lines, [/EZD0101I/, /TCP CONF/, /^ {2}TTLS: {17}No$/])
  // A refresh is no reason to switch on again.
  t.equal((await give(attls, 'F PAGENT,REFRESH')).code, 0)
  const clearToo = await dial(t, attls.entry)
  t.equal(await ask(clearToo, 'clear'), 'clear')
  t.equal((await netstat(attls, '--clear')).length, 4)

  const on = await give(attls, 'V TCPIP,,OBEY,SYS1.TCPPARMS(TTLS)')
  t.equal(on.code, 0)
  await attls.recorded('EZZ4250I')
  const after = await dial(t, attls.entry)
  t.equal(await ask(after, 'secured again'), 'secured again')
  t.equal((await netstat(attls, '--ttls')).length, 4)
  t.equal(await ask(clear, 'as it was'), 'as it was', 'a clear connection is not touched')
})

const corpus = process.env['ATTLS_CORPUS'] ?? resolve(import.meta.dirname, '../../../shared/corpus')
const seed = join(corpus, 'seeds/at-tls-ims-lab.txt')
const skip = existsSync(seed) ? false : `there is no ${seed}`

test('the VARY sequence and the status report of the seed are ours', { skip }, async (t) => {
  const folder = parmsFolder(t)
  const attls = await tunnel(t, 1, { folder, config: ['datasets: { SYS1.TCPPARMS: parms }'] })
  const { lines } = await give(attls, 'V TCPIP,,OBEY,SYS1.TCPPARMS(TTLS)')
  // The print has 1 for the I that ends a message id.
  const printed = readFileSync(seed, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('EZZ0'))
    .map((line) => line.trim().replace(/^(EZZ\d{4})1 /, '$1I '))
  t.strictSame(lines, printed)
  t.strictSame(
    attls.program.lines
      .map((line) => JSON.parse(line) as { msg: string })
      .filter(({ msg }) => msg.startsWith('EZZ0'))
      .map(({ msg }) => msg),
    printed,
    'in the log too',
  )
  const status = await give(attls, 'D TCPIP')
  const report = readFileSync(seed, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && line !== ' ')
  const from = report.findIndex((line) => line.startsWith('EZAOP501'))
  const masked = (line: string) =>
    line
      .replace(/^EZAOP501/, 'EZAOP50I')
      .replace(/REPORT \d+$/, 'REPORT')
      .replace(/TCPIP\d CS \S+/, 'NAME')
      .trim()
  t.strictSame(
    status.lines.map((line) => masked(line.replace(/ +/g, ' '))),
    report.slice(from, from + 5).map(masked),
  )
})

test('the levels of the policy agent are changed and shown, and its lines appear', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  t.match(await give(attls, 'F PAGENT,QUERY'), {
    code: 0,
    lines: [/EZZ8443I/, /ATL0062I PAGENT LOGLEVEL 31 DEBUG 0 /],
  })
  await give(attls, 'F PAGENT,REFRESH')
  t.strictSame(attls.records('ATL0070I'), [], 'the default shows none of the lines')
  t.match((await give(attls, 'F PAGENT,LOGLEVEL,LEVEL=511')).lines, [/EZZ8443I/, /LOGLEVEL 511/])
  await give(attls, 'F PAGENT,REFRESH', 'F PAGENT,MEMTRC')
  const said = attls.records('ATL0070I').map(({ line }) => String(line))
  t.ok(said.includes("Processing: 'TTLSRule   in'"))
  t.ok(said.includes("Processing TTLS rule 'out'"))
  t.equal(said.at(-1), 'Finished main config file update')
  t.equal(attls.records('ATL0063I').length, 1)
  t.match(await give(attls, 'F PAGENT,SRVLSTN'), { code: 1, lines: [/policy server/] })
})

test('commands come from a pipe and from a file, one per line', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const commands = '* what there is\nD TCPIP\n\nF PAGENT,QUERY\n'
  const piped = await runProgram(ATTLS, ['console', '-c', attls.config], { input: commands })
  t.match(piped, { code: 0, stdout: /^EZAOP50I [^]*EZAOP41I [^]*EZZ8443I/ })
  const file = join(attls.folder, 'commands')
  writeFileSync(file, `${commands}F PAGENT,NONSENSE\nP PAGENT\n`)
  const run = await runProgram(ATTLS, ['console', '-c', attls.config, '--file', file])
  t.match(run, { code: 1, stdout: /EZAOP50I/, stderr: /NONSENSE/ })
  t.ok(attls.program.isRunning, 'what follows a refused command is not given')
})

test('200 commands at once are all answered while connections come and go', async (t) => {
  const service = await listen(t, echo)
  const attls = await tunnel(t, service.port)
  const over = new AbortController()
  let served = 0
  const traffic = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) {
        const socket = await dial(t, attls.entry)
        const answer = receive(socket)
        socket.end('ping')
        if ((await answer).text === 'ping') served++
      }
    }),
  )
  const texts = ['D TCPIP,,N,ALL', 'D TCPIP,,N,TTLS', 'F PAGENT,QUERY', 'D TCPIP,,N,CONN,CONNT=NOTTLSP']
  const replies = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      askControl(attls.control, { v: 1, do: 'command', text: texts[index % texts.length] ?? '' }),
    ),
  )
  over.abort()
  await traffic
  const unanswered = replies.filter((reply) => !reply.ok || !reply.value.ok)
  t.strictSame(unanswered, [])
  t.equal((await attls.recorded('ATL0061I', 200)).length, 200, 'each is recorded')
  t.ok(served > 0)
})
