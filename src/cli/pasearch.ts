// `attls pasearch`: the pasearch report of a policy file (--policy). The report of the running agent comes from the
// agent through the same functions.

import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { formatDiagnostic } from '../common/diagnostic.ts'
import { isActive } from '../match/time.ts'
import { LEVELS, NEWEST_LEVEL, type Policy, type Rule } from '../policy/policy.ts'
import { readPolicy } from '../policy/read-policy.ts'
import {
  type ConfigurationInput,
  NOTHING_RETRIEVED,
  renderConfiguration,
  renderImages,
  renderPolicy,
} from '../policy/render.ts'
import type { RenderInput } from '../policy/render-entries.ts'
import { renderJson } from '../policy/render-json.ts'
import { EXIT_ERRORS, EXIT_OK, EXIT_USAGE, parseLevel } from './check.ts'
import { type CommandIo, processIo } from './io.ts'
import { readPolicyFile } from './policy-files.ts'

/** Option letters as on z/OS (operator.md 1). */
export interface PasearchOptions {
  readonly t?: boolean
  readonly r?: boolean
  readonly a?: boolean
  readonly e?: boolean
  readonly n?: boolean
  readonly f?: string
  readonly p?: string
  readonly A?: boolean
  readonly I?: boolean
  readonly C?: boolean
  readonly c?: boolean
  /** IDS, QoS and routing policy, IPSec policy: there is none here. */
  readonly i?: boolean
  readonly q?: boolean
  readonly R?: boolean
  readonly v?: string
  readonly policy?: string
  readonly level?: string
  readonly json?: boolean
}

/** What there is to report on, from a file or from the running agent. */
export interface PasearchSource {
  readonly images: readonly { readonly render: RenderInput; readonly configuration: ConfigurationInput }[]
}

export const DEFAULT_IMAGE = 'TCPIP'

/** A rule with time conditions is active while one of them holds. */
export function isRuleActive(rule: Rule, now: number): boolean {
  return rule.conditions.times?.some((time) => isActive(time, now)) ?? true
}

/** One image, as both the file and the agent describe it. */
export function renderInputOf(policy: Policy, image: string, loaded: number, now: number): RenderInput {
  return { policy, image, loaded, now, isActive: (rule) => isRuleActive(rule, now) }
}

/** The report, or undefined when the image is not known. */
export function pasearchReport(source: PasearchSource, options: PasearchOptions): string | undefined {
  if (options.C) return renderImages(source.images.map(({ render }) => render.image))
  const images = source.images.filter(
    ({ render }) => options.p === undefined || render.image.toUpperCase() === options.p.toUpperCase(),
  )
  if (images.length === 0) return undefined
  const otherTypes = options.i || options.q || options.R || options.v !== undefined
  if (otherTypes && !options.t) return `${NOTHING_RETRIEVED}\n`
  const everything = options.e === true
  const selection = {
    ...(options.r && !everything && { rules: true }),
    ...(options.a && !everything && { actions: true }),
    ...(options.n && { names: true }),
    ...(options.f !== undefined && { filter: options.f }),
    ...(options.I && { inactive: true }),
  }
  return images
    .map(({ render, configuration }) => {
      if (options.c) return renderConfiguration(render, configuration)
      return options.json ? renderJson(render, selection) : renderPolicy(render, selection)
    })
    .join('')
}

export async function pasearch(options: PasearchOptions, io: CommandIo, now: number): Promise<number> {
  const usage = (message: string) => {
    io.stderr(`attls pasearch: ${message}\n`)
    return EXIT_USAGE
  }
  const file = options.policy
  if (file === undefined) return usage('name a policy file with --policy')
  const level = options.level === undefined ? NEWEST_LEVEL : parseLevel(options.level)
  if (!level) return usage(`--level ${options.level} is none of ${LEVELS.join(', ')}`)
  const source = await readPolicyFile(file)
  if (!source.ok) {
    io.stderr(`${formatDiagnostic(source.error)}\n`)
    return EXIT_ERRORS
  }
  const { policy, diagnostics } = readPolicy([source.value], { level })
  if (!policy) {
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
    io.stderr(`${errors.map((error) => formatDiagnostic(error, source.value.text)).join('\n')}\n`)
    return EXIT_ERRORS
  }
  // Offline, the policy is as old as its file.
  const { mtimeMs } = await stat(file)
  const image = options.p ?? DEFAULT_IMAGE
  const render = renderInputOf(policy, image, mtimeMs, now)
  const configuration = { file, flush: true, purge: false, intervalSeconds: undefined }
  const report = pasearchReport({ images: [{ render, configuration }] }, options)
  if (report === undefined) return usage(`there is no image ${options.p}`)
  io.stdout(report)
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
    .option('--json', 'as JSON')
}

export function registerPasearch(program: Command): void {
  pasearchOptions(program.command('pasearch').description('the pasearch report')).action(
    async (options: PasearchOptions) => {
      process.exitCode = await pasearch(options, processIo, Date.now())
    },
  )
}
