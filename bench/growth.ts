// Cost as work grows: CPU and memory by the number of open connections, and what comes out when more connections
// arrive than can be served. `bench/bench.sh growth.ts [connections] [rate]`; prints Markdown tables.

import { attlsCommand } from './attls.ts'
import { launch, type Measurement, measure } from './station.ts'
import { stationIn } from './variants.ts'

const CONNECTIONS = [10, 100, 1000, 5000, 10_000, 19_900]
const RATES = [0.25, 0.5, 0.75, 1, 1.5, 2, 3]
const SECONDS = 1

const station = await stationIn('growth')
const command = attlsCommand(station)
if (!command) throw new Error('attls has every role')
const chosen = process.argv.slice(2)
const wants = (what: string): boolean => chosen.length === 0 || chosen.includes(what)

async function fresh(load: readonly string[]): Promise<Measurement | string> {
  const running = await launch(command ?? [], station)
  try {
    return await measure(station, running, load, { seconds: SECONDS })
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(-2) ?? error.message) : String(error)
  } finally {
    await running.stop()
  }
}

if (wants('connections')) {
  console.log('| connections | request/response 64 B: requests/s | CPU us each | p99 ms | idle KB each |')
  console.log('| --- | --- | --- | --- | --- |')
  for (const count of CONNECTIONS) {
    const connections = ['--connections', String(count)]
    const busy = await fresh(['--test', 'ping-pong', ...connections])
    const idle = await fresh(['--test', 'idle', ...connections])
    const refused = [busy, idle].find((one) => typeof one === 'string')
    if (refused !== undefined || typeof busy === 'string' || typeof idle === 'string') {
      console.log(`| ${count} | ${refused} | | | |`)
      continue
    }
    const { requests_per_second: rate = 0, cpu_us: cpu = 0, p99_us: p99 = 0 } = busy
    const memory = idle[`kb_per_connection_${count}`] ?? 0
    console.log(
      `| ${count} | ${rate.toFixed(0)} | ${cpu.toFixed(1)} | ${(p99 / 1000).toFixed(1)} | ${memory.toFixed(1)} |`,
    )
  }
}

if (wants('rate')) {
  const running = await launch(command, station)
  const load = ['--test', 'handshakes', '--warm', '1']
  await measure(station, running, load, { seconds: SECONDS })
  const saturated = await measure(station, running, load, { seconds: SECONDS })
  const most = saturated['connections_per_second'] ?? 0
  console.log(
    `\n| offered, of ${most.toFixed(0)}/s at saturation | served, of saturation | p50 ms | p99 ms | errors |`,
  )
  console.log('| --- | --- | --- | --- | --- |')
  for (const part of RATES) {
    const offered = ['--rate', String(Math.round(most * part))]
    const {
      connections_per_second: served = 0,
      p50_us: p50 = 0,
      p99_us: p99 = 0,
      errors = 0,
    } = await measure(station, running, [...load, ...offered], { seconds: SECONDS })
    const cells = [part, (served / most).toFixed(2), (p50 / 1000).toFixed(1), (p99 / 1000).toFixed(1), errors]
    console.log(`| ${cells.join(' | ')} |`)
  }
  await running.stop()
}
