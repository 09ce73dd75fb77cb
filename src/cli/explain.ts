// `attls explain`: which rule a connection maps to, what is in effect and where it comes from, and why the other
// rules do not match. Exit code 0 mapped, 3 no rule, 1 bad file, 2 usage.

import type { Command } from 'commander'
import { type Endpoint, formatAddress, parseAddress } from '../common/address.ts'
import { formatDiagnostic } from '../common/diagnostic.ts'
import { type JobName, parseJobName, parseUserId, type UserId } from '../common/names.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { type Explanation, explainConnection, type OtherRule } from '../match/explain.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import { compilePolicy } from '../match/map.ts'
import type { EffectiveAction } from '../policy/effective.ts'
import { isSecret } from '../policy/keywords.ts'
import { LEVELS, NEWEST_LEVEL } from '../policy/policy.ts'
import { readPolicy } from '../policy/read-policy.ts'
import { EXIT_ERRORS, EXIT_OK, EXIT_USAGE, parseLevel } from './check.ts'
import { type CommandIo, processIo } from './io.ts'
import { readPolicyFile } from './policy-files.ts'

export interface ExplainOptions {
  readonly direction: string
  readonly local: string
  readonly remote: string
  readonly job?: string
  readonly user?: string
  /** ISO 8601; default now. */
  readonly at?: string
  readonly level?: string
  readonly json?: boolean
}

const EXIT_NO_RULE = 3

/** Where no name was given: nothing but a condition without a name matches it. */
const NO_JOB = '' as JobName
const NO_USER = '' as UserId

export async function explain(file: string, options: ExplainOptions, io: CommandIo): Promise<number> {
  const usage = (message: string) => {
    io.stderr(`attls explain: ${message}\n`)
    return EXIT_USAGE
  }
  const facts = factsOf(options)
  if (!facts.ok) return usage(facts.error)
  const now = options.at === undefined ? Date.now() : Date.parse(options.at)
  if (Number.isNaN(now)) return usage(`--at ${options.at} is not a time such as 2026-11-20T08:00:00Z`)
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
  const explanation = explainConnection(facts.value, compilePolicy(policy), now)
  io.stdout(options.json ? explainJson(explanation) : explainText(explanation))
  return explanation.rule ? EXIT_OK : EXIT_NO_RULE
}

/** The facts that options name; the error is a sentence that names the option. */
export function factsOf(
  options: Pick<ExplainOptions, 'direction' | 'local' | 'remote' | 'job' | 'user'>,
): Result<ConnectionFacts, string> {
  const direction = options.direction.toLowerCase()
  if (direction !== 'inbound' && direction !== 'outbound')
    return fail(`--direction ${options.direction} is neither inbound nor outbound`)
  const local = parseEndpoint(options.local)
  if (!local) return fail(`--local ${options.local} is not address:port`)
  const remote = parseEndpoint(options.remote)
  if (!remote) return fail(`--remote ${options.remote} is not address:port`)
  const job = options.job === undefined ? NO_JOB : parseJobName(options.job)
  if (job === undefined) return fail(`--job ${options.job} is not a job name`)
  const user = options.user === undefined ? NO_USER : parseUserId(options.user)
  if (user === undefined) return fail(`--user ${options.user} is not a user ID`)
  return ok({ direction, local, remote, job, user })
}

