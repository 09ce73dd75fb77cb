// Short ways to a policy from text, shared by the tests of policy and match.

import { readFileSync } from 'node:fs'
import type { Policy } from '../../src/policy/policy.ts'
import { type PolicyOptions, type PolicyReading, readPolicy } from '../../src/policy/read-policy.ts'

export function read(text: string, options: PolicyOptions = {}): PolicyReading {
  return readPolicy([{ file: 'test.policy', text }], options)
}

/** Fails with the findings when the text is not a valid policy. */
export function policyOf(text: string, options: PolicyOptions = {}): Policy {
  const { policy, diagnostics } = read(text, options)
  if (!policy) throw new Error(diagnostics.map((one) => `${one.code} ${one.message}`).join('\n'))
  return policy
}

export function policyFile(file: string, options: PolicyOptions = {}): Policy {
  return policyOf(readFileSync(new URL(`../../policies/${file}`, import.meta.url), 'utf8'), options)
}

/** `line:code` of every finding with a place. */
export function places(text: string, options: PolicyOptions = {}): string[] {
  return read(text, options).diagnostics.map(({ place, code }) => `${place?.line ?? '-'}:${code}`)
}

/** A valid policy around some extra lines: one inbound rule, TLS 1.2, key ring web/Ring. */
export function basePolicy(parts: {
  environment?: string
  advanced?: string
  connection?: string
  more?: string
}): string {
  return `
TTLSRule r1
{
  LocalPortRange 8443
  Direction Inbound
  TTLSGroupActionRef g1
  TTLSEnvironmentActionRef e1
  ${parts.connection === undefined ? '' : 'TTLSConnectionActionRef c1'}
}
TTLSGroupAction g1
{
  TTLSEnabled On
}
TTLSEnvironmentAction e1
{
  HandshakeRole Server
  TTLSKeyringParms
  {
    Keyring web/Ring
  }
  ${parts.environment ?? ''}
  TTLSEnvironmentAdvancedParms
  {
    ${parts.advanced ?? 'TLSv1.2 On'}
  }
}
${parts.connection === undefined ? '' : `TTLSConnectionAction c1\n{\n${parts.connection}\n}`}
${parts.more ?? ''}
`
}

/** Deterministic random numbers, so that a failing seed can be run again. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 to below `limit`. */
  below(limit: number): number {
    // xorshift32
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    this.#state >>>= 0
    return this.#state % limit
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)]
    if (one === undefined) throw new Error('nothing to pick from')
    return one
  }

  chance(percent: number): boolean {
    return this.below(100) < percent
  }
}

/** From ATTLS_SEED, else the time; tests print it. */
export function testSeed(): number {
  return Number(process.env['ATTLS_SEED'] ?? Date.now() % 1_000_000) || 1
}
