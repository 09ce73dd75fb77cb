// 10,000 connections leave no descriptor and no memory behind: `make test-native-leaks`. The first thousands fill
// caches and arenas; after them the resident set must stand still.

import { setTimeout as wait } from 'node:timers/promises'
import { line, openDescriptors, residentKb, run } from './line.ts'

const WARM_UP = 3_000
const COUNT = 10_000
/** A leak of one SSL object, about 6 KB, per connection would be 60 MB. */
const LIMIT_KB = 10_000
/** Pipes that the engine keeps for the next splice. */
const PIPE_ENDS_KEPT = 16

const made = await line()

async function settled(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.()
    await wait(50)
  }
  return residentKb()
}

await run(made, WARM_UP, 16)
const before = await settled()
const descriptors = openDescriptors()
const outcomes = await run(made, COUNT, 16)
const after = await settled()
const left = openDescriptors() - descriptors
made.close()
console.log(`${JSON.stringify([...outcomes])}: ${after - before} KB more, ${left} descriptors more`)
const isClean = outcomes.get('complete') === COUNT && after - before < LIMIT_KB && left <= PIPE_ENDS_KEPT
process.exitCode = isClean ? 0 : 1
