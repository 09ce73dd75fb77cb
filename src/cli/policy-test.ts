// `attls test FILE`: unit tests of a policy. A YAML file lists connections and what is expected of each: a rule, a
// role, a protocol, any effective value, or that it passes in the clear. Exit code 0 all passed, 1 otherwise.

import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { fail, ok, type Result } from '../common/result.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import {
  type CompiledPolicy,
  compilePolicy,
  type Mapping,
  mapConnection,
  type Unmapped,
} from '../match/map.ts'
import { isSecret } from '../policy/keywords.ts'
import { LEVELS, NEWEST_LEVEL } from '../policy/policy.ts'
import { EXIT_ERRORS, EXIT_OK, parseLevel } from './check.ts'
import { factsOf } from './explain.ts'
import { type CommandIo, processIo } from './io.ts'
import { validPolicy } from './policy-files.ts'

const word = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const CONNECTION = z.strictObject({
  direction: z.enum(['inbound', 'outbound']),
  local: z.string().describe('address:port'),
  remote: z.string().describe('address:port'),
  job: z.string().optional(),
  user: z.string().optional(),
  at: z.string().optional().describe('moment for time conditions, such as 2026-11-20T08:00:00Z'),
})

const EXPECTED = z.strictObject({
  rule: z.string().optional(),
  role: z.string().optional(),
  /** Switched on; the highest of several is what two willing partners use. */
  protocol: z.string().optional(),
  protocols: z.array(z.string()).optional(),
  /** The first cipher suite of the list, by code. */
  cipher: word.optional(),
  keyring: z.string().optional(),
  /** Effective values by keyword. */
  values: z.record(z.string(), word).optional(),
})

const SUITE = z.strictObject({
  policy: z.string().describe('policy file, relative to this file'),
  level: word.optional(),
  tests: z
    .array(
      z.strictObject({
        name: z.string(),
        connection: CONNECTION,
        expect: z.union([z.literal('clear'), EXPECTED]),
      }),
    )
    .min(1),
})

type Suite = z.output<typeof SUITE>
type Expected = Suite['tests'][number]['expect']

export interface TestOptions {
  readonly json?: boolean
}

interface Outcome {
  readonly name: string
  /** One line per difference; empty when the test passed. */
  readonly differences: readonly string[]
}

export async function policyTest(file: string, options: TestOptions, io: CommandIo): Promise<number> {
  const suite = await readSuite(file)
  if (!suite.ok) {
    io.stderr(`attls test: ${suite.error}\n`)
    return EXIT_ERRORS
  }
  const level = suite.value.level === undefined ? NEWEST_LEVEL : parseLevel(suite.value.level)
  if (!level) {
    io.stderr(`attls test: ${file}: level: ${suite.value.level} is none of ${LEVELS.join(', ')}\n`)
    return EXIT_ERRORS
  }
  const policy = await validPolicy(join(dirname(file), suite.value.policy), level)
  if (!policy.ok) {
    io.stderr(policy.error)
    return EXIT_ERRORS
  }
  const compiled = compilePolicy(policy.value)
  const outcomes = suite.value.tests.map(
    (one): Outcome => ({
      name: one.name,
      differences: runTest(one, compiled),
    }),
  )
  io.stdout(options.json ? `${JSON.stringify(outcomes, null, 2)}\n` : outcomesText(outcomes))
  return outcomes.every((outcome) => outcome.differences.length === 0) ? EXIT_OK : EXIT_ERRORS
}

async function readSuite(file: string): Promise<Result<Suite, string>> {
  let document: unknown
  try {
    document = parseYaml(await readFile(file, 'utf8'))
  } catch (error) {
    return fail(`${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = SUITE.safeParse(document)
  if (parsed.success) return ok(parsed.data)
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(file)'}: ${issue.message}`)
  return fail(`${file}: ${issues.join('; ')}`)
}

function runTest(one: Suite['tests'][number], compiled: CompiledPolicy): readonly string[] {
  const { connection, expect } = one
  const { direction, local, remote, job, user, at } = connection
  const facts: Result<ConnectionFacts, string> = factsOf({
    direction,
    local,
    remote,
    ...(job !== undefined && { job }),
    ...(user !== undefined && { user }),
  })
  if (!facts.ok) return [facts.error]
  const now = at === undefined ? Date.now() : Date.parse(at)
  if (Number.isNaN(now)) return [`at: ${at} is not a time such as 2026-11-20T08:00:00Z`]
  return differencesOf(mapConnection(facts.value, compiled, now), expect)
}

function ruleOf(mapping: Mapping | Unmapped): string {
  return mapping.kind === 'unmapped' && mapping.reason === 'no-rule' ? 'none' : mapping.rule.name
}

function differencesOf(mapping: Mapping | Unmapped, expect: Expected): readonly string[] {
  if (expect === 'clear')
    return mapping.kind === 'unmapped' ? [] : [`expected clear text, but rule ${ruleOf(mapping)} secures it`]
  const differences: string[] = []
  const compare = (what: string, expected: string | undefined, found: string) => {
    if (expected !== undefined && expected !== found)
      differences.push(`${what}: expected ${expected}, found ${found}`)
  }
  compare('rule', expect.rule, ruleOf(mapping))
  const { role, protocol, protocols, cipher, keyring, values } = expect
  if (mapping.kind === 'unmapped') {
    const wantsTls = [role, protocol, protocols, cipher, keyring, values].some((one) => one !== undefined)
    if (wantsTls || expect.rule === undefined) differences.push('expected TLS, but it passes in the clear')
    return differences
  }
  const { effective } = mapping
  compare('role', role, effective.handshakeRole)
  compare('protocol', protocol, effective.protocols.at(-1) ?? 'none')
  compare('protocols', protocols?.join(' '), effective.protocols.join(' '))
  compare('cipher', cipher, effective.ciphers.codes[0] ?? 'none')
  compare('keyring', keyring, effective.keyring)
  for (const [keyword, expected] of Object.entries(values ?? {})) {
    const value = effective.values[keyword]?.value
    if (!(keyword in effective.values)) differences.push(`values: there is no parameter ${keyword}`)
    else if (isSecret(keyword)) differences.push(`values: ${keyword} is a secret and is not compared`)
    else compare(keyword, expected, Array.isArray(value) ? value.join(' ') : String(value ?? ''))
  }
  return differences
}

function outcomesText(outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter((outcome) => outcome.differences.length > 0).length
  const lines = outcomes.flatMap(({ name, differences }) => [
    `${differences.length === 0 ? 'ok    ' : 'failed'}  ${name}`,
    ...differences.map((difference) => `          ${difference}`),
  ])
  return `${[...lines, `${outcomes.length - failed} passed, ${failed} failed`].join('\n')}\n`
}

export function registerTest(program: Command): void {
  program
    .command('test')
    .description('run the unit tests of a policy')
    .argument('<file>', 'YAML file of connections and what is expected of them')
    .option('--json', 'as JSON')
    .action(async (file: string, options: TestOptions) => {
      process.exitCode = await policyTest(file, options, processIo)
    })
}
