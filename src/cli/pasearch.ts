// `attls pasearch`: the pasearch report of the running agent, or of a policy file (--policy). Both are made by
// operator/pasearch.ts.

import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { askControl } from '../operator/control-client.ts'
import { CONTROL_VERSION, type PasearchRequest } from '../operator/control-protocol.ts'
import { DEFAULT_IMAGE, pasearchReport, renderInputOf } from '../operator/pasearch.ts'
import { LEVELS, NEWEST_LEVEL } from '../policy/policy.ts'
import { EXIT_ERRORS, EXIT_OK, EXIT_USAGE, parseLevel } from './check.ts'
import { controlPath } from './control-path.ts'
import { type CommandIo, processIo } from './io.ts'
import { validPolicy } from './policy-files.ts'

/** The option letters of z/OS, and ours. */
export interface PasearchOptions extends PasearchRequest {
  readonly policy?: string
  readonly level?: string
  readonly config?: string
}

export async function pasearch(options: PasearchOptions, io: CommandIo, now: number): Promise<number> {
  const usage = (message: string) => {
    io.stderr(`attls pasearch: ${message}\n`)
    return EXIT_USAGE
  }
  const file = options.policy
  if (file === undefined) return live(options, io)
  const level = options.level === undefined ? NEWEST_LEVEL : parseLevel(options.level)
  if (!level) return usage(`--level ${options.level} is none of ${LEVELS.join(', ')}`)
  const read = await validPolicy(file, level)
  if (!read.ok) {
    io.stderr(read.error)
    return EXIT_ERRORS
  }
  // Offline, the policy is as old as its file.
  const { mtimeMs } = await stat(file)
  const image = options.p ?? DEFAULT_IMAGE
  const render = renderInputOf(read.value, image, mtimeMs, now)
  const configuration = { file, flush: true, purge: false, intervalSeconds: undefined }
  const report = pasearchReport({ images: [{ render, configuration }] }, options)
  if (report === undefined) return usage(`there is no image ${options.p}`)
  io.stdout(report)
  return EXIT_OK
}

/** Asks the running agent. */
async function live(given: PasearchOptions, io: CommandIo): Promise<number> {
  const { level, config, policy: _policy, ...options } = given
  if (level !== undefined) {
    io.stderr(
      'attls pasearch: --level is for --policy; the running agent has the level of its configuration\n',
    )
    return EXIT_USAGE
  }
  const path = controlPath(config, io)
  if (path === undefined) return EXIT_ERRORS
  const reply = await askControl(path, { v: CONTROL_VERSION, do: 'pasearch', options })
  if (!reply.ok || !reply.value.ok) {
    io.stderr(`attls pasearch: ${reply.ok ? reply.value.lines.join('\n') : reply.error}\n`)
    return EXIT_ERRORS
  }
  io.stdout(reply.value.lines.join('\n'))
  return EXIT_OK
}

export function pasearchOptions(command: Command): Command {
  return command
    .option('-t', 'AT-TLS policy only')
    .option('-r', 'policy rules')
    .option('-a', 'policy actions')
    .option('-e', 'rules and actions, the default')
    .option('-n', 'names only')
    .option('-f <name>', 'entries whose name begins with this')
    .option('-p <image>', 'one stack')
    .option('-A', 'active entries, the default')
    .option('-I', 'inactive entries')
    .option('-C', 'names of the images that have policies')
    .option('-c', 'configuration: files, FLUSH and PURGE, interval, instance')
    .option('-i', 'IDS policy')
    .option('-q', 'QoS policy')
    .option('-R', 'routing policy')
    .option('-v <type>', 'IPSec policy: a, f, k or l')
    .option('--policy <file>', 'report on this policy file')
    .option('--level <level>', `z/OS level whose defaults apply: ${LEVELS.join(', ')}`)
    .option('--config <file>', 'attls.yaml of the running agent')
    .option('--json', 'as JSON')
}

export function registerPasearch(program: Command): void {
  pasearchOptions(program.command('pasearch').description('the pasearch report')).action(
    async (options: PasearchOptions) => {
      process.exitCode = await pasearch(options, processIo, Date.now())
    },
  )
}
