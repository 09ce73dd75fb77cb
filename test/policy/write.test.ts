import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { PARAMETERS, STATEMENTS } from '../../src/policy/keywords.ts'
import type { Policy } from '../../src/policy/policy.ts'
import { writePolicy } from '../../src/policy/write.ts'
import { randomPolicy } from '../match/random-policy.ts'
import { randomValue } from './random-value.ts'
import { policyOf, Random, testSeed } from './support.ts'

/** Without places, and without the list of statements: text may be laid out otherwise. */
function meaning(policy: Policy): unknown {
  const { statements: _, ...rest } = policy
  return JSON.parse(
    JSON.stringify(rest, (key, value: unknown) =>
      key === 'place' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
    ),
  )
}

const SEED = testSeed()

test(`reading what was written gives the same rules (ATTLS_SEED=${SEED})`, (t) => {
  const random = new Random(SEED)
  for (let round = 0; round < 60; round++) {
    const policy = policyOf(randomPolicy(random))
    const again = policyOf(writePolicy(policy))
    if (JSON.stringify(meaning(again)) !== JSON.stringify(meaning(policy)))
      return t.same(meaning(again), meaning(policy))
  }
  t.pass('every policy came back')
  return t.end()
})

/** An action with random parameters, in the block where each belongs. */
function randomBlock(random: Random, statement: string): string {
  const lines: string[] = []
  for (const parameter of PARAMETERS)
    if (parameter.in.includes(statement) && parameter.value.kind !== 'reference' && random.chance(40)) {
      lines.push(`${parameter.keyword} ${randomValue(random, parameter)}`)
      if (parameter.list && random.chance(40))
        lines.push(`${parameter.keyword} ${randomValue(random, parameter)}`)
    }
  for (const { keyword, parents } of STATEMENTS)
    if (parents.includes(statement) && keyword !== 'TTLSKeyringParms' && random.chance(50))
      lines.push(
        `${keyword} ${random.chance(50) ? `n${random.below(100)}` : ''}\n{\n${randomBlock(random, keyword)}\n}`,
      )
  return lines.join('\n')
}

test(`reading what was written gives the same actions (ATTLS_SEED=${SEED})`, (t) => {
  const random = new Random(SEED + 1)
  for (let round = 0; round < 60; round++) {
    const text = `TTLSRule r\n{\nJobname *\nDirection Both\nTTLSGroupActionRef g\n}
TTLSGroupAction g\n{\n${randomBlock(random, 'TTLSGroupAction')}\nTTLSEnabled Off\n}
TTLSEnvironmentAction e\n{\n${randomBlock(random, 'TTLSEnvironmentAction')}\nHandshakeRole Server\nTTLSKeyringParms\n{\nKeyring a/b\n}\n}
TTLSConnectionAction c\n{\n${randomBlock(random, 'TTLSConnectionAction')}\n}`
    const policy = policyOf(text)
    const again = policyOf(writePolicy(policy))
    if (JSON.stringify(sorted(meaning(again))) !== JSON.stringify(sorted(meaning(policy))))
      return t.same(sorted(meaning(again)), sorted(meaning(policy)))
  }
  t.pass('every policy came back')
  return t.end()
})

/** Attributes are a record: their order means nothing. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  )
}

test('the samples and the policies of the project come back as they are', (t) => {
  for (const folder of ['test/policies/good', 'policies'])
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.policy'))) {
      const policy = policyOf(readFileSync(join(folder, file), 'utf8'), { level: '3.1' })
      const again = policyOf(writePolicy(policy), { level: '3.1' })
      t.same(sorted(meaning(again)), sorted(meaning(policy)), file)
    }
  t.end()
})
