// `attls explain`: which rule a connection maps to, what is in effect and where it comes from, and why the other
// rules do not match. Exit code 0 mapped, 3 no rule, 1 bad file, 2 usage.

import { dirname } from 'node:path'
import type { Command } from 'commander'
import { type Endpoint, parseAddress } from '../common/address.ts'
import { type JobName, parseJobName, parseUserId, type UserId } from '../common/names.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { explainConnection } from '../match/explain.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import { compilePolicy } from '../match/map.ts'
import { LEVELS, NEWEST_LEVEL } from '../policy/policy.ts'
import { EXIT_ERRORS, EXIT_OK, EXIT_USAGE, parseLevel } from './check.ts'
import { explainJson, explainText } from './explain-report.ts'
import { explainRing } from './explain-ring.ts'
import { type CommandIo, processIo } from './io.ts'
import { validPolicy } from './policy-files.ts'

export interface ExplainOptions {
  readonly direction: string
  readonly local: string
  readonly remote: string
  readonly job?: string
  readonly user?: string
  /** ISO 8601; default now. */
  readonly at?: string
  readonly level?: string
  /** Folder of the security database; default that of the configuration. */
  readonly racf?: string
  readonly json?: boolean
}

const EXIT_NO_RULE = 3

/** Where no name was given: nothing but a condition without a name matches it. */
const NO_JOB = '' as JobName
const NO_USER = '' as UserId

/** `findDatabase` names the security database of the configuration, where there is one. */
export async function explain(
  file: string,
  options: ExplainOptions,
  io: CommandIo,
  findDatabase: () => string | undefined = () => undefined,
): Promise<number> {
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
  const read = await validPolicy(file, level)
  if (!read.ok) {
    io.stderr(read.error)
    return EXIT_ERRORS
  }
  const explanation = explainConnection(facts.value, compilePolicy(read.value), now)
  const ring =
    explanation.mapping.kind === 'mapped'
      ? await explainRing(explanation.mapping.effective, facts.value.user, {
          folder: dirname(file),
          database: options.racf ?? findDatabase(),
          now,
        })
      : undefined
  io.stdout(options.json ? explainJson(explanation, ring) : explainText(explanation, ring))
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

export function registerExplain(program: Command, findDatabase?: () => string | undefined): void {
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
    .option('--racf <folder>', 'security database to open the key ring in; default that of the configuration')
    .option('--json', 'as JSON')
    .action(async (file: string, options: ExplainOptions) => {
      process.exitCode = await explain(file, options, processIo, findDatabase)
    })
}
