// Fuzzing of everything that reads policy text: mutated inputs must end in a value, never in a throw, a hang or
// unbounded memory. `node --import=tsx test/fuzz/policy.ts [rounds]` runs long; policy.test.ts runs a few rounds.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail } from '../../src/common/result.ts'
import { compilePolicy } from '../../src/match/map.ts'
import { diagnosticFor } from '../../src/policy/findings.ts'
import { PARAMETERS, STATEMENTS } from '../../src/policy/keywords.ts'
import { isPagentText, readPagent } from '../../src/policy/pagent/configuration.ts'
import { LEVELS } from '../../src/policy/policy.ts'
import { readPolicy } from '../../src/policy/read-policy.ts'
import { writePolicy } from '../../src/policy/write.ts'
import { Random } from '../policy/support.ts'

const ROOT = join(import.meta.dirname, '../..')
const WORDS = [...STATEMENTS, ...PARAMETERS].map((entry) => entry.keyword)
const PIECES = [
  '{',
  '}',
  '\n',
  '#',
  '*',
  '0',
  '65535',
  'All',
  '::/0',
  '-',
  ':',
  '/',
  '"',
  "//'A.B(C)'",
  '\0',
  '\ufeff',
  '\r',
  'TcpImage',
]

/** Longest time that one input may take, far above what the slowest takes. */
export const SLOWEST_MS = 2000

export function seeds(): readonly string[] {
  return ['policies', 'test/policies/good', 'test/policies/bad'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.policy'))
      .map((name) => readFileSync(join(ROOT, folder, name), 'utf8')),
  )
}

function mutate(random: Random, text: string): string {
  const at = random.below(text.length + 1)
  const length = random.below(40)
  switch (random.below(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length)
    case 1:
      return text.slice(0, at) + random.pick(PIECES) + text.slice(at)
    case 2:
      return `${text.slice(0, at)}\n${random.pick(WORDS)} ${random.pick(PIECES)}\n${text.slice(at)}`
    case 3:
      return text.slice(0, at) + String.fromCharCode(random.below(65_536)) + text.slice(at + 1)
    case 4:
      return text.slice(0, at) + text.slice(at, at + length).repeat(1 + random.below(20)) + text.slice(at)
    case 5:
      return text.slice(0, at)
    default: {
      const lines = text.split('\n')
      const [from, to] = [random.below(lines.length), random.below(lines.length)]
      const moved = lines[from] ?? ''
      lines.splice(from, 1)
      lines.splice(to, 0, moved)
      return lines.join('\n')
    }
  }
}

/** Throws, naming the seed and the round, when an input is not answered with a value in time. */
export async function fuzz(rounds: number, seed: number): Promise<{ readonly valid: number }> {
  const random = new Random(seed)
  const corpus = seeds()
  let valid = 0
  for (let round = 0; round < rounds; round++) {
    let text = random.pick(corpus)
    for (let count = random.below(6); count >= 0; count--) text = mutate(random, text)
    const started = performance.now()
    try {
      valid += await judge(text, random)
    } catch (error) {
      throw new Error(`seed ${seed}, round ${round}: ${JSON.stringify(text)}`, { cause: error })
    }
    const took = performance.now() - started
    if (took > SLOWEST_MS) throw new Error(`seed ${seed}, round ${round} took ${took} ms`)
  }
  return { valid }
}

async function judge(text: string, random: Random): Promise<number> {
  const level = random.pick(LEVELS)
  const { policy, diagnostics } = readPolicy([{ file: 'fuzz', text }], { level, strict: random.chance(20) })
  if (!policy && !diagnostics.some((one) => one.severity === 'error'))
    throw new Error('no policy and no error')
  if (isPagentText(text, 'fuzz'))
    await readPagent({ file: 'fuzz', text }, async (file) =>
      fail(diagnosticFor('file-unreadable', undefined, { file, reason: 'fuzz' })),
    )
  if (!policy) return 0
  compilePolicy(policy)
  const again = readPolicy([{ file: 'written', text: writePolicy(policy) }], { level })
  if (!again.policy) throw new Error(`what was written is not valid: ${again.diagnostics[0]?.message}`)
  return 1
}

const [, script, rounds = '100000', seed = String(Date.now() % 1_000_000)] = process.argv
if (script !== undefined && import.meta.url === pathToFileURL(script).href) {
  const { valid } = await fuzz(Number(rounds), Number(seed))
  console.log(`${rounds} inputs, ${valid} of them valid policies, seed ${seed}`)
}
