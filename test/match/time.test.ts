import { test } from 'tap'
import { isActive } from '../../src/match/time.ts'
import { readTimeCondition } from '../../src/policy/time-condition.ts'

const place = { file: 'x', line: 1, column: 1 }

function condition(parts: Record<string, string>) {
  const coded = Object.entries({ TimeZone: 'UTC', ...parts }).map(([keyword, value]) => [
    keyword,
    { value, place },
  ])
  return readTimeCondition(Object.fromEntries(coded))
}

test('each part of a time condition decides', (t) => {
  // 20 November 2026 is a Friday.
  const cases: [parts: Record<string, string>, at: string, expected: boolean][] = [
    [{}, '2026-11-20T12:00:00Z', true],
    [{ MonthOfYearMask: '000000000010' }, '2026-11-20T12:00:00Z', true],
    [{ MonthOfYearMask: '000000000001' }, '2026-11-20T12:00:00Z', false],
    [{ DayOfWeekMask: '0000010' }, '2026-11-20T12:00:00Z', true],
    [{ DayOfWeekMask: '1000000' }, '2026-11-20T12:00:00Z', false],
    [{ DayOfMonthMask: `${'0'.repeat(19)}1${'0'.repeat(11)}` }, '2026-11-20T12:00:00Z', true],
    [{ DayOfMonthMask: `${'0'.repeat(20)}1${'0'.repeat(10)}` }, '2026-11-20T12:00:00Z', false],
    // The last day of the month, whatever its number.
    [{ DayOfMonthMask: `${'0'.repeat(31)}1${'0'.repeat(30)}` }, '2026-11-30T12:00:00Z', true],
    [{ DayOfMonthMask: `${'0'.repeat(31)}1${'0'.repeat(30)}` }, '2024-02-29T12:00:00Z', true],
    [{ DayOfMonthMask: `${'0'.repeat(31)}1${'0'.repeat(30)}` }, '2026-11-29T12:00:00Z', false],
    [{ TimeOfDayRange: '08:00-17:00' }, '2026-11-20T17:00:30Z', true],
    [{ TimeOfDayRange: '08:00-17:00' }, '2026-11-20T17:01:00Z', false],
    [{ TimeOfDayRange: '22:00-06:00' }, '2026-11-20T23:00:00Z', true],
    [{ TimeOfDayRange: '22:00-06:00' }, '2026-11-20T05:00:00Z', true],
    [{ TimeOfDayRange: '22:00-06:00' }, '2026-11-20T12:00:00Z', false],
    [{ TimeOfDayRange: '08:00-09:00,12:00-13:00' }, '2026-11-20T12:30:00Z', true],
    [{ ConditionTimeRange: '20261120000000:20261120235959' }, '2026-11-20T23:59:59Z', true],
    [{ ConditionTimeRange: '20261120000000:20261120235959' }, '2026-11-21T00:00:00Z', false],
  ]
  for (const [parts, at, expected] of cases)
    t.equal(isActive(condition(parts), Date.parse(at)), expected, `${JSON.stringify(parts)} at ${at}`)
  t.end()
})

test('local time is that of the process', (t) => {
  const noon = new Date(2026, 10, 20, 12, 0).getTime()
  t.ok(isActive(condition({ TimeZone: 'Local', TimeOfDayRange: '11:59-12:01' }), noon))
  t.notOk(isActive(condition({ TimeZone: 'Local', TimeOfDayRange: '13:00-14:00' }), noon))
  t.ok(isActive(condition({ TimeZone: 'Local', ConditionTimeRange: '20261120115900:20261120120100' }), noon))
  t.end()
})
