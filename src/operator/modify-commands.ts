// MODIFY PAGENT beyond REFRESH and UPDATE: levels, queries, dumps (operator.md 3.1). Pure; operands in capitals.

import { fail, ok, type Result } from '../common/result.ts'
import { keyValue, parseCount } from './operands.ts'

export type ModifyCommand =
  | { readonly kind: 'pagent-query' }
  /** undefined: no number was given, nothing changes. */
  | { readonly kind: 'pagent-loglevel'; readonly level: number | undefined }
  | { readonly kind: 'pagent-debug'; readonly level: number }
  | { readonly kind: 'pagent-memory' }

const ALL_LOG_BITS = 511
const DEBUG_BITS = 63
/** Raises the log level to its maximum. */
export const DEBUG_EVERYTHING = 1

/** undefined: not one of these. */
export function parsePagentModify(operands: readonly string[]): Result<ModifyCommand, string> | undefined {
  const [action = '', operand, ...more] = operands
  const isAlone = operand === undefined
  switch (action) {
    case 'QUERY':
      return isAlone ? ok({ kind: 'pagent-query' }) : undefined
    case 'MEMTRC':
      return isAlone ? ok({ kind: 'pagent-memory' }) : undefined
    case 'SRVLSTN':
      return fail('SRVLSTN is for a policy server; PAGENT in attls is none and listens for no policy clients')
    case 'MON':
      return fail('MON is for application monitoring, which PAGENT in attls does not do')
    case 'LOGLEVEL': {
      if (operand === 'LEVEL=') return ok({ kind: 'pagent-loglevel', level: undefined })
      const level = more.length === 0 ? levelOf(operand, ALL_LOG_BITS) : undefined
      return level === undefined
        ? fail('LOGLEVEL needs LEVEL=n, a sum of 1 2 4 8 16 32 64 128 256')
        : ok({ kind: 'pagent-loglevel', level })
    }
    case 'DEBUG': {
      const level = more.length === 0 ? levelOf(operand, DEBUG_BITS) : undefined
      if (level === undefined) return fail('DEBUG needs LEVEL=n, 0 or 1')
      return level <= DEBUG_EVERYTHING
        ? ok({ kind: 'pagent-debug', level })
        : fail(
            'DEBUG knows 0 and 1 (log everything); the other bits are for LDAP, sysplex distributor, memory and locks, which PAGENT in attls does not have',
          )
    }
    case 'TRACE': {
      const level = more.length === 0 ? levelOf(operand, ALL_LOG_BITS) : undefined
      if (level === undefined) return fail('TRACE needs LEVEL=n')
      return fail(
        'TRACE writes to standard error, which PAGENT was not started to do; use F PAGENT,LOGLEVEL,LEVEL=511',
      )
    }
  }
  return undefined
}

function levelOf(operand: string | undefined, most: number): number | undefined {
  const { key, value } = keyValue(operand ?? '')
  return key === 'LEVEL' ? parseCount(value, most) : undefined
}
