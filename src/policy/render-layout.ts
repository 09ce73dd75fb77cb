// Columns, dates and clock times of the pasearch report.

/** Widths to which names and short values are padded. */
export const NAME = 47
export const SHORT = 16

export const SCOPE_NAMES = { group: 'Group', environment: 'Environment', connection: 'Connection' } as const

/** A label and its value at column 24. */
export function field(indent: number, label: string, value: string, width = 0): string {
  return `${' '.repeat(indent)}${`${label}:`.padEnd(24 - indent)}${value.padEnd(width)}`
}

/** A second label at column 42 and its value at 61. */
export function pair(left: string, label: string, value: string, width: number): string {
  return `${left.padEnd(42)}${`${label}:`.padEnd(19)}${value.padEnd(width)}`
}

export function padded(text: string, width: number): string {
  return text.padEnd(width)
}

const two = (value: number) => String(value).padStart(2, '0')

export function minutesText(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Local time, as the report prints it. */
export function calendarText(at: number): { date: string; time: string; stamp: string } {
  const moment = new Date(at)
  const [month, day] = [two(moment.getMonth() + 1), two(moment.getDate())]
  const year = moment.getFullYear()
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two)
  return {
    date: `${month}/${day}/${year}`,
    time: time.join(':'),
    stamp: `${year}${month}${day}${time.join('')}`,
  }
}

export interface Stamp {
  /** Unix milliseconds. */
  readonly loaded: number
  readonly indent: number
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon Dec 23 04:52:19 2024`, as ctime() writes it. */
export function ctime(at: number): string {
  const moment = new Date(at)
  const day = String(moment.getDate()).padStart(2)
  return `${DAYS[moment.getDay()]} ${MONTHS[moment.getMonth()]} ${day} ${calendarText(at).time} ${moment.getFullYear()}`
}

export function stamped({ loaded, indent }: Stamp): string[] {
  const blanks = ' '.repeat(indent)
  return [`${blanks}Policy created: ${ctime(loaded)}`, `${blanks}Policy updated: ${ctime(loaded)}`]
}
