import { test } from 'tap'
import { compileInSlices, compilePolicy, mapConnection } from '../../src/match/map.ts'
import { readPolicy } from '../../src/policy/read-policy.ts'
import { factsOf } from '../match/random-facts.ts'
import { manyRules } from '../support/many-rules.ts'

test('a large policy is compiled in many short turns, with the same outcome as in one', async (t) => {
  const { policy } = readPolicy([{ file: 'many', text: manyRules(5000) }], { level: '3.1' })
  if (!policy) throw new Error('the policy has errors')
  let pauses = 0
  const sliced = await compileInSlices(policy, async () => {
    pauses++
  })
  t.equal(pauses, 10, 'one turn for each 500 rules')
  const whole = compilePolicy(policy)
  for (let port = 1000; port < 6000; port += 7) {
    const number = port - 1000
    const remote = `10.${(number >> 8) & 255}.${number & 255}.7`
    const facts = factsOf('inbound', '192.0.2.1', port, remote, 50_000, `JOB${number % 100}A`)
    const found = mapConnection(facts, sliced, 0)
    t.equal(found.kind === 'mapped' && found.rule.name, `rule${number}`)
    t.strictSame(found, mapConnection(facts, whole, 0))
  }
})
