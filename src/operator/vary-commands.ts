// VARY TCPIP: DROP ends one connection, OBEY does the statements of a file. Pure. File names keep their case.

import { fail, ok, type Result } from '../common/result.ts'
import { abbreviates, keyValue, parseId } from './operands.ts'

export type VaryCommand =
  | {
      readonly kind: 'drop-connection'
      readonly stack: string
      readonly connid: number
      /** As z/OS echoes it. */
      readonly echo: string
    }
  | {
      readonly kind: 'obey'
      readonly stack: string
      /** A data set name, or a path when it has a slash. */
      readonly file: string
      readonly echo: string
    }

const KNOWN = 'V TCPIP knows OBEY and DROP'

/** `operands` as they were typed. */
export function parseVary(operands: readonly string[]): Result<VaryCommand, string> {
  const [product = '', stack = '', command = '', ...rest] = operands
  if (product.toUpperCase() !== 'TCPIP') return fail(`VARY is for TCPIP, not for "${product}"`)
  const word = command.toUpperCase()
  const echo = `VARY TCPIP,${[stack.toUpperCase(), command.toUpperCase(), ...rest].join(',')}`
  const where = { stack: stack.toUpperCase(), echo }
  if (abbreviates(word, 'OBEYFILE', 1)) {
    const { key, value } = keyValue(rest.join(','))
    const file = (value === undefined ? key : key.toUpperCase() === 'DSN' ? value : '').replace(
      /^'(.*)'$/,
      '$1',
    )
    return file === '' ? fail('OBEY needs the name of a file') : ok({ kind: 'obey', file, ...where })
  }
  if (abbreviates(word, 'DROP', 2)) {
    const [operand = ''] = rest
    const { key, value } = keyValue(operand.toUpperCase())
    const isKey = value === undefined || abbreviates(key, 'CONNECTION', 2)
    const connid = rest.length === 1 && isKey ? parseId(value ?? key) : undefined
    return connid === undefined
      ? fail('DROP needs the number of a connection, as Netstat shows it: DROP,CONN=00000A36')
      : ok({ kind: 'drop-connection', connid, ...where })
  }
  return fail(`${KNOWN}, not "${command}"`)
}