/** `192.0.2.1:5555` or `[2001:db8::1]:5555`. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const match = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text)
  const address = parseAddress(match?.[1] ?? '')
  const port = Number(match?.[2])
  return address && port <= 65_535 ? { address, port } : undefined
}

function formatEndpoint({ address, port }: Endpoint): string {
  return address.family === 6 ? `[${formatAddress(address)}]:${port}` : `${formatAddress(address)}:${port}`
}

export function explainText(explanation: Explanation): string {
  const { facts, mapping, rule, others } = explanation
  const owner = `job ${facts.job || '(not given)'}, user ${facts.user || '(not given)'}`
  const ends = `local ${formatEndpoint(facts.local)}, remote ${formatEndpoint(facts.remote)}`
  const lines = [`connection   ${facts.direction}, ${ends}, ${owner}`]
  if (!rule) lines.push('rule         none: the bytes pass in the clear')
  else {
    const { name, place, priority, groupAction, environmentAction, connectionAction } = rule
    const actions = [groupAction, environmentAction, connectionAction].filter(
      (action) => action !== undefined,
    )
    lines.push(
      `rule         ${name}, priority ${priority}, ${place.file}:${place.line}`,
      `actions      ${actions.join(', ')}`,
      `status       ${statusOf(explanation)}`,
    )
  }
  if (mapping.kind === 'mapped') lines.push('', 'effective values', ...effectiveLines(mapping.effective))
  if (others.length > 0) lines.push('', 'other rules', ...others.map(otherLine(rule?.name)))
  return `${lines.join('\n')}\n`
}

function statusOf({ mapping }: Explanation): string {
  if (mapping.kind === 'unmapped')
    return mapping.reason === 'ttls-off' ? 'Not Enabled: the bytes pass in the clear' : 'no policy'
  return mapping.effective.applicationControlled ? 'Appl Control' : 'Enabled'
}

const SECRET = '[secret]'

function effectiveLines(effective: EffectiveAction): string[] {
  const rows = Object.entries(effective.values)
    .filter(([, { value }]) => value !== undefined)
    .map(([keyword, { value, origin, place }]) => {
      const shown = isSecret(keyword) ? SECRET : Array.isArray(value) ? value.join(' ') : String(value)
      return [keyword, shown, origin, place ? `${place.file}:${place.line}` : ''] as const
    })
  const width = (column: 0 | 1) => Math.min(60, Math.max(...rows.map((row) => row[column].length)))
  const [keywords, values] = [width(0), width(1)]
  return rows.map(([keyword, value, origin, place]) =>
    `  ${keyword.padEnd(keywords)}  ${value.padEnd(values)}  ${origin.padEnd(11)}  ${place}`.trimEnd(),
  )
}

function otherLine(matched: string | undefined): (other: OtherRule) => string {
  return ({ rule, failed, wants }) =>
    failed === undefined
      ? `  ${rule.name}: matches too, but ${matched} is looked up first`
      : `  ${rule.name}: ${failed} wants ${wants}`
}

export function explainJson(explanation: Explanation): string {
  const { facts, mapping, rule, others } = explanation
  const report = {
    connection: {
      direction: facts.direction,
      local: formatEndpoint(facts.local),
      remote: formatEndpoint(facts.remote),
      job: facts.job,
      user: facts.user,
    },
    rule: rule?.name ?? null,
    status: rule ? statusOf(explanation).split(':')[0] : 'none',
    actions: rule && {
      group: rule.groupAction,
      environment: rule.environmentAction ?? null,
      connection: rule.connectionAction ?? null,
    },
    effective: mapping.kind === 'mapped' ? effectiveObject(mapping.effective) : undefined,
    others: others.map((other) => ({
      rule: other.rule.name,
      failed: other.failed ?? null,
      wants: other.wants,
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function effectiveObject(effective: EffectiveAction): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(effective.values)
      .filter(([, { value }]) => value !== undefined)
      .map(([keyword, value]) => [keyword, isSecret(keyword) ? { ...value, value: SECRET } : value]),
  )
}

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('say which rule a connection maps to, what is in effect, and why')
    .argument('<file>', 'policy file')
    .requiredOption('--direction <direction>', 'inbound or outbound')
    .requiredOption('--local <address:port>', 'local end')
    .requiredOption('--remote <address:port>', 'remote end')
    .option('--job <name>', 'job name that owns the socket')
    .option('--user <id>', 'user ID that owns the socket')
    .option('--at <time>', 'moment at which time conditions are judged; default now')
    .option('--level <level>', `z/OS level whose defaults apply: ${LEVELS.join(', ')}`)
    .option('--json', 'as JSON')
    .action(async (file: string, options: ExplainOptions) => {
      process.exitCode = await explain(file, options, processIo)
    })
}
