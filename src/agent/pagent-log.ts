// The policy agent's own log: lines without an id on z/OS, which appear when their bit of the log level is on
// (messages.md 3). The level is in memory: F PAGENT,LOGLEVEL and F PAGENT,DEBUG change it, a start begins anew.

import type { Policy } from '../policy/policy.ts'
import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'

/** Bits of the log level that decide on these lines; the default, 31, has none of them. */
export const LOG_BITS = { action: 32, info: 64, trace: 256 } as const

const DEFAULT_LEVEL = 31
const EVERYTHING = 511
/** DEBUG bit 1 raises the log level to its maximum. */
const DEBUG_EVERYTHING = 1

/** Environment variables that are shown; values of others are nobody's business. */
const SHOWN_VARIABLE = /^(?:PAGENT_.*|GSK_.*|TZ|LIBPATH|PATH)$/
const SECRET_VARIABLE = /PW|PASSWORD|SECRET|KEY$/

export class PagentLog {
  readonly #log: Log
  #level = DEFAULT_LEVEL
  #debug = 0

  constructor(log: Log) {
    this.#log = log
  }

  get level(): number {
    return this.#level
  }

  get debug(): number {
    return this.#debug
  }

  setLevel(level: number): void {
    this.#level = level
  }

  setDebug(bits: number): void {
    this.#debug = bits
  }

  /** What the agent was started with. */
  environment(file: string, variables: { readonly [name: string]: string | undefined }): void {
    const shown = Object.entries(variables)
      .filter(([name]) => SHOWN_VARIABLE.test(name))
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
    this.#say(LOG_BITS.info, `main: Use configuration file '${file}'`)
    this.#say(LOG_BITS.info, 'main: List all environment variables:')
    for (const [name, value = ''] of shown)
      this.#say(LOG_BITS.info, `main: EXPORT '${name}=${SECRET_VARIABLE.test(name) ? '[secret]' : value}'`)
    const others = Object.keys(variables).length - shown.length
    this.#say(LOG_BITS.info, `main: ${others} other environment variables`)
    this.#say(LOG_BITS.info, `main: Using log level ${this.#effective}`)
  }

  /** One policy file: its statements in file order, then what they resolve to in the order of z/OS. */
  processed(file: string, policy: Policy): void {
    this.#say(LOG_BITS.info, `profile: Processing Image TTLS config file: '${file}'`)
    for (const { keyword, name } of policy.statements)
      this.#say(LOG_BITS.trace, `Processing: '${keyword.padEnd(KEYWORD_WIDTH)} ${name}'`)
    this.#say(LOG_BITS.info, 'profile: Finished processing Image TTLS config file')
    const resolved = (kind: string, names: readonly string[]) => {
      for (const name of names) this.#say(LOG_BITS.action, `Processing TTLS ${kind} '${name}'`)
    }
    resolved('Group action', Object.keys(policy.groupActions))
    resolved('Connection action', Object.keys(policy.connectionActions))
    resolved('Environment action', Object.keys(policy.environmentActions))
    // Ascending priority: the policy has its rules in the order of lookup.
    resolved('rule', policy.rules.map(({ name }) => name).reverse())
  }

  /** The last line of a cycle. */
  finished(): void {
    this.#say(LOG_BITS.info, 'Finished main config file update')
  }

  get #effective(): number {
    return this.#debug & DEBUG_EVERYTHING ? EVERYTHING : this.#level
  }

  #say(bit: number, line: string): void {
    if (this.#effective & bit) this.#log.message(messages.ATL0070I.render({ line }))
  }
}

/** `'TTLSRule   name'` and `'TTLSGroupAction name'`. */
const KEYWORD_WIDTH = 10
