// Times of the policy line and of lookups: `node --import=tsx bench/policy.ts`. Prints one line a size, medians of
// several runs; docs/performance.md has the numbers of the reference machine.

import { compilePolicy, mapConnection } from '../src/match/map.ts'
import { readPolicy } from '../src/policy/read-policy.ts'
import { factsOf } from '../test/match/random-facts.ts'
import { manyRules } from '../test/support/many-rules.ts'

const RUNS = 5
const LOOKUPS = 200_000

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
}

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const started = performance.now()
  const result = work()
  return { ms: performance.now() - started, result }
}

console.log('rules               read+check ms  compile ms  lookup ns')
/** One port, and a rule for each of many partners. */
function manyPartners(count: number): string {
  const rules = Array.from({ length: count }, (_, number) => {
    const address = `RemoteAddr 10.${number >> 8}.${number & 255}.0/24`
    return `TTLSRule p${number}\n{\n${address}\nLocalPortRange 1003\nDirection Inbound\nTTLSGroupActionRef g\n}`
  })
  return [...rules, 'TTLSGroupAction g\n{\nTTLSEnabled Off\n}'].join('\n')
}

const POLICIES: readonly (readonly [string, string])[] = [
  ...[10, 100, 1000, 10_000].map((count) => [String(count), manyRules(count)] as const),
  ['10000 for one port', manyPartners(10_000)],
]
for (const [name, text] of POLICIES) {
  const reads = Array.from({ length: RUNS }, () =>
    timed(() => readPolicy([{ file: 'bench', text }], { level: '3.1' })),
  )
  const policy = reads[0]?.result.policy
  if (!policy) throw new Error('the benchmark policy is not valid')
  const compiles = Array.from({ length: RUNS }, () => timed(() => compilePolicy(policy)))
  const [compiled] = compiles
  if (!compiled) throw new Error('nothing was compiled')
  const facts = factsOf('inbound', '192.0.2.1', 1003, '10.0.3.7', 50_000, 'JOB3A')
  const lookups = Array.from({ length: RUNS }, () =>
    timed(() => {
      for (let number = 0; number < LOOKUPS; number++) mapConnection(facts, compiled.result, 0)
    }),
  )
  const read = median(reads.map(({ ms }) => ms)).toFixed(0)
  const compile = median(compiles.map(({ ms }) => ms)).toFixed(1)
  const lookup = ((median(lookups.map(({ ms }) => ms)) * 1e6) / LOOKUPS).toFixed(0)
  console.log(`${name.padEnd(19)} ${read.padStart(13)} ${compile.padStart(11)} ${lookup.padStart(10)}`)
}
