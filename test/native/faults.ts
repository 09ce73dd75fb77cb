// On a build with ATTLS_FAULTS every eighth read or write falls short and one in two thousand fails: no connection
// hangs, none is taken for whole that is not, and no descriptor is left. `make test-native-faults`.

import { setTimeout as wait } from 'node:timers/promises'
import { line, openDescriptors, run } from './line.ts'

const COUNT = 2_000
/** A hanging connection shows as this. */
const PATIENCE_MS = 120_000

/** Pipes that the engine keeps for the next splice. */
const PIPE_ENDS_KEPT = 16

const made = await line()
const descriptors = openDescriptors()
const patience = setTimeout(() => {
  console.error('a connection hangs')
  process.exit(1)
}, PATIENCE_MS)
const outcomes = await run(made, COUNT, 8)
clearTimeout(patience)
// Closings may linger for a moment.
for (let round = 0; round < 120 && openDescriptors() > descriptors + PIPE_ENDS_KEPT; round++) await wait(50)
const left = openDescriptors() - descriptors
made.close()
console.log(`${JSON.stringify([...outcomes])}: ${left} descriptors more`)
const hasFailed = (outcomes.get('cut') ?? 0) + (outcomes.get('handshake') ?? 0) > 0
const isRight =
  !outcomes.has('WRONG BYTES') && (outcomes.get('complete') ?? 0) > 0 && hasFailed && left <= PIPE_ENDS_KEPT
process.exitCode = isRight ? 0 : 1
