// The built attls in front of plain programs, in a folder of its own, with a policy, path key rings and listeners
// made for one test. Records are read from its JSON log.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Issued } from './ca.ts'
import { folder as testFolder } from './folder.ts'
import { type RuleText, ruleText } from './policy-text.ts'
import { freePorts } from './ports.ts'
import { ATTLS, type Program, startProgram } from './program.ts'

/** `make test-engines` names the engine of every stage that does not; otherwise it is the configuration's default. */
const EVERY_ENGINE = process.env['ATTLS_TEST_ENGINE']

export interface ListenerText {
  readonly direction: 'inbound' | 'outbound'
  /** Port of 127.0.0.1 that attls listens on; default: a free one. */
  readonly listen?: number
  /** Port of 127.0.0.1 where the other half goes. */
  readonly connect: number
}

export interface StageOptions {
  readonly rules: readonly RuleText[]
  readonly listeners: readonly ListenerText[]
  readonly workers?: number
  readonly engine?: 'portable' | 'native'
  /** More lines of attls.yaml. */
  readonly config?: readonly string[]
  readonly folder?: string
  /** Ports from freePorts(2) of an earlier stage: http only; the rest is in the listeners. */
  readonly http?: number
}

/** A record of the JSON log; the fields are those of the message. */
export interface LogRecord {
  readonly id: string
  readonly msg: string
  readonly [field: string]: unknown
}

export interface Stage {
  readonly folder: string
  readonly program: Program
  /** Base URL of /metrics and the rest. */
  readonly url: string
  readonly config: string
  readonly policy: string
  readonly control: string
  /** Ports of the listeners, in the order given. */
  readonly ports: readonly number[]
  records(id: string): LogRecord[]
  /** Waits until there are `count` records of this id. */
  recorded(id: string, count?: number): Promise<LogRecord[]>
  /** The one value of a metric whose labels include these; 0 when there is none. */
  metric(name: string, labels?: { readonly [label: string]: string }): Promise<number>
  writePolicy(rules: readonly RuleText[]): void
}

export async function stage(t: Test, options: StageOptions): Promise<Stage> {
  const folder = options.folder ?? testFolder(t)
  const [httpPort = 0, ...free] = await freePorts(1 + options.listeners.length)
  const ports = options.listeners.map(({ listen }, index) => listen ?? free[index] ?? 0)
  const http = options.http ?? httpPort
  const config = join(folder, 'attls.yaml')
  const policy = join(folder, 'test.policy')
  const engine = options.engine ?? EVERY_ENGINE
  writePolicy(policy, options.rules)
  writeFileSync(
    config,
    [
      'image: TESTHOST',
      'stack: TCPIP9',
      'policy: test.policy',
      'racf: racf',
      `http: 127.0.0.1:${http}`,
      'control: attls.sock',
      'log: { format: json }',
      ...(engine === undefined ? [] : [`engine: ${engine}`]),
      `workers: ${options.workers ?? 1}`,
      'listeners:',
      ...options.listeners.map(
        ({ direction, connect }, index) =>
          `  - { direction: ${direction}, listen: "127.0.0.1:${ports[index]}", connect: "127.0.0.1:${connect}", job: TESTJOB, user: TESTUSER }`,
      ),
      ...(options.config ?? []),
      '',
    ].join('\n'),
  )
  const program = startProgram(t, ATTLS, ['start', '-c', config], { name: 'attls' })
  const url = `http://127.0.0.1:${http}`
  await program.ready('ready', async () => (await fetch(`${url}/readyz`)).ok)
  const records = (id: string) =>
    program.lines.flatMap((line) => (line.includes(`"${id}"`) ? [JSON.parse(line) as LogRecord] : []))
  return {
    folder,
    program,
    url,
    config,
    policy,
    control: join(folder, 'attls.sock'),
    ports,
    records: (id) => records(id).filter((record) => record.id === id),
    recorded: (id, count = 1) =>
      program.ready(`${count} ${id}`, () => {
        const found = records(id).filter((record) => record.id === id)
        return found.length >= count && found
      }),
    metric: async (name, labels = {}) =>
      metricValue(await (await fetch(`${url}/metrics`)).text(), name, labels),
    writePolicy: (rules) => writePolicy(policy, rules),
  }
}

function writePolicy(file: string, rules: readonly RuleText[]): void {
  writeFileSync(file, `${rules.map(ruleText).join('\n')}\n`)
}

function metricValue(text: string, name: string, labels: { readonly [label: string]: string }): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

/** Writes a PEM bundle that serves as a key ring: own certificate and key, and trust anchors. */
export function writeRing(
  folder: string,
  name: string,
  own: Issued | undefined,
  trust: readonly string[],
): string {
  const path = join(folder, `${name}.pem`)
  writeFileSync(path, [...(own ? [own.certificate, own.key] : []), ...trust].join('\n'), { mode: 0o600 })
  return path
}
