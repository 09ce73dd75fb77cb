// Where a worker's CPU goes in a handshake, bulk or ping-pong run: `node --cpu-prof`, self time by function and by
// group. `bench/bench.sh profile.ts [full|resumed|to-client|from-client|ping-pong ...]`; prints Markdown tables.

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { attlsCommand } from './attls.ts'
import { launch, measure } from './station.ts'
import { stationIn } from './variants.ts'

const LOADS: { readonly [name: string]: readonly string[] } = {
  full: ['--test', 'handshakes'],
  resumed: ['--test', 'handshakes', '--resume', 'yes'],
  'to-client': ['--test', 'to-client', '--connections', '16'],
  'from-client': ['--test', 'from-client', '--connections', '16'],
  'ping-pong': ['--test', 'ping-pong', '--connections', '64'],
}
const SECONDS = 3
const ROWS = 14

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const station = await stationIn('profile')
for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(LOADS)) {
  const folder = `${station.folder}/${name}`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const nodeOptions = ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`]
  const profiled = attlsCommand(station, { nodeOptions }) ?? []
  const running = await launch(profiled, station)
  await measure(station, running, LOADS[name] ?? [], { seconds: SECONDS })
  await running.stop()
  // The worker is the one with more samples that are not idle.
  const profiles = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Profile,
  )
  const sums = profiles.map(selfTimes).toSorted((left, right) => busy(right) - busy(left))
  const [worker] = sums
  if (!worker) throw new Error(`no profile was written to ${folder}`)
  show(name, worker)
}

interface Entry {
  readonly group: string
  us: number
}

function selfTimes({ nodes, samples, timeDeltas }: Profile): Map<string, Entry> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, Entry>()
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    if (!frame || frame.functionName === '(idle)') continue
    const file = frame.url.replace(/^.*\/dist\//, 'attls ').replace(/^file:.*node_modules\//, '')
    const key = `${frame.functionName || '(anonymous)'} ${file}`.trim()
    const entry = times.get(key) ?? { group: groupOf(frame.url, frame.functionName), us: 0 }
    entry.us += timeDeltas[index] ?? 0
    times.set(key, entry)
  }
  return times
}

function groupOf(url: string, name: string): string {
  if (name === '(garbage collector)') return 'garbage collection'
  if (url.includes('/dist/')) return `attls ${/dist\/(\w+)/.exec(url)?.[1] ?? ''}`
  if (url.startsWith('node:')) return "Node's JavaScript"
  if (url === '') return 'native code and kernel'
  return 'libraries'
}

function busy(times: ReadonlyMap<string, Entry>): number {
  return [...times.values()].reduce((sum, { us }) => sum + us, 0)
}

function show(name: string, times: ReadonlyMap<string, Entry>): void {
  const all = busy(times)
  const part = (us: number): string => `${((us / all) * 100).toFixed(1)} %`
  const groups = new Map<string, number>()
  for (const { group, us } of times.values()) groups.set(group, (groups.get(group) ?? 0) + us)
  console.log(`\n### ${name}\n\n| group | self time |\n| --- | --- |`)
  for (const [group, us] of [...groups].toSorted((left, right) => right[1] - left[1]))
    console.log(`| ${group} | ${part(us)} |`)
  console.log('\n| function | self time |\n| --- | --- |')
  for (const [key, { us }] of [...times].toSorted((left, right) => right[1].us - left[1].us).slice(0, ROWS))
    console.log(`| ${key.replaceAll('|', '\\|')} | ${part(us)} |`)
}
