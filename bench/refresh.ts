// How long a refresh holds up the event loop of a worker and of the agent, and how long attls takes from start to
// ready, by number of rules: `bench/bench.sh refresh.ts [RULES ...]`. One line a size: medians of several refreshes.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { attlsCommand, HTTP_PORT } from './attls.ts'
import { makeCertificates } from './certificates.ts'
import { median } from './report.ts'
import { BACKEND_PORT, LISTEN_PORT, launch, pause } from './station.ts'
import type { Station } from './subject.ts'

const REFRESHES = 7

interface Status {
  readonly pid: number
  readonly ready: boolean
  readonly policy: { readonly generation: number }
  readonly running: readonly { readonly pid: number }[]
}

const folder = resolve('var/bench/refresh')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
process.env['HOLD_FOLDER'] = folder
const keys = await makeCertificates(folder)
const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 100, 1000, 10_000]

async function status(): Promise<Status> {
  return (await (await fetch(`http://127.0.0.1:${HTTP_PORT}/status`)).json()) as Status
}

/** The longest hold of this process since the last question. */
async function hold(pid: number): Promise<number> {
  const file = `${folder}/${pid}`
  rmSync(file, { force: true })
  process.kill(pid, 'SIGWINCH')
  while (!existsSync(file)) await pause(2)
  return Number(readFileSync(file, 'utf8'))
}

async function readyMs(
  command: readonly string[],
  station: Station,
): Promise<{ ms: number; stop: () => Promise<void> }> {
  const started = performance.now()
  const running = await launch(command, station)
  for (;;) {
    const now = await status().catch(() => undefined)
    if (now?.ready) return { ms: performance.now() - started, stop: () => running.stop() }
    await pause(2)
  }
}

console.log('rules   start to ready ms   longest hold ms: worker   agent   (medians)')
for (const rules of sizes) {
  const station: Station = {
    role: 'server',
    folder,
    listen: LISTEN_PORT,
    backend: BACKEND_PORT,
    keys: keys.ec,
  }
  const plain = attlsCommand(station, { rules }) ?? []
  const starts: number[] = []
  for (let start = 0; start < 3; start++) {
    const { ms, stop } = await readyMs(plain, station)
    starts.push(ms)
    await stop()
  }
  const probed = ['env', 'NODE_OPTIONS=--import=./bench/hold-probe.mjs', ...plain]
  const { stop } = await readyMs(probed, station)
  const { pid, running } = await status()
  const worker = running[0]?.pid ?? 0
  const holds: { worker: number; agent: number }[] = []
  for (let refresh = 0; refresh < REFRESHES; refresh++) {
    const { generation } = (await status()).policy
    await hold(worker)
    await hold(pid)
    process.kill(pid, 'SIGHUP')
    while ((await status()).policy.generation === generation) await pause(20)
    holds.push({ worker: await hold(worker), agent: await hold(pid) })
  }
  await stop()
  const column = (pick: (one: { worker: number; agent: number }) => number): string =>
    median(holds.map(pick)).toFixed(1).padStart(8)
  console.log(
    `${String(rules).padEnd(7)} ${median(starts).toFixed(0).padStart(18)}   ${column((one) => one.worker).padStart(23)} ${column((one) => one.agent)}`,
  )
}
