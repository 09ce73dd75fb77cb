// Values of parameters: text to canonical value, one function per kind. A wrong value is a finding and undefined.

import { formatAddress } from '../common/address.ts'
import type { Place } from '../common/diagnostic.ts'
import { cipherByCode, cipherByName, SSLV2_CIPHERS } from './ciphers.ts'
import { JOB_PATTERN, readAddresses, readDates, readDayRanges, readPorts } from './condition-values.ts'
import type { Findings } from './findings.ts'
import { groupByCode, groupByName } from './groups.ts'
import { type CodeTable, isSince, type Parameter, type ValueKind } from './keywords.ts'
import type { AttributeValue, Level } from './policy.ts'
import { pairByCode, pairByName } from './signature-pairs.ts'

/** One line as it was coded: its first value word, and everything behind the keyword. */
export interface CodedValue {
  /** Keyword as written. */
  readonly keyword: string
  readonly word: string
  readonly place: Place
  /** The second word, for `5000 5010`. */
  readonly second?: string
  readonly rest: string
}

/** `?port?`, `[port]`, `<port>`, `&PORT`, `{{ port }}`, `${port}`: what samples leave to be filled in. */
const PLACEHOLDER = /^(\?.+\?|\[.+\]|<.+>|&\w+\.?|\{\{.*|\$\{.*)$/

export function readValue(
  parameter: Parameter,
  coded: CodedValue,
  level: Level,
  findings: Findings,
): AttributeValue | undefined {
  const { keyword, word, place } = coded
  if (PLACEHOLDER.test(word)) {
    findings.add('placeholder', place, { keyword, value: word })
    return undefined
  }
  const { value: kind } = parameter
  switch (kind.kind) {
    case 'choice':
      return readChoice(kind, coded, level, findings)
    case 'number':
      return readNumber(kind, coded, findings)
    case 'text':
      return readText(kind, coded, findings)
    case 'pattern':
      return readPattern(coded, findings)
    case 'reference':
    case 'words':
      return word
    case 'address':
      return readAddress(kind.form, coded, findings)
    case 'ports':
      return readPortText(coded, findings)
    case 'codes':
      return readCodes(kind, coded, findings)
    case 'mask':
      if (/^[01]+$/.test(word) && kind.bits.includes(word.length)) return word
      findings.add('wrong-mask', place, { keyword, bits: kind.bits.join(' or '), value: word })
      return undefined
    case 'date-range':
      if (readDates(word)) return word
      findings.add('wrong-time', place, { keyword, form: 'yyyymmddhhmmss:yyyymmddhhmmss', value: word })
      return undefined
    case 'day-ranges':
      if (readDayRanges(word)) return word
      findings.add('wrong-time', place, { keyword, form: 'hh:mm-hh:mm', value: word })
      return undefined
    case 'sni-label':
      if (/^[^/]+\/.+$/.test(word)) return word
      findings.add('wrong-sni-label', place, { keyword, value: word })
      return undefined
  }
}

type Kind<Name extends ValueKind['kind']> = Extract<ValueKind, { kind: Name }>

function readChoice(
  kind: Kind<'choice'>,
  { keyword, word, place }: CodedValue,
  level: Level,
  findings: Findings,
): string | undefined {
  const found = kind.choices.find((choice) => choice.text.toLowerCase() === word.toLowerCase())
  if (!found) {
    const choices = kind.choices.map((choice) => choice.text).join(', ')
    findings.add('wrong-choice', place, { keyword, value: word, choices })
    return undefined
  }
  if (found.since && !isSince(level, found.since)) {
    const what = `${keyword} ${found.text}`
    findings.add('not-at-level', place, { what, level, since: found.since })
  }
  return found.text
}

function readNumber(
  kind: Kind<'number'>,
  { keyword, word, place }: CodedValue,
  findings: Findings,
): number | undefined {
  const value = /^-?\d{1,10}$/.test(word) ? Number(word) : Number.NaN
  if (value >= kind.low && value <= kind.high) return value
  findings.add('wrong-number', place, { keyword, low: kind.low, high: kind.high, value: word })
  return undefined
}

function readText(
  kind: Kind<'text'>,
  { keyword, word, rest, place }: CodedValue,
  findings: Findings,
): string | undefined {
  const value = kind.wholeLine ? rest : word
  if (value.length > kind.longest) {
    const { what, longest } = kind
    findings.add('too-long', place, { keyword, what, longest, length: value.length })
    return undefined
  }
  if (kind.wholeLine && value !== word) findings.add('blanks-in-label', place, { keyword, value })
  return value
}

/** Upper case, as z/OS names are. */
function readPattern({ keyword, word, place }: CodedValue, findings: Findings): string | undefined {
  if (!JOB_PATTERN.test(word)) {
    findings.add('wrong-pattern', place, { keyword, value: word })
    return undefined
  }
  if (/[*?]./.test(word)) findings.add('inner-wildcard', place, { keyword, value: word })
  return word.toUpperCase()
}

const ADDRESS_FORMS = {
  single: 'one IPv4 or IPv6 address',
  rule: 'an address, address/prefix, low-high or All',
  prefix: 'address/prefix length, such as 192.0.2.0/24',
  range: 'two addresses with a hyphen between them, the lower one first',
} as const

function readAddress(
  form: keyof typeof ADDRESS_FORMS,
  { keyword, word, place }: CodedValue,
  findings: Findings,
): string | undefined {
  const read = readAddresses(word, form)
  switch (read.kind) {
    case 'wrong':
      findings.add('wrong-address', place, { keyword, form: ADDRESS_FORMS[form], value: word })
      return undefined
    case 'mapped':
      findings.add('mapped-address', place, { keyword, value: word })
      return undefined
    case 'all':
      return 'All'
    case 'short':
      findings.add('short-address', place, { keyword, value: word, address: formatAddress(read.address) })
      return word
    case 'ranges':
      return word
  }
}

function readPortText({ keyword, word, second, place }: CodedValue, findings: Findings): string | undefined {
  if (/^(all|any|\*)$/i.test(word)) {
    findings.add('all-ports', place, { keyword, value: word })
    return undefined
  }
  const text = second === undefined ? word : `${word} ${second}`
  if (readPorts(text)) return text
  findings.add('wrong-port', place, { keyword, value: text })
  return undefined
}

const TABLES: Readonly<
  Record<
    CodeTable,
    {
      readonly what: string
      code(text: string): string | undefined
      name(text: string): string | undefined
    }
  >
> = {
  cipher: {
    what: 'cipher suite',
    code: (text) => cipherByCode(text.padStart(4, '0'))?.code,
    name: (text) => cipherByName(text)?.code,
  },
  'sslv2-cipher': {
    what: 'SSL V2 cipher',
    code: (text) => (SSLV2_CIPHERS.has(text) ? text : undefined),
    name: (text) => [...SSLV2_CIPHERS].find(([, name]) => name === text.toUpperCase())?.[0],
  },
  group: {
    what: 'curve or group',
    code: (text) => groupByCode(text)?.code,
    name: (text) => groupByName(text)?.code,
  },
  'signature-pair': {
    what: 'signature pair',
    code: (text) => pairByCode(text)?.code,
    name: (text) => pairByName(text)?.code,
  },
}

/** A long string of wrong codes is one mistake, not hundreds. */
const WRONG_CODES_NAMED = 8

function readCodes(
  kind: Kind<'codes'>,
  { keyword, word, place }: CodedValue,
  findings: Findings,
): AttributeValue | undefined {
  const table = TABLES[kind.table]
  if (kind.any && word.toLowerCase() === 'any') return 'Any'
  const named = table.name(word)
  if (named !== undefined) return [named]
  if (!/^[0-9a-f]+$/i.test(word)) {
    findings.add('unknown-code', place, { keyword, what: table.what, value: word })
    return undefined
  }
  if (word.length % kind.digits !== 0 || (kind.one && word.length !== kind.digits)) {
    findings.add('odd-codes', place, { keyword, digits: kind.digits, value: word })
    return undefined
  }
  const codes: string[] = []
  let wrong = 0
  for (let at = 0; at < word.length; at += kind.digits) {
    const text = word.slice(at, at + kind.digits).toUpperCase()
    const code = table.code(text)
    if (code !== undefined) codes.push(code)
    else if (wrong++ < WRONG_CODES_NAMED) {
      const hint =
        kind.digits === 2 && cipherByCode(word)
          ? 'four-digit codes are written with V3CipherSuites4Char'
          : undefined
      findings.add('unknown-code', place, { keyword, what: table.what, value: text }, { hint })
    }
  }
  return wrong > 0 ? undefined : codes
}
