// What policy, records and displays cost: attls with 1 to 10,000 rules, Trace 2 to 255, asked for its metrics ten
// times a second or not, beside the same engine with a fixed target. `bench/bench.sh policy-cost.ts [--runs N]`. Every third rule is for the same port
// as the one that maps.

import { parseArgs } from 'node:util'
import { Metrics } from '../src/record/metrics.ts'
import { type AttlsVariant, attlsCommand, HTTP_PORT } from './attls.ts'
import { SUBJECTS } from './subjects.ts'
import { measureVariants, middle, stationIn, type Variant } from './variants.ts'

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, seconds: { type: 'string', default: '0.8' } },
})

const SCRAPE_EVERY_MS = 100

function attls(name: string, variant: AttlsVariant, beside?: () => () => void): Variant {
  return { name, command: (station) => attlsCommand(station, variant), ...(beside && { beside }) }
}

function scrape(): () => void {
  const timer = setInterval(() => {
    // A scrape that comes too late is not made up for.
    void fetch(`http://127.0.0.1:${HTTP_PORT}/metrics`)
      .then((answer) => answer.text())
      .catch(() => undefined)
  }, SCRAPE_EVERY_MS)
  return () => clearInterval(timer)
}

const fixed = SUBJECTS.find(({ name }) => name === 'fixed-target')
const variants: readonly Variant[] = [
  { name: 'fixed target, no policy', command: (station) => fixed?.command(station) },
  attls('1 rule', {}),
  attls('1 rule, stack in the agent', { workers: 0 }),
  attls('100 rules', { rules: 100 }),
  attls('10,000 rules', { rules: 10_000 }),
  attls('1 rule, Trace 7', { trace: 7 }),
  attls('1 rule, Trace 255', { trace: 255 }),
  attls('1 rule, metrics read 10 times a second', {}, scrape),
]
const loads = {
  full: ['--test', 'handshakes'],
  resumed: ['--test', 'handshakes', '--resume', 'yes'],
  'ping-pong': ['--test', 'ping-pong', '--connections', '64'],
}
const measured = await measureVariants(await stationIn('policy'), variants, loads, {
  runs: Number(options.runs),
  seconds: Number(options.seconds),
})

const names = Object.keys(loads)
console.log(`| variant | ${names.map((name) => `${name}: ratio | CPU us`).join(' | ')} |`)
console.log(`| --- |${' --- | --- |'.repeat(names.length)}`)
for (const { name } of variants) {
  const cells = names.flatMap((load) => {
    const field = load === 'ping-pong' ? 'requests_per_second' : 'connections_per_second'
    const base = middle(measured, variants[0]?.name ?? '', load, field)
    const ratio = middle(measured, name, load, field) / base
    return [ratio.toFixed(2), middle(measured, name, load, 'cpu_us').toFixed(load === 'ping-pong' ? 1 : 0)]
  })
  console.log(`| ${name} | ${cells.join(' | ')} |`)
}

/** Metrics cannot be switched off; what one connection's worth of them costs is measured alone. */
function metricsNs(): number {
  const metrics = new Metrics({ processMetrics: false })
  const stack = 'TCPIP'
  const rounds = 100_000
  const ended = { type: 'inbound', rule: 'bench', bytesFromLocal: 1, bytesFromRemote: 1 }
  const started = performance.now()
  for (let round = 0; round < rounds; round++) {
    metrics.mapped({ stack, direction: 'inbound', rule: 'bench', status: 'enabled' })
    metrics.handshake({
      stack,
      role: 'server',
      rule: 'bench',
      protocol: 'TLSv1.3',
      result: 'ok',
      rc: 0,
      durationMs: 1,
      resumed: false,
    })
    metrics.ended(ended as Parameters<Metrics['ended']>[0], stack)
  }
  return ((performance.now() - started) * 1e6) / rounds
}
metricsNs()
console.log(`\nmetrics of one connection: ${(metricsNs() / 1000).toFixed(1)} us`)
