// A random valid value for any parameter of the keyword table.

import { CIPHER_SUITES } from '../../src/policy/ciphers.ts'
import { GROUPS } from '../../src/policy/groups.ts'
import type { Parameter } from '../../src/policy/keywords.ts'
import { SIGNATURE_PAIRS } from '../../src/policy/signature-pairs.ts'
import type { Random } from './support.ts'

export function randomValue(random: Random, { value }: Parameter): string {
  switch (value.kind) {
    case 'choice':
      return random.pick(value.choices).text
    case 'number':
      return String(value.low + random.below(Math.min(value.high - value.low + 1, 1000)))
    case 'text':
      return `word${random.below(1000)}`
    case 'sni-label':
      return `host${random.below(9)}.example.com/LABEL${random.below(9)}`
    case 'codes':
      return randomCodes(random, value)
    default:
      throw new Error(`no random ${value.kind}`)
  }
}

function randomCodes(random: Random, value: Extract<Parameter['value'], { kind: 'codes' }>): string {
  const codes = {
    cipher: CIPHER_SUITES.filter((suite) => value.digits === 4 || suite.code.startsWith('00')).map((suite) =>
      suite.code.slice(-value.digits),
    ),
    'sslv2-cipher': ['1', '3', '6'],
    group: GROUPS.map((group) => group.code),
    'signature-pair': SIGNATURE_PAIRS.map((pair) => pair.code),
  }[value.table]
  const count = value.one ? 1 : 1 + random.below(4)
  return Array.from({ length: count }, () => random.pick(codes)).join('')
}
