// `attls check`: judges policy files and prints every finding. Exit code 0 without errors, 1 with, 2 for usage.

import type { Command } from 'commander'
import { hasErrors } from '../common/diagnostic.ts'
import { checkJson, checkText, type JudgedFile } from '../policy/check-report.ts'
import { LEVELS, type Level, NEWEST_LEVEL } from '../policy/policy.ts'
import { readPolicy } from '../policy/read-policy.ts'
import { type CommandIo, processIo } from './io.ts'
import { readPolicyFile } from './policy-files.ts'

export interface CheckOptions {
  readonly level?: string
  readonly strict?: boolean
  readonly format?: string
}

const FORMATS: Readonly<Record<string, (judged: readonly JudgedFile[]) => string>> = {
  text: checkText,
  json: checkJson,
}

export const EXIT_OK = 0
export const EXIT_ERRORS = 1
export const EXIT_USAGE = 2

/** `2.5` and `V2R5` are one level. */
export function parseLevel(text: string): Level | undefined {
  const release = /^2\.(\d)$/.exec(text)
  const name = release ? `V2R${release[1]}` : text.toUpperCase()
  return LEVELS.find((level) => level === name)
}

export async function check(files: readonly string[], options: CheckOptions, io: CommandIo): Promise<number> {
  const report = FORMATS[options.format ?? 'text']
  if (!report) {
    io.stderr(`attls check: --format ${options.format} is none of ${Object.keys(FORMATS).join(', ')}\n`)
    return EXIT_USAGE
  }
  const level = options.level === undefined ? NEWEST_LEVEL : parseLevel(options.level)
  if (!level) {
    io.stderr(`attls check: --level ${options.level} is none of ${LEVELS.join(', ')}\n`)
    return EXIT_USAGE
  }
  const judged: JudgedFile[] = []
  for (const file of files) judged.push(await judge(file, level, options.strict === true))
  io.stdout(report(judged))
  return judged.some((one) => hasErrors(one.diagnostics)) ? EXIT_ERRORS : EXIT_OK
}

/** Each file by itself: files that belong together are named by a Policy Agent configuration. */
async function judge(file: string, level: Level, strict: boolean): Promise<JudgedFile> {
  const source = await readPolicyFile(file)
  if (!source.ok) return { file, level, diagnostics: [source.error], sources: new Map() }
  const { diagnostics } = readPolicy([source.value], { level, strict })
  return { file, level, diagnostics, sources: new Map([[file, source.value.text]]) }
}

export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('judge policy files and print every finding')
    .argument('<file...>', 'policy files')
    .option('--level <level>', `z/OS level whose defaults apply: ${LEVELS.join(', ')}`)
    .option('--strict', 'unknown keywords and the like are errors')
    .option('--format <format>', `output: ${Object.keys(FORMATS).join(', ')}`, 'text')
    .action(async (files: string[], options: CheckOptions) => {
      process.exitCode = await check(files, options, processIo)
    })
}
