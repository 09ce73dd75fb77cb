// `make bench`: attls and its peers, interleaved on the same pinned core with the same certificates and ciphers.
// Prints a table of ratios with medians and spread, and writes bench/results/<date>.json with every raw number.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type KeyType, makeCertificates } from './certificates.ts'
import { missingPackages, versions } from './packages.ts'
import { details, type Results, table } from './report.ts'
import {
  BACKEND_PORT,
  LISTEN_PORT,
  launch,
  type Measurement,
  measure,
  preferUs,
  type Running,
  warm,
} from './station.ts'
import type { Role, Station, Subject } from './subject.ts'
import { SUBJECTS } from './subjects.ts'
import { isLessBetter, WORKLOADS, type Workload } from './workloads.ts'

const USAGE = `make bench ARGS='[options]'
  --set quick|full     quick: five rows in about two minutes (default); full: every row
  --only A,B           these rows: ${WORKLOADS.map(({ name }) => name).join(' ')}
  --subjects A,B       default: the four peers and attls; also: attls-node24 fixed-target
  --runs N             default 3     --seconds S   of each test, default 0.6
  --loaders N          load generator processes, default 1; cores 1, 2, ... must be there
  --out FILE           default bench/results/<date>.json`

const { values: options } = parseArgs({
  options: {
    set: { type: 'string', default: 'quick' },
    only: { type: 'string' },
    subjects: { type: 'string', default: 'stunnel,haproxy,nginx,hitch,attls' },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '0.6' },
    loaders: { type: 'string', default: '1' },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function chosen<T extends { readonly name: string }>(all: readonly T[], names: string): readonly T[] {
  return names.split(',').map((name) => {
    const found = all.find((one) => one.name === name)
    if (!found) throw new Error(`${name} is not one of: ${all.map((one) => one.name).join(' ')}`)
    return found
  })
}

if (options.help) {
  console.log(USAGE)
  process.exit(0)
}
preferUs()
const missing = missingPackages()
if (missing.length > 0) {
  console.error(`the benchmark needs these Debian packages: apt-get install ${missing.join(' ')}`)
  process.exit(1)
}

const workloads = options.only
  ? chosen(WORKLOADS, options.only)
  : WORKLOADS.filter(({ isQuick }) => options.set === 'full' || isQuick)
const subjects = chosen(SUBJECTS, options.subjects)
const folder = resolve('var/bench')
mkdirSync(folder, { recursive: true })
const keys = await makeCertificates(folder)
const results: { [workload: string]: { [subject: string]: Measurement[] } } = {}
const loads: number[] = []

for (let run = 0; run < Number(options.runs); run++) {
  // Every second run goes the other way round, so that nobody always follows the same neighbour.
  for (const subject of run % 2 === 0 ? subjects : subjects.toReversed()) {
    loads.push(loadavg()[0] ?? 0)
    for (const role of new Set(workloads.map(({ role }) => role)))
      for (const key of new Set(workloads.filter((one) => one.role === role).map(({ key }) => key)))
        await attend(subject, role, key)
  }
  process.stderr.write(`run ${run + 1} of ${options.runs} done\n`)
}

/** One start of one subject: all rows of this role and certificate. */
async function attend(subject: Subject, role: Role, key: KeyType): Promise<void> {
  const station: Station = {
    role,
    folder: `${folder}/${subject.name}`,
    listen: LISTEN_PORT,
    backend: BACKEND_PORT,
    keys: keys[key],
  }
  const command = subject.command(station)
  if (!command) return
  const rows = workloads.filter((one) => one.role === role && one.key === key)
  // Memory is measured on a fresh process; the rates on one that is warm, as a service is.
  for (const shared of [rows.filter(isRate), ...rows.filter((one) => !isRate(one)).map((one) => [one])]) {
    if (shared.length === 0) continue
    const running = await launch(command, station)
    try {
      if (shared.some(isRate)) await warm(station, running)
      for (const workload of shared) await once(subject, workload, station, running)
    } finally {
      await running.stop()
    }
  }
}

function isRate(workload: Workload): boolean {
  return !isLessBetter(workload)
}

async function once(subject: Subject, workload: Workload, station: Station, running: Running): Promise<void> {
  try {
    const measured = await measure(station, running, workload.load, {
      seconds: Number(options.seconds),
      loaders: Number(options.loaders),
    })
    const row = (results[workload.name] ??= {})
    ;(row[subject.name] ??= []).push(measured)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${subject.name}, ${workload.name}: ${text.split('\n').slice(0, 3).join(' ')}\n`)
  }
}

const peers = new Set(SUBJECTS.filter(({ isPeer }) => isPeer).map(({ name }) => name))
const names = subjects.map(({ name }) => name)
const settled: Results = results
console.log(
  `Ratio to the best peer of the row (median of ${options.runs} runs of ${options.seconds} s, spread):\n`,
)
console.log(table(workloads, settled, names, peers))
console.log(`\n${details(workloads, settled, names)}`)

const date = new Date().toISOString().slice(0, 16).replace(':', '')
const out = options.out ?? `bench/results/${date}.json`
mkdirSync('bench/results', { recursive: true })
const about = {
  date,
  command: `make bench ARGS='${process.argv.slice(2).join(' ')}'`,
  versions: versions(),
  congestionControl: congestionControl(),
  /** One-minute load average at each start: what else the machine was doing. */
  loadAverages: loads.map((load) => Number(load.toFixed(2))),
}
writeFileSync(out, `${JSON.stringify({ ...about, results }, null, 1)}\n`)
console.log(`\nraw numbers: ${out}`)

function congestionControl(): string {
  return readFileSync('/proc/sys/net/ipv4/tcp_congestion_control', 'utf8').trim()
}
