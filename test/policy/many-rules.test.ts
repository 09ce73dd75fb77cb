// Cost as counts, not as time: bench/policy.ts has the times.

import { test } from 'tap'
import { compilePolicy } from '../../src/match/map.ts'
import { factsOf } from '../match/random-facts.ts'
import { manyRules } from '../support/many-rules.ts'
import { policyOf } from './support.ts'

test('10,000 rules are read, checked and compiled, and a lookup sees those of its ports only', (t) => {
  const policy = policyOf(manyRules(10_000), { level: '3.1' })
  t.equal(policy.rules.length, 10_000)
  const { matcher } = compilePolicy(policy)
  const candidates = [...matcher.candidates(factsOf('inbound', '192.0.2.1', 1003, '192.0.2.2', 50_000))]
  t.same(
    candidates.map((rule) => rule.name),
    ['rule3'],
  )
  t.end()
})
