import fs from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { ManualClock } from '../../src/common/clock.ts'
import { type LogOptions, logTo, openLog } from '../../src/record/log.ts'
import { messages } from '../../src/record/messages.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'
import { HeldDestination, PromptDestination } from './capture.ts'

const TIME = '2026-11-20T13:40:55.123Z'
const OPTIONS: LogOptions = {
  format: 'text',
  to: { kind: 'stdout' },
  level: 'info',
  image: 'WG31',
  stack: 'TCPIP1',
  clock: new ManualClock(TIME),
}

function localTime(): string {
  const date = new Date(TIME)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((n) => String(n).padStart(2, '0'))
    .join(':')
}

const starting = messages.EZZ8431I.render({})
const installed = messages.EZD1586I.render({ tcpImage: 'TCPIP1' })

test('a text line has time, image, process, time of day, the padded stack and the message', async (t) => {
  const destination = new PromptDestination()
  const log = logTo(destination, OPTIONS)
  log.message(installed)
  log.message(installed, { stack: 'TCPIPLNG' })
  t.strictSame(destination.written.split('\n'), [
    `${TIME} WG31 TTLS[${process.pid}]: ${localTime()} TCPIP1    EZD1586I PAGENT HAS INSTALLED ALL LOCAL POLICIES FOR TCPIP1`,
    `${TIME} WG31 TTLS[${process.pid}]: ${localTime()} TCPIPLNG  EZD1586I PAGENT HAS INSTALLED ALL LOCAL POLICIES FOR TCPIP1`,
    '',
  ])
})

test('a JSON record is one object per line with the fields of the message', async (t) => {
  const destination = new PromptDestination()
  const log = logTo(destination, { ...OPTIONS, format: 'json' })
  log.message(installed)
  log.message(messages.ATL0030I.render({ worker: 1, process: 4711 }))
  const lines = destination.written.trimEnd().split('\n')
  t.equal(
    lines[0],
    `{"level":"info","time":"${TIME}","image":"WG31","stack":"TCPIP1","id":"EZD1586I","console":true,"tcpImage":"TCPIP1","msg":"EZD1586I PAGENT HAS INSTALLED ALL LOCAL POLICIES FOR TCPIP1"}`,
  )
  t.strictSame(JSON.parse(lines[1] ?? ''), {
    time: TIME,
    level: 'info',
    image: 'WG31',
    stack: 'TCPIP1',
    id: 'ATL0030I',
    worker: 1,
    process: 4711,
    msg: 'ATL0030I WORKER 1 STARTED AS PROCESS 4711',
  })
})

test('the level filters all but what Trace bits decided', async (t) => {
  const destination = new PromptDestination()
  const log = logTo(destination, { ...OPTIONS, level: 'warn' })
  log.message(starting)
  log.message(messages.EZZ8434I.render({}))
  log.message(messages.EZD1285I.render({ connid: 1, flow: 'RECV', bytes: '16' }))
  t.match(destination.written, /EZZ8434I/)
  t.match(destination.written, /EZD1285I/)
  t.notMatch(destination.written, /EZZ8431I/)
})

test('a syslog line has the facility of the group and the severity of the message', async (t) => {
  const destination = new PromptDestination({ framing: 'octet-counted' })
  const log = logTo(destination, OPTIONS)
  log.message(starting)
  log.message(messages.EZZ8434I.render({}), { facility: 'Auth' })
  const first = `<30>1 ${TIME} WG31 TTLS ${process.pid} EZZ8431I - ${localTime()} TCPIP1    EZZ8431I PAGENT STARTING`
  const second = `<35>1 ${TIME} WG31 TTLS ${process.pid} EZZ8434I - ${localTime()} TCPIP1    EZZ8434I PAGENT EXITING ABNORMALLY`
  t.equal(destination.written, `${first.length} ${first}${second.length} ${second}`)
})

test('lines keep their order through errors and partial writes', async (t) => {
  const destination = new HeldDestination()
  const log = logTo(destination, OPTIONS)
  log.message(starting)
  log.message(messages.EZZ8432I.render({}))
  destination.answer({ error: 'EAGAIN' })
  await until('it tries again', () => destination.attempts.length > 0)
  destination.answer({ bytes: 10 })
  destination.answer('all')
  await log.close()
  t.strictSame(destination.written.match(/EZZ\d{4}I/g), ['EZZ8431I', 'EZZ8432I'])
})

