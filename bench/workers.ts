// One worker against several: rates, CPU, and how evenly connections fall to the workers.
// `bench/bench.sh workers.ts [WORKERS ...]`. All cores are for everybody, the load generator too; with few cores that
// is what limits, so the CPU column says what the workers could do with cores of their own.

import { availableParallelism } from 'node:os'
import { attlsCommand, HTTP_PORT } from './attls.ts'
import { launch, measure, type Running } from './station.ts'
import { stationIn } from './variants.ts'

const SECONDS = 2
const HELD = 600

const station = await stationIn('workers')
const cores = `0-${availableParallelism() - 1}`
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 2, 4]

interface Status {
  readonly running: readonly { readonly pid: number; readonly connections: number }[]
}

async function status(): Promise<Status> {
  return (await (await fetch(`http://127.0.0.1:${HTTP_PORT}/status`)).json()) as Status
}

/** Connections by worker while so many are held. */
async function spread(running: Running): Promise<readonly number[]> {
  const holding = measure(station, running, ['--test', 'idle', '--connections', String(HELD)], {
    seconds: 1,
    cores,
  })
  let most: readonly number[] = []
  const over = new AbortController()
  const held = holding.finally(() => over.abort())
  while (!over.signal.aborted) {
    const now = (await status()).running.map(({ connections }) => connections)
    if (sum(now) > sum(most)) most = now
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await held
  return most
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

console.log(
  '| workers | handshakes/s | CPU us each | to client MB/s | CPU s per GB | 600 connections by worker |',
)
console.log('| --- | --- | --- | --- | --- | --- |')
for (const workers of counts) {
  const running = await launch(attlsCommand(station, { workers }) ?? [], station, cores)
  const take = (load: readonly string[]) => measure(station, running, load, { seconds: SECONDS, cores })
  const handshakes = await take(['--test', 'handshakes', '--connections', '64', '--warm', '1'])
  const bulk = await take(['--test', 'to-client', '--connections', '16'])
  const held = await spread(running)
  await running.stop()
  const cells = [
    workers,
    handshakes['connections_per_second']?.toFixed(0),
    handshakes['cpu_us']?.toFixed(0),
    bulk['mb_per_second']?.toFixed(0),
    bulk['cpu_s_per_gb']?.toFixed(2),
    held.join(' '),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}
