// The rule block of the pasearch report: priorities, actions by name, time periods and conditions (operator.md 1.1).

import { type AddressRange, formatAddress, type PortRange } from '../common/address.ts'
import type { Conditions, Rule, TimeCondition } from './policy.ts'
import type { RenderInput, Selected } from './render-entries.ts'
import {
  calendarText,
  field,
  minutesText,
  NAME,
  padded,
  pair,
  SCOPE_NAMES,
  SHORT,
  stamped,
} from './render-layout.ts'

export function ruleName(rule: Rule): string {
  return `policyRule:             ${padded(rule.name, NAME)}`
}

export function renderRule({ rule, actions }: Selected, input: RenderInput): string[] {
  const { conditions } = rule
  const status = input.isActive(rule) ? 'Active' : 'Inactive'
  const priority = String(rule.priority)
  return [
    ruleName(rule),
    field(2, 'Rule Type', 'TTLS', NAME),
    pair(field(2, 'Version', '3'), 'Status', status, SHORT),
    pair(field(2, 'Weight', priority), 'ForLoadDist', 'False', 6),
    pair(field(2, 'Priority', priority), 'Sequence Actions', "Don't Care", 12),
    field(2, 'No. Policy Action', String(actions.length)),
    ...actions.flatMap(({ scope, action }) => [
      field(2, 'policyAction', action.name, NAME),
      field(3, 'ActionType', `TTLS ${SCOPE_NAMES[scope]}`, SHORT),
      field(3, 'Action Sequence', '0', SHORT),
    ]),
    '  Time Periods:',
    ...(conditions.times ?? [ALWAYS]).flatMap((times) => renderTimes(times, input.now)),
    pair('  TTLS Condition Summary:', 'NegativeIndicator', 'Off', 0),
    '   Local Address:',
    ...renderAddresses(conditions.localAddresses),
    '   Remote Address:',
    ...renderAddresses(conditions.remoteAddresses),
    ...renderPorts('Local', conditions.localPorts),
    ...renderPorts('Remote', conditions.remotePorts),
    pair(
      field(3, 'JobName', patternText(conditions.job), SHORT),
      'UserId',
      patternText(conditions.user),
      SHORT,
    ),
    field(3, 'ServiceDirection', rule.direction, SHORT),
    ...stamped({ loaded: input.loaded, indent: 2 }),
    '',
  ]
}

export function patternText(name: Conditions['job']): string {
  return name ? `${name.text}${name.isPrefix ? '*' : ''}` : ''
}

const ALWAYS: TimeCondition = {
  months: '1'.repeat(12),
  daysFromFirst: '1'.repeat(31),
  daysFromLast: '1'.repeat(31),
  weekdays: '1'.repeat(7),
  timesOfDay: [],
  zone: 'Local',
}

const MINUTES_A_DAY = 24 * 60

function renderTimes(times: TimeCondition, now: number): string[] {
  const moment = (at: number | undefined) => (at === undefined ? 'None' : calendarText(at).stamp)
  const coded = times.timesOfDay.map(({ from, to }) => ({ from, to, shift: utcShift(times, now) }))
  // All day is 00:00 to 24:00, in UTC 00:00 to 00:00 wherever the system is.
  const ranges = coded.length > 0 ? coded : [{ from: 0, to: MINUTES_A_DAY, shift: 0 }]
  return [
    '   Day of Month Mask:',
    field(3, 'First to Last', times.daysFromFirst),
    field(3, 'Last to First', times.daysFromLast),
    field(3, 'Month of Yr Mask', times.months, SHORT),
    field(3, 'Day of Week Mask', `${times.weekdays}  (Sunday - Saturday)`),
    field(3, 'Start Date Time', moment(times.range?.from), SHORT),
    field(3, 'End Date Time', moment(times.range?.to), SHORT),
    ...ranges.flatMap(({ from, to, shift }) => {
      const utc = (minutes: number) => minutesText((minutes + shift + MINUTES_A_DAY) % MINUTES_A_DAY)
      return [
        pair(field(3, 'Fr TimeOfDay', minutesText(from)), 'To TimeOfDay', minutesText(to), SHORT),
        pair(field(3, 'Fr TimeOfDay UTC', utc(from)), 'To TimeOfDay UTC', utc(to), SHORT),
      ]
    }),
    field(3, 'TimeZone', times.zone, SHORT),
  ]
}

/** Minutes from the clock of the condition to UTC, at this time of the year. */
function utcShift({ zone }: TimeCondition, now: number): number {
  return zone === 'UTC' ? 0 : new Date(now).getTimezoneOffset()
}

const ADDRESS = 46

/** Several ranges are summed up by the lowest and the highest; mixed families, or one with 0.0.0.0, by All. */
function renderAddresses(ranges: readonly AddressRange[] | undefined): string[] {
  const both = (from: string, to: string) => [
    field(4, 'FromAddr', from, ADDRESS),
    field(4, 'ToAddr', to, ADDRESS),
  ]
  const [first, ...more] = ranges ?? []
  if (!first) return both('All', 'All')
  if (more.length === 0 && first.prefix !== undefined) {
    const { low } = addressEnds(first)
    return [field(4, 'FromAddr', low, ADDRESS), field(4, 'Prefix', String(first.prefix), ADDRESS)]
  }
  const all = [first, ...more]
  if (all.some((range) => range.family !== first.family || (more.length > 0 && Number(range.low) === 0)))
    return both('All', 'All')
  const lowest = all.reduce((best, range) => (range.low < best.low ? range : best))
  const highest = all.reduce((best, range) => (range.high > best.high ? range : best))
  return both(addressEnds(lowest).low, addressEnds(highest).high)
}

export function addressEnds(range: AddressRange): { low: string; high: string } {
  return range.family === 4
    ? {
        low: formatAddress({ family: 4, value: range.low }),
        high: formatAddress({ family: 4, value: range.high }),
      }
    : {
        low: formatAddress({ family: 6, value: range.low }),
        high: formatAddress({ family: 6, value: range.high }),
      }
}

function renderPorts(side: 'Local' | 'Remote', ranges: readonly PortRange[] | undefined): string[] {
  const low = ranges ? Math.min(...ranges.map((range) => range.low)) : 0
  const high = ranges ? Math.max(...ranges.map((range) => range.high)) : 0
  return [pair(field(3, `${side}PortFrom`, String(low)), `${side}PortTo`, String(high), 6)]
}
