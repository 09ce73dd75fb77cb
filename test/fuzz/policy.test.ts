import { test } from 'tap'
import { testSeed } from '../policy/support.ts'
import { fuzz } from './policy.ts'

const SEED = testSeed()

test(`mutated policies end in a value (ATTLS_SEED=${SEED}; "make fuzz" runs long)`, async (t) => {
  const { valid } = await fuzz(800, SEED)
  t.ok(valid > 10, `${valid} mutations were still valid`)
})
