// The validity of a new certificate: NOTBEFORE and NOTAFTER in local time, and what happens to jobs whose dates
// have passed (identity.md 8.2).

import type { ChangeContext } from '../commands/command.ts'
import type { Operands } from '../reader/parsed-command.ts'

export interface DatePolicy {
  /** Refuse a NOTAFTER in the past, as RACF does. */
  readonly strict?: boolean
  /** Take this as today when certificates are made; milliseconds since the epoch. */
  readonly asOf?: number
  /** Keep the intended length of validity, from today. */
  readonly shift?: boolean
}

export interface Validity {
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  /** NOTAFTER had passed and the certificate was made all the same. */
  readonly isExpired?: true
}

/** undefined when the dates are wrong, which has been said. */
export function validityOf(operands: Operands, label: string, context: ChangeContext): Validity | undefined {
  const today = startOfDay(context.dates.asOf ?? context.clock.now())
  const before = dateOperand(operands, 'NOTBEFORE', '00:00:00', context)
  const after = dateOperand(operands, 'NOTAFTER', '23:59:59', context)
  if (before === null || after === null) return undefined
  const from = before ?? today
  const validity = { from, to: after ?? endOfLastDay(addYears(from, 1)) }
  const now = context.clock.now()
  if (validity.to <= now && context.dates.shift === true) return shifted(validity, before, label, context)
  const mayStartEarlier = before === undefined && context.dates.strict !== true
  if (validity.to <= validity.from && mayStartEarlier && context.dates.asOf === undefined)
    return expired(validity.to, context)
  if (validity.from < validity.to) return validity
  context.say('IRRD133I', { from: printTime(validity.from), to: printTime(validity.to) })
  return undefined
}

function expired(to: number, context: ChangeContext): Validity {
  const from = startOfDay(addYears(to, -1))
  context.say('IRRD134I', { from: printTime(from), to: printTime(to) })
  return { from, to, isExpired: true }
}

/** Without NOTBEFORE the intended length is that from --as-of, or one year. */
function shifted(
  { from, to }: Validity,
  before: number | undefined,
  label: string,
  context: ChangeContext,
): Validity | undefined {
  const intended = before ?? (context.dates.asOf === undefined ? startOfDay(addYears(to, -1)) : from)
  if (intended >= to) {
    context.say('IRRD133I', { from: printTime(intended), to: printTime(to) })
    return undefined
  }
  const start = startOfDay(context.clock.now())
  const validity = { from: start, to: start + (to - intended) }
  context.say('IRRD135I', { label, from: printTime(validity.from), to: printTime(validity.to) })
  return validity
}

/** null when it is no date, which has been said; undefined when it was not given. */
function dateOperand(
  operands: Operands,
  name: string,
  defaultTime: string,
  context: ChangeContext,
): number | null | undefined {
  if (!operands.has(name)) return undefined
  const inside = operands.inside(name)
  const date = inside.text('DATE') ?? ''
  const time = inside.text('TIME') ?? defaultTime
  const value = parseLocalTime(date, time)
  if (value === undefined) context.say('IRRD123I', { value: `${date} ${time}`, operand: name, detail: '' })
  return value ?? null
}

/** yyyy-mm-dd or yyyy/mm/dd and hh:mm:ss; undefined for days that do not exist. */
function parseLocalTime(date: string, time: string): number | undefined {
  const day = /^(\d{4})[-/](\d{2})[-/](\d{2})$/.exec(date)
  const clock = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(time)
  if (!day || !clock) return undefined
  const [year, month, dayOfMonth] = day.slice(1).map(Number) as [number, number, number]
  const [hour, minute, second] = clock.slice(1).map(Number) as [number, number, number]
  const value = new Date(year, month - 1, dayOfMonth, hour, minute, second)
  return value.getMonth() === month - 1 && value.getDate() === dayOfMonth ? value.getTime() : undefined
}

/** yyyy/mm/dd hh:mm:ss in local time, as listings show it. */
export function printTime(milliseconds: number): string {
  const time = new Date(milliseconds)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${time.getFullYear()}/${two(time.getMonth() + 1)}/${two(time.getDate())}`
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}

function startOfDay(milliseconds: number): number {
  return new Date(milliseconds).setHours(0, 0, 0, 0)
}

function endOfLastDay(milliseconds: number): number {
  return new Date(milliseconds).setHours(23, 59, 59, 0)
}

function addYears(milliseconds: number, years: number): number {
  const time = new Date(milliseconds)
  return time.setFullYear(time.getFullYear() + years)
}
