// `attls check`: judges policy files and Policy Agent configuration, and prints every finding. Exit code 0 without
// errors, 1 with, 2 for usage.

import type { Command } from 'commander'
import { type Diagnostic, hasErrors } from '../common/diagnostic.ts'
import type { Result } from '../common/result.ts'
import type { RingInventory } from '../policy/check/rings.ts'
import {
  checkGithub,
  checkJson,
  checkSarif,
  checkText,
  findingsOf,
  type JudgedFile,
  type JudgedLevel,
  type ReportOptions,
} from '../policy/check-report.ts'
import { compareLevels } from '../policy/levels.ts'
import type { DataSets } from '../policy/pagent/data-set.ts'
import { LEVELS, type Level, NEWEST_LEVEL } from '../policy/policy.ts'
import { type PolicyOptions, readPolicy } from '../policy/read-policy.ts'
import { type CommandIo, processIo } from './io.ts'
import { readPolicySet } from './policy-files.ts'

export interface CheckOptions {
  /** One level, or several separated by commas: then what differs is shown. */
  readonly level?: string
  readonly strict?: boolean
  readonly format?: string
  /** Security database whose key rings are judged too. */
  readonly racf?: string
  /** Where absolute paths of a Policy Agent configuration are looked for. */
  readonly root?: string
  /** PREFIX=FOLDER. */
  readonly dataset?: readonly string[]
  readonly colour?: boolean
}

/** Opens the key rings of a security database for judging; the error is a sentence. */
export type OpenRings = (folder: string) => Promise<Result<RingInventory, string>>

export interface CheckTools {
  readonly openRings?: OpenRings
  /** Unix milliseconds; decides which certificates have expired. */
  readonly now: number
}

type Report = (judged: readonly JudgedFile[], options: ReportOptions) => string

const FORMATS: Readonly<Record<string, Report>> = {
  text: checkText,
  json: checkJson,
  github: checkGithub,
  sarif: checkSarif,
}

export const EXIT_OK = 0
export const EXIT_ERRORS = 1
export const EXIT_USAGE = 2

/** `2.5` and `V2R5` are one level. */
export function parseLevel(text: string): Level | undefined {
  const release = /^2\.(\d)$/.exec(text.trim())
  const name = release ? `V2R${release[1]}` : text.trim().toUpperCase()
  return LEVELS.find((level) => level === name)
}

/** Undefined when one of them is no level. */
export function parseLevels(text: string | undefined): readonly Level[] | undefined {
  if (text === undefined) return [NEWEST_LEVEL]
  const levels = text.split(',').map(parseLevel)
  const known = levels.filter((level) => level !== undefined)
  return known.length === levels.length ? known : undefined
}

function parseDataSets(pairs: readonly string[]): DataSets | undefined {
  const entries = pairs.map((pair) => pair.split('='))
  if (entries.some((entry) => entry.length !== 2 || entry.includes(''))) return undefined
  return Object.fromEntries(entries)
}

export async function check(
  files: readonly string[],
  options: CheckOptions,
  io: CommandIo,
  tools: CheckTools = { now: Date.now() },
): Promise<number> {
  const usage = (message: string) => {
    io.stderr(`attls check: ${message}\n`)
    return EXIT_USAGE
  }
  const report = FORMATS[options.format ?? 'text']
  if (!report) return usage(`--format ${options.format} is none of ${Object.keys(FORMATS).join(', ')}`)
  const levels = parseLevels(options.level)
  if (!levels) return usage(`--level ${options.level} is none of ${LEVELS.join(', ')}`)
  const dataSets = parseDataSets(options.dataset ?? [])
  if (!dataSets) return usage('--dataset is written PREFIX=FOLDER')
  let rings: PolicyOptions['rings']
  if (options.racf !== undefined) {
    const opened = await tools.openRings?.(options.racf)
    if (!opened?.ok)
      return usage(`--racf ${options.racf}: ${opened?.error ?? 'key rings cannot be read here'}`)
    rings = { inventory: opened.value, now: tools.now }
  }
  const judge = new Judge(levels, { strict: options.strict === true, ...(rings && { rings }) })
  const places = { dataSets, ...(options.root !== undefined && { root: options.root }) }
  const judged: JudgedFile[] = []
  for (const file of files) judged.push(await judge.file(file, places))
  io.stdout(report(judged, { colour: options.colour === true }))
  return judged.some((one) => hasErrors(findingsOf(one))) ? EXIT_ERRORS : EXIT_OK
}

/** Each file by itself: files that belong together are named by a Policy Agent configuration. */
class Judge {
  readonly #levels: readonly Level[]
  readonly #options: PolicyOptions

  constructor(levels: readonly Level[], options: PolicyOptions) {
    this.#levels = levels
    this.#options = options
  }

  async file(file: string, places: Parameters<typeof readPolicySet>[1]): Promise<JudgedFile> {
    const set = await readPolicySet(file, places)
    const [first = NEWEST_LEVEL] = this.#levels
    if (!set.ok) {
      const levels = [{ level: first, diagnostics: [set.error] }]
      return { file, levels, comparisons: [], sources: new Map() }
    }
    const { pagent, policies, texts } = set.value
    const seen = new Set<string>()
    const levels = this.#levels.map((level): JudgedLevel => {
      const found = policies.flatMap(
        (sources) => readPolicy(sources, { ...this.#options, level }).diagnostics,
      )
      const all = [...(pagent?.diagnostics ?? []), ...found]
      return { level, diagnostics: all.filter((diagnostic) => isNew(diagnostic, seen)) }
    })
    const comparisons =
      this.#levels.length < 2
        ? []
        : policies.flatMap((sources) => {
            const { policy } = readPolicy(sources, { level: first })
            return policy ? compareLevels(policy, this.#levels) : []
          })
    return { file, levels, comparisons, sources: texts }
  }
}

/** The same finding at another level, or in a file that two stacks share, is not said twice. */
function isNew({ code, message, place }: Diagnostic, seen: Set<string>): boolean {
  const key = `${code} ${place?.file}:${place?.line}:${place?.column} ${message}`
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

const collect = (value: string, before: readonly string[]) => [...before, value]

export function registerCheck(program: Command, openRings?: OpenRings): void {
  const command = program
    .command('check')
    .description('judge policy files and print every finding')
    .argument('<file...>', 'policy files, or Policy Agent configuration files')
    .option('--level <level>', `z/OS level, or several with commas to compare: ${LEVELS.join(', ')}`)
    .option('--strict', 'unknown keywords and the like are errors')
    .option('--format <format>', `output: ${Object.keys(FORMATS).join(', ')}`, 'text')
    .option('--root <folder>', 'where absolute paths of a Policy Agent configuration are looked for')
    .option('--dataset <prefix=folder>', 'folder that stands for data sets with this prefix', collect, [])
  // Without a way to open one there is no such option.
  if (openRings) command.option('--racf <folder>', 'security database whose key rings are judged too')
  command.action(async (files: string[], options: CheckOptions) => {
    const colour = process.stdout.isTTY && !process.env['NO_COLOR']
    const tools = { now: Date.now(), ...(openRings && { openRings }) }
    process.exitCode = await check(files, { ...options, colour }, processIo, tools)
  })
}