test('a destination that takes nothing costs bounded memory, and the loss is said when it recovers', async (t) => {
  const destination = new HeldDestination()
  const log = logTo(destination, OPTIONS)
  const count = 100_000
  for (let index = 0; index < count; index++) log.message(starting)
  while (destination.attempts.length > 0) destination.answer()
  const kept = destination.written.match(/EZZ8431I/g)?.length ?? 0
  const lost = /ATL0002W (\d+) LOG LINES WERE LOST/.exec(destination.written)?.[1]
  t.ok(kept > 1000 && kept < count, `${kept} kept`)
  t.equal(kept + Number(lost), count)
})

test('close gives up at its deadline on a destination that is stuck', async (t) => {
  const destination = new HeldDestination()
  const log = logTo(destination, OPTIONS)
  log.message(starting)
  t.equal(await log.flushed(10), false)
  await log.close(10)
  log.message(starting)
  t.equal(destination.written, '')
})

test('a file is appended to, opened again after rotation, and not readable by others', async (t) => {
  const folder = t.testdir({})
  const file = path.join(folder, 'attls.records')
  const opened = await openLog({ ...OPTIONS, to: { kind: 'file', path: file } })
  if (!opened.ok) throw new Error(opened.error)
  const log = opened.value
  log.message(starting)
  t.ok(await log.flushed(10_000))
  fs.renameSync(file, `${file}.1`)
  log.message(installed)
  t.ok(await log.flushed(10_000))
  t.ok(log.reopen().ok)
  log.message(messages.EZZ8433I.render({}))
  await log.close()
  t.match(fs.readFileSync(`${file}.1`, 'utf8'), /EZZ8431I[^\n]*\n[^\n]*EZD1586I[^\n]*\n$/)
  t.match(fs.readFileSync(file, 'utf8'), /^[^\n]*EZZ8433I[^\n]*\n$/)
  t.equal(fs.statSync(file).mode & 0o007, 0)
})

test('a file that cannot be opened is refused with its name', async (t) => {
  const opened = await openLog({
    ...OPTIONS,
    to: { kind: 'file', path: path.join(t.testdir({}), 'no/such') },
  })
  t.match(opened.ok ? '' : opened.error, /^log file .*no\/such cannot be opened: ENOENT/)
})

test('a reopen that fails keeps the old file', async (t) => {
  const folder = t.testdir({ logs: {} })
  const file = path.join(folder, 'logs/attls.records')
  const opened = await openLog({ ...OPTIONS, to: { kind: 'file', path: file } })
  if (!opened.ok) throw new Error(opened.error)
  fs.renameSync(path.join(folder, 'logs'), path.join(folder, 'old'))
  t.equal(opened.value.reopen().ok, false)
  opened.value.message(starting)
  await opened.value.close()
  t.match(fs.readFileSync(path.join(folder, 'old/attls.records'), 'utf8'), /EZZ8431I/)
})

/** Writes many lines to standard output and says on standard error that its event loop still turns. */
const WRITER = `
  import { openLog } from ${JSON.stringify(new URL('../../src/record/log.ts', import.meta.url).href)}
  import { messages } from ${JSON.stringify(new URL('../../src/record/messages.ts', import.meta.url).href)}
  const opened = await openLog({ format: 'text', to: { kind: 'stdout' }, level: 'info', image: 'I', stack: 'S' })
  for (let index = 0; index < 5000; index++) opened.value.message(messages.EZZ8431I.render({}))
  setInterval(() => opened.value.message(messages.EZZ8432I.render({})), 5)
  setTimeout(() => process.stderr.write('alive\\n'), 300)
  process.on('SIGTERM', () => void opened.value.close(50).then(() => process.exit(7)))
`

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = fs.constants

for (const [what, isReaderThere] of [
  ['a reader that reads nothing', true],
  ['a reader that has gone', false],
] as const) {
  test(`${what} neither blocks nor ends the process`, async (t) => {
    const folder = t.testdir({ 'writer.mjs': WRITER })
    const fifo = path.join(folder, 'fifo')
    t.equal((await runProgram('mkfifo', [fifo])).code, 0)
    const readEnd = fs.openSync(fifo, O_RDONLY | O_NONBLOCK)
    const writeEnd = fs.openSync(fifo, O_WRONLY)
    const args = [`--import=${import.meta.resolve('tsx')}`, path.join(folder, 'writer.mjs')]
    const program = startProgram(t, process.execPath, args, { stdout: writeEnd })
    fs.closeSync(writeEnd)
    if (!isReaderThere) fs.closeSync(readEnd)
    await program.ready('its event loop turns', () => program.stderr.includes('alive'))
    program.signal('SIGTERM')
    t.strictSame(await program.exited(), { code: 7, signal: null })
    if (isReaderThere) fs.closeSync(readEnd)
  })
}
