// DISPLAY TCPIP: the status report, and the console forms of Netstat (operator.md 2). Pure; operands come in capitals.

import { fail, ok, type Result } from '../common/result.ts'
import type { NetstatRequest } from './netstat/request.ts'
import { abbreviates, keyValue, parseCount, parseId } from './operands.ts'

export type DisplayCommand =
  | { readonly kind: 'display-tcpip' }
  | { readonly kind: 'netstat'; readonly request: NetstatRequest }

/** Records that the console shows without MAX=, as on z/OS. */
const CONSOLE_MAX = 100

export function parseDisplay(operands: readonly string[]): Result<DisplayCommand, string> {
  const [product = '', stack = '', command = '', report = '', ...options] = operands
  if (product !== 'TCPIP') return fail(`DISPLAY is for TCPIP, not for "${product}"`)
  if (command === '')
    return stack === '' ? ok({ kind: 'display-tcpip' }) : fail(`D TCPIP,${stack} needs NETSTAT and a report`)
  if (!abbreviates(command, 'NETSTAT', 1)) return fail(`D TCPIP knows NETSTAT, not "${command}"`)
  const name = reportOf(report)
  if (!name) return fail(`NETSTAT knows TTLS, CONN, ALLCONN, ALL and CONFIG, not "${report}"`)
  const request = { report: name, ...(stack !== '' && { stack }), max: CONSOLE_MAX }
  const read = options.reduce<Result<NetstatRequest, string>>(
    (before, option) => (before.ok ? withOption(before.value, option) : before),
    ok(request),
  )
  return read.ok ? ok({ kind: 'netstat', request: read.value }) : read
}

function reportOf(word: string): NetstatRequest['report'] | undefined {
  if (word === 'TTLS') return 'ttls'
  if (abbreviates(word, 'CONN', 2) || abbreviates(word, 'ALLCONN', 4)) return 'conn'
  if (abbreviates(word, 'CONFIG', 4)) return 'config'
  return word === 'ALL' ? 'all' : undefined
}

type Option = (value: string | undefined) => Partial<NetstatRequest> | undefined

const text =
  (key: 'ip' | 'rule' | 'job' | 'user'): Option =>
  (value) =>
    value ? { [key]: value } : undefined

/** By report: the options with the letters that suffice. */
const TTLS_OPTIONS: readonly (readonly [string, number, Option])[] = [
  // What is shown without CONN= anyway.
  ['GROUP', 2, (value) => (value === undefined ? {} : undefined)],
  ['CONN', 2, (value) => defined('connid', parseId(value))],
  ['DETAIL', 3, (value) => (value === undefined ? { detail: true } : undefined)],
]

const CONNECTION_OPTIONS: readonly (readonly [string, number, Option])[] = [
  ['CONNTYPE', 5, connectionType],
  ['CURRENT', 4, (value) => (value === undefined ? { actions: 'current' } : undefined)],
  ['STALE', 5, (value) => (value === undefined ? { actions: 'stale' } : undefined)],
  ['GROUP', 2, (value) => defined('group', parseId(value))],
  ['CONN', 2, (value) => defined('connid', parseId(value))],
  ['PORT', 2, (value) => defined('port', parseCount(value, 65_535))],
  ['IPADDR', 3, text('ip')],
  ['CLIENT', 3, text('job')],
  ['JOB', 3, text('job')],
  ['USER', 4, text('user')],
  ['RULE', 4, text('rule')],
]

/** `MAX=*` shows everything. */
const MAX: readonly [string, number, Option] = [
  'MAX',
  3,
  (value) => (value === '*' ? { max: undefined } : defined('max', parseCount(value, 1_000_000))),
]

function withOption(request: NetstatRequest, operand: string): Result<NetstatRequest, string> {
  const { key, value } = keyValue(operand)
  const known = optionsOf(request.report).find(([word, least]) => abbreviates(key, word, least))
  const read = known?.[2](value)
  if (!read) return fail(`"${operand}" is no option of NETSTAT ${request.report.toUpperCase()}`)
  const merged = { ...request, ...read }
  const chooses = merged.actions !== undefined || merged.group !== undefined
  if (chooses && merged.type !== 'ttls') return fail(`${operand} needs CONNTYPE=TTLSPOLICY before it`)
  return ok(merged)
}

function optionsOf(report: NetstatRequest['report']) {
  switch (report) {
    case 'ttls':
      return [...TTLS_OPTIONS, MAX]
    case 'config':
      return []
    case 'conn':
    case 'all':
      return [...CONNECTION_OPTIONS, MAX]
  }
}

function connectionType(value: string | undefined): Partial<NetstatRequest> | undefined {
  if (value === undefined) return undefined
  if (abbreviates(value, 'TTLSPOLICY', 5)) return { type: 'ttls' }
  if (abbreviates(value, 'NOTTLSPOLICY', 7)) return { type: 'nottls' }
  return value === 'CLEAR' ? { type: 'clear' } : undefined
}

function defined(key: 'connid' | 'group' | 'port' | 'max', value: number | undefined) {
  const least = key === 'group' ? 0 : 1
  return value === undefined || value < least ? undefined : { [key]: value }
}
