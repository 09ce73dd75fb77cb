// One subject, started on its core and measured on the other: processes, ports, the load generator's runs.

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import type { Command, Station } from './subject.ts'

export const LISTEN_PORT = 9443
export const BACKEND_PORT = 9000
export const LOAD = 'var/bench/load'

/** The core of the subject and, after it, those of the load generators. */
export const PROXY_CORE = Number(process.env['PROXY_CORE'] ?? 0)
const LOAD_CORE = Number(process.env['LOAD_CORE'] ?? 1)
/** Beyond this a test hangs. */
const TEST_TIMEOUT_MS = 180_000

export interface Measurement {
  readonly [field: string]: number
}

export interface Running {
  readonly pid: number
  stop(): Promise<void>
}

/** Starts a command in the foreground on its cores and waits until its port answers. */
export async function launch(
  command: NonNullable<Command>,
  station: Station,
  cores = String(PROXY_CORE),
): Promise<Running> {
  mkdirSync(station.folder, { recursive: true })
  const log = openSync(`${station.folder}/output`, 'a')
  const child = spawn('taskset', ['-c', cores, 'nice', '-n', '-20', ...command], {
    stdio: ['ignore', log, log],
  })
  const running = new Child(child)
  await running.answers(station.listen, `${station.folder}/output`)
  return running
}

class Child implements Running {
  readonly #child: ChildProcess
  readonly #gone: Promise<void>
  #isGone = false

  constructor(child: ChildProcess) {
    this.#child = child
    this.#gone = new Promise((resolve) => {
      const end = (): void => {
        this.#isGone = true
        resolve()
      }
      child.once('exit', end).once('error', end)
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  async answers(port: number, output: string): Promise<void> {
    for (let attempt = 0; attempt < 400; attempt++) {
      if (this.#isGone) throw new Error(`it did not start; its output is in ${output}`)
      if (await isOpen(port)) return
      await pause(25)
    }
    throw new Error(`it does not listen on ${port}; its output is in ${output}`)
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 1500)
    await this.#gone
    clearTimeout(kill)
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export interface LoadOptions {
  readonly seconds: number
  /** Load generator processes, each on a core of its own as far as there are cores. */
  readonly loaders?: number
  /** Instead of a core for each. */
  readonly cores?: string
}

/** Runs one test against what listens there now. Rejects with what the load generator said. */
export async function measure(
  station: Station,
  running: Running,
  load: readonly string[],
  options: LoadOptions,
): Promise<Measurement> {
  const { role, listen, backend, keys } = station
  const place = {
    '--role': role,
    '--proxy-port': listen,
    '--backend-port': backend,
    '--proxy': running.pid,
    '--proxy-core': PROXY_CORE,
    '--certificate': keys.certificate,
    '--key': keys.key,
    '--seconds': options.seconds,
  }
  const args = [...Object.entries(place).flat(), ...load].map(String)
  const results = await Promise.all(
    Array.from({ length: options.loaders ?? 1 }, async (_, index) => {
      const ran = await promisify(execFile)(
        'taskset',
        ['-c', options.cores ?? String(LOAD_CORE + index), 'nice', '-n', '-20', LOAD, ...args],
        {
          timeout: TEST_TIMEOUT_MS,
        },
      )
      const { test: _name, ...numbers } = JSON.parse(ran.stdout) as Measurement
      return numbers
    }),
  )
  return together(results)
}

const WARM_SECONDS = 2

/** Connections until the code is compiled: a just-in-time compiler on the same core is seconds of a service's life. */
export async function warm(station: Station, running: Running): Promise<void> {
  await measure(station, running, ['--test', 'handshakes', '--warm', '0'], { seconds: WARM_SECONDS })
}

/** Rates of several load generators add up; what each of them saw of the proxy is the same. */
function together(results: readonly Measurement[]): Measurement {
  const [first = {}] = results
  const rates = new Set([
    'connections_per_second',
    'requests_per_second',
    'mb_per_second',
    'load_cpu',
    'errors',
  ])
  return Object.fromEntries(
    Object.keys(first).map((field) => {
      const values = results.map((result) => result[field] ?? 0)
      return [field, rates.has(field) ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values)]
    }),
  )
}

/** The scheduler shares a core between sessions first; within one, nice decides. */
export function preferUs(): void {
  const file = '/proc/self/autogroup'
  try {
    writeFileSync(file, '-20')
    process.once('exit', () => writeFileSync(file, '0'))
  } catch {
    // No such file, or no right: the numbers are noisier, the ratios stay what they are.
  }
}
