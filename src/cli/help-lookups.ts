// What `attls help` looks up in the tables of others: findings of policy and configuration, and return codes.

import { CONFIG_FINDINGS } from '../config/findings.ts'
import { describeReturnCode } from '../engine/return-codes.ts'
import { FINDINGS } from '../policy/findings.ts'
import { MESSAGES } from '../racf/messages.ts'
import { READER_FINDINGS } from '../racf/reader/findings.ts'
import type { Explanation, HelpLookups } from './help.ts'

export const helpLookups: HelpLookups = {
  finding: (code) =>
    policyFinding(code) ??
    Object.values(CONFIG_FINDINGS).find((each) => each.code === code) ??
    racfMessage(code),
  returnCode(code) {
    const known = describeReturnCode(code)
    if (!known) return undefined
    const { symbol, text, cause } = known
    return { title: text, text: [symbol, cause && `Usual cause: ${cause}.`].filter(Boolean).join('\n') }
  },
}

function policyFinding(code: string): Explanation | undefined {
  const found = Object.values(FINDINGS).find((each) => each.code === code)
  if (!found) return undefined
  const { severity, message, explanation, wrong, right } = found
  return { title: `${severity}: ${message}`, text: `${explanation}\n\nWrong:\n${wrong}\n\nRight:\n${right}` }
}

/** Messages of `attls racf`: of its commands, and of the reader about the form of its input. */
function racfMessage(code: string): Explanation | undefined {
  const tables: { readonly [code: string]: readonly [string, string] | undefined } = {
    ...READER_FINDINGS,
    ...MESSAGES,
  }
  const found = tables[code]
  return (
    found && {
      title: `${found[0]}: ${found[1]}`,
      text: 'A message of attls racf; docs/racf.md has them all.',
    }
  )
}
