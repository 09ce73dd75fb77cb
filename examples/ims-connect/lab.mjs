// Runs the IMS lab: the plain service, attls in front of it, and a plain client. `make run` keeps it up until
// Ctrl-C, `make demo` (--once) ends with 0 when the exchange went as it should.
//
//   node examples/ims-connect/lab.mjs [--once] [--config FILE]

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { ask } from './client.mjs'

const READY_WITHIN_MS = 20_000
const RECORDS_WITHIN_MS = 10_000
const NAMES = ['LAST3', 'LAST1']

const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, config: { type: 'string', default: 'attls.yaml' } },
})

const here = new URL('.', import.meta.url).pathname
const attls = new URL('../../bin/attls', import.meta.url).pathname
const children = []

/** Starts a program, shows its lines under a name and keeps them. */
function start(name, command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const started = { child, lines: [], ended: undefined }
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      started.lines.push(line)
      console.log(`${name.padEnd(8)}| ${line}`)
    })
  started.ended = once(child, 'exit').then(([code, signal]) => signal ?? code)
  children.push(started)
  return started
}

/** Waits until the condition holds; a program that ends meanwhile is a failure with its name. */
async function until(what, milliseconds, condition, ...programs) {
  const deadline = Date.now() + milliseconds
  let gone
  for (const { name, program } of programs) program.ended.then((how) => { gone = `${name} ended with ${how}` })
  for (;;) {
    const found = await condition()
    if (found) return found
    if (gone) throw new Error(gone)
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${milliseconds} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The addresses of the lab, as the running agent tells them. */
async function labStatus(url) {
  const answer = await fetch(`${url}/status`).catch(() => undefined)
  return answer?.ok ? answer.json() : undefined
}

async function stopAll() {
  for (const { child } of [...children].reverse()) if (child.exitCode === null) child.kill('SIGTERM')
  await Promise.all(children.map(({ ended }) => ended))
}

function shows(lines, ...parts) {
  return lines.find((line) => parts.every((part) => line.includes(part)))
}

async function run() {
  const service = start('service', process.execPath, [`${here}service.mjs`, '127.0.0.1:15555'])
  await until('the service', READY_WITHIN_MS, () => shows(service.lines, 'HWSS0780I'), { name: 'the service', program: service })
  const agent = start('attls', process.execPath, [attls, 'start', '-c', values.config])
  const named = { name: 'attls', program: agent }
  const url = await until('attls ready', READY_WITHIN_MS, () => /http:\/\/\S+?(?=\/metrics)/.exec(shows(agent.lines, '/metrics') ?? '')?.[0], named)
  await until('ready', READY_WITHIN_MS, async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, named)
  const status = await labStatus(url)
  const outbound = status.listeners.find(({ direction }) => direction === 'outbound')
  const [host, port] = outbound.listen.split(':')

  console.log(`\nA plain client asks ${outbound.listen}; attls carries the request over TLS to ${outbound.connect}, and from there to the service.\n`)
  const replies = await ask(host, Number(port), NAMES)
  for (const reply of replies)
    if (!reply.ok) throw new Error(`the service refused: return code ${reply.returnCode}, reason ${reply.reasonCode}`)

  await until('the records of both connections', RECORDS_WITHIN_MS, () =>
    agent.lines.filter((line) => line.includes('EZD1281I')).length >= 2 &&
    agent.lines.filter((line) => line.includes('EZD1283I') && line.includes('RC: 0 Initial Handshake')).length >= 2 &&
    agent.lines.filter((line) => line.includes('ATL0001I')).length >= 2, named)

  console.log('\nThe records of both connections:')
  for (const id of ['EZD1281I', 'EZD1283I', 'ATL0001I'])
    for (const line of agent.lines.filter((text) => text.includes(id))) console.log(`  ${line.slice(line.indexOf(id))}`)
  console.log('\nThe replies:')
  for (const { data } of replies) console.log(`  ${data}`)
  console.log(`\nMetrics: ${url}/metrics`)
}

let stopping = false
async function finish(code) {
  if (stopping) return
  stopping = true
  await stopAll()
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => finish(values.once ? 1 : 0))

try {
  await run()
  if (values.once) await finish(0)
  else console.log('Up until Ctrl-C.')
} catch (error) {
  console.error(`\nThe lab failed: ${error.message}`)
  await finish(1)
}
