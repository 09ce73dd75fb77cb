// IpTimeCondition from its parameters (policy-language.md 2.18; not verified against z/OS, Q18).

import { readDates, readDayRanges } from './condition-values.ts'
import type { Attributes, TimeCondition } from './policy.ts'

const ALL = (bits: number) => '1'.repeat(bits)

export function readTimeCondition(attributes: Attributes): TimeCondition {
  const text = (keyword: string) => {
    const value = attributes[keyword]?.value
    return typeof value === 'string' ? value : undefined
  }
  const zone = text('TimeZone') === 'UTC' ? 'UTC' : 'Local'
  const days = text('DayOfMonthMask') ?? ALL(31)
  const dates = readDates(text('ConditionTimeRange') ?? '')
  return {
    ...(dates && { range: { from: moment(dates.from, zone), to: moment(dates.to, zone) } }),
    months: text('MonthOfYearMask') ?? ALL(12),
    daysFromFirst: days.slice(0, 31),
    daysFromLast: days.length > 31 ? days.slice(31) : '0'.repeat(31),
    weekdays: text('DayOfWeekMask') ?? ALL(7),
    timesOfDay: readDayRanges(text('TimeOfDayRange') ?? '') ?? [],
    zone,
  }
}

function moment(parts: readonly number[], zone: 'Local' | 'UTC'): number {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
  return zone === 'UTC'
    ? Date.UTC(year, month - 1, day, hour, minute, second)
    : new Date(year, month - 1, day, hour, minute, second).getTime()
}
