// Whether a time condition holds at a moment. All its parts must hold; the clock is passed in.

import type { TimeCondition } from '../policy/policy.ts'

interface Calendar {
  readonly month: number
  readonly day: number
  readonly daysInMonth: number
  readonly weekday: number
  readonly minute: number
}

/** `now` in Unix milliseconds. Local time is that of the process (TZ). */
export function isActive(condition: TimeCondition, now: number): boolean {
  const { range } = condition
  if (range && (now < range.from || now > range.to)) return false
  const calendar = condition.zone === 'UTC' ? utc(now) : local(now)
  const { month, day, daysInMonth, weekday, minute } = calendar
  if (condition.months[month] !== '1') return false
  if (condition.weekdays[weekday] !== '1') return false
  if (condition.daysFromFirst[day - 1] !== '1' && condition.daysFromLast[daysInMonth - day] !== '1')
    return false
  return condition.timesOfDay.length === 0 || condition.timesOfDay.some((times) => inDay(times, minute))
}

/** Both ends are included to the minute; `to` before `from` runs over midnight. */
function inDay({ from, to }: { readonly from: number; readonly to: number }, minute: number): boolean {
  return from <= to ? minute >= from && minute <= to : minute >= from || minute <= to
}

function utc(now: number): Calendar {
  const date = new Date(now)
  const year = date.getUTCFullYear()
  const month = date.getUTCMonth()
  return {
    month,
    day: date.getUTCDate(),
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
    weekday: date.getUTCDay(),
    minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
  }
}

function local(now: number): Calendar {
  const date = new Date(now)
  const month = date.getMonth()
  return {
    month,
    day: date.getDate(),
    daysInMonth: new Date(date.getFullYear(), month + 1, 0).getDate(),
    weekday: date.getDay(),
    minute: date.getHours() * 60 + date.getMinutes(),
  }
}
