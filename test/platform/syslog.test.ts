import dgram from 'node:dgram'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { test } from 'tap'
import { openLocalSyslog } from '../../src/platform/syslog.ts'
import type { LogTarget } from '../../src/record/destination.ts'
import { type Log, openLog } from '../../src/record/log.ts'
import { messages } from '../../src/record/messages.ts'
import { freePort } from '../support/ports.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { until } from '../support/until.ts'

async function logTo(to: LogTarget): Promise<Log> {
  const opened = await openLog({ format: 'text', to, level: 'info', image: 'WG31', stack: 'TCPIP1' })
  if (!opened.ok) throw new Error(opened.error)
  return opened.value
}

const LINE = /^<30>1 \S+Z WG31 TTLS \d+ (EZZ\d{4}I) - \d\d:\d\d:\d\d TCPIP1 {4}(EZZ\d{4}I) PAGENT /

/** A TCP collector that keeps what it gets; `stop` also breaks its connections. */
class Collector {
  received = ''
  readonly #sockets = new Set<net.Socket>()
  readonly #server = net.createServer((socket) => {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.received += text
    })
  })

  async start(where: { port: number; host: string } | { path: string }): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(where, resolve)
    })
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => {
      this.#server.close(resolve)
    })
  }
}

/** Splits octet-counted frames of RFC 6587. */
function frames(text: string): readonly string[] {
  const found: string[] = []
  let rest = text
  for (;;) {
    const count = /^(\d+) /.exec(rest)
    if (!count) return found
    const start = count[0].length
    found.push(rest.slice(start, start + Number(count[1])))
    rest = rest.slice(start + Number(count[1]))
  }
}

test('a UDP collector gets one RFC 5424 line per datagram', async (t) => {
  const collector = dgram.createSocket('udp4')
  const lines: string[] = []
  collector.on('message', (bytes) => lines.push(bytes.toString()))
  await new Promise<void>((resolve) => {
    collector.bind(0, '127.0.0.1', resolve)
  })
  const log = await logTo({ kind: 'udp', host: '127.0.0.1', port: collector.address().port })
  log.message(messages.EZZ8431I.render({}))
  log.message(messages.EZZ8432I.render({}))
  await until('both lines came', () => lines.length === 2)
  t.strictSame(
    lines.map((line) => LINE.exec(line)?.[1]),
    ['EZZ8431I', 'EZZ8432I'],
  )
  await log.close()
  collector.close()
})

test('a UDP collector that is not there stops nothing', async (t) => {
  const log = await logTo({ kind: 'udp', host: '127.0.0.1', port: await freePort() })
  for (let index = 0; index < 100; index++) log.message(messages.EZZ8431I.render({}))
  t.ok(await log.flushed(10_000))
  await log.close()
})

test('a TCP collector that comes late and goes away for a while gets every line in order', async (t) => {
  const port = await freePort()
  const log = await logTo({ kind: 'tcp', host: '127.0.0.1', port })
  log.message(messages.EZZ8431I.render({}))
  const first = new Collector()
  await first.start({ port, host: '127.0.0.1' })
  await until('the line from before it came', () => first.received.includes('PAGENT STARTING'))
  t.ok(await log.flushed(10_000))
  await first.stop()
  const second = new Collector()
  await second.start({ port, host: '127.0.0.1' })
  await until('the log connects again', () => {
    log.message(messages.EZZ8432I.render({}))
    return second.received.includes('INITIALIZATION COMPLETE')
  })
  log.message(messages.EZZ8433I.render({}))
  await until('the last line came', () => second.received.includes('SHUTDOWN COMPLETE'))
  for (const frame of [...frames(first.received), ...frames(second.received)]) t.match(frame, LINE)
  t.match(frames(second.received).at(-1), /EZZ8433I/)
  await log.close()
  await second.stop()
})

test('a local stream socket is used, and a missing one refused in a sentence', async (t) => {
  const socket = path.join('/tmp', `attls-syslog-${process.pid}`)
  const collector = new Collector()
  await collector.start({ path: socket })
  const opened = await openLocalSyslog(socket)
  if (!opened.ok) throw new Error(opened.error)
  await new Promise<void>((resolve, reject) => {
    opened.value.write(Buffer.from('line\0'), (error) => (error ? reject(error) : resolve()))
  })
  await until('the line came', () => collector.received === 'line\0')
  opened.value.close()
  await collector.stop()

  const missing = await openLocalSyslog(socket)
  t.match(
    missing.ok ? 'opened' : missing.error,
    /there is no syslog socket .*; log to stdout or to a file instead/,
  )
})

const DATAGRAM_SOCKET = `
import socket, sys, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
time.sleep(600)
`

// Node has no such sockets, so another program must make one.
const python = await runProgram('python3', ['--version'])
const skip = python.code === 0 ? false : 'there is no python3'

test('a local datagram socket is refused with what to do instead', { skip }, async (t) => {
  const socket = path.join('/tmp', `attls-datagram-${process.pid}`)
  const program = startProgram(t, 'python3', ['-c', DATAGRAM_SOCKET, socket], { name: 'datagram socket' })
  t.teardown(() => fs.rmSync(socket, { force: true }))
  await program.prints(/bound/)
  const refused = await openLocalSyslog(socket)
  t.match(
    refused.ok ? 'opened' : refused.error,
    /is a datagram socket, which Node cannot write to; log to stdout and pipe it into "systemd-cat" or "logger"/,
  )
})
