// `attls diff OLD NEW`: what a change of policy means for traffic. Exit code 0 for no difference, 1 otherwise or when
// a file is not valid, 2 for usage.

import type { Command } from 'commander'
import { diffPolicies, isSame, type PolicyDiff } from '../match/diff.ts'
import { LEVELS, NEWEST_LEVEL, type Rule } from '../policy/policy.ts'
import { EXIT_ERRORS, EXIT_OK, EXIT_USAGE, parseLevel } from './check.ts'
import { type CommandIo, processIo } from './io.ts'
import { liveChanges, liveText } from './live-changes.ts'
import { validPolicy } from './policy-files.ts'

export interface DiffOptions {
  readonly level?: string
  readonly json?: boolean
  /** attls.yaml of the agent whose live connections are asked for. */
  readonly config?: string
}

export async function diff(
  before: string,
  after: string,
  options: DiffOptions,
  io: CommandIo,
): Promise<number> {
  const level = options.level === undefined ? NEWEST_LEVEL : parseLevel(options.level)
  if (!level) {
    io.stderr(`attls diff: --level ${options.level} is none of ${LEVELS.join(', ')}\n`)
    return EXIT_USAGE
  }
  const [old, now] = [await validPolicy(before, level), await validPolicy(after, level)]
  if (!old.ok || !now.ok) {
    for (const read of [old, now]) if (!read.ok) io.stderr(read.error)
    return EXIT_ERRORS
  }
  const found = diffPolicies(old.value, now.value)
  const live = await liveChanges(old.value, now.value, options.config)
  if (!live.ok) {
    io.stderr(`attls diff: ${live.error}\n`)
    return EXIT_ERRORS
  }
  io.stdout(
    options.json
      ? `${JSON.stringify({ ...diffData(found), live: live.value ?? null }, null, 2)}\n`
      : `${diffText(found)}${liveText(live.value)}`,
  )
  return isSame(found) ? EXIT_OK : EXIT_ERRORS
}

export function diffText(found: PolicyDiff): string {
  const place = ({ place: { file, line } }: Rule) => `${file}:${line}`
  const lines = [
    ...found.added.map((rule) => `+ rule ${rule.name} is new (${place(rule)})`),
    ...found.removed.map((rule) => `- rule ${rule.name} is gone (${place(rule)})`),
    ...found.renamed.map(({ before, after }) => `= rule ${before.name} is now called ${after.name}`),
    ...found.changed.flatMap(({ rule, changes }) => [
      `~ rule ${rule.name} (${place(rule)})`,
      ...changes.map(
        ({ keyword, before, after }) => `    ${keyword}: ${before || '(nothing)'} -> ${after || '(nothing)'}`,
      ),
    ]),
    ...found.reordered.map(
      ({ first, second }) =>
        `! rule ${first.name} is now looked up before ${second.name}, and both can match one connection`,
    ),
  ]
  if (isSame(found)) lines.push('no difference for traffic')
  return `${lines.join('\n')}\n`
}

function diffData(found: PolicyDiff) {
  return {
    same: isSame(found),
    added: found.added.map((rule) => rule.name),
    removed: found.removed.map((rule) => rule.name),
    renamed: found.renamed.map(({ before, after }) => ({ before: before.name, after: after.name })),
    changed: found.changed.map(({ rule, changes }) => ({ rule: rule.name, changes })),
    reordered: found.reordered.map(({ first, second }) => ({ first: first.name, second: second.name })),
  }
}

export function registerDiff(program: Command): void {
  program
    .command('diff')
    .description('say what a change of policy means for traffic')
    .argument('<old>', 'policy file')
    .argument('<new>', 'policy file')
    .option('--level <level>', `z/OS level whose defaults apply: ${LEVELS.join(', ')}`)
    .option(
      '-c, --config <file>',
      'configuration of a running agent: which of its connections would map differently',
    )
    .option('--json', 'as JSON')
    .action(async (before: string, after: string, options: DiffOptions) => {
      process.exitCode = await diff(before, after, options, processIo)
    })
}
