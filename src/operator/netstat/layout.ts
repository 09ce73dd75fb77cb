// Columns, headings and trailers of Netstat reports. The console prints labels and headings in capitals, the command
// line as TSO and UNIX do; names and values stay as they are, because rule names are case-sensitive.

import type { Endpoint } from '../../common/address.ts'
import type { Level } from '../../common/level.ts'
import { releaseOf } from '../../policy/render.ts'
import { calendarText } from '../../policy/render-layout.ts'
import { socketName } from '../../record/message.ts'

export type Form = 'console' | 'command'

/** Where a report comes from. */
export interface Origin {
  readonly stack: string
  readonly level: Level
  /** Unix milliseconds. */
  readonly now: number
}

export class Layout {
  readonly form: Form

  constructor(form: Form) {
    this.form = form
  }

  /** A label or heading as this form prints it. */
  label(text: string): string {
    return this.form === 'console' ? text.toUpperCase() : text
  }

  /** A label and its value at a column; one blank where the label is too long. */
  field(indent: number, label: string, value: string, column: number): string {
    const start = `${' '.repeat(indent)}${this.label(label)}:`
    return `${start.length < column ? start.padEnd(column) : `${start} `}${value}`
  }

  /** A second field on the line, at column 43. */
  pair(left: string, label: string, value: string, width = 20): string {
    return `${left.padEnd(SECOND)}${`${this.label(label)}:`.padEnd(width)}${value}`
  }

  heading({ stack, level, now }: Origin): readonly string[] {
    if (this.form === 'console') return [`EZD0101I NETSTAT ${releaseOf(level)} ${stack}`]
    const { time } = calendarText(now)
    return [`MVS TCP/IP NETSTAT ${releaseOf(level)}     TCPIP Name: ${stack.padEnd(7)} ${time}`]
  }

  /** Column titles; the command line underlines them. */
  titles(columns: readonly (readonly [title: string, width: number, isRight?: boolean])[]): string[] {
    const cell = (text: string, [, width, isRight]: (typeof columns)[number]) =>
      isRight ? text.padStart(width) : text.padEnd(width)
    const line = columns
      .map((column) => cell(this.label(column[0]), column))
      .join('  ')
      .trimEnd()
    return this.form === 'console' ? [line] : [line, columns.map(([, width]) => '-'.repeat(width)).join('  ')]
  }

  trailer(shown: number, all: number): readonly string[] {
    return this.form === 'console'
      ? [`${shown} OF ${all} RECORDS DISPLAYED`, 'END OF THE REPORT']
      : [`${shown} of ${all} records displayed`]
  }
}

const SECOND = 43

export function socketText(endpoint: Endpoint): string {
  return socketName(endpoint)
}

/** mm/dd/yyyy and hh:mm:ss, local time. */
export function momentText(at: number): { readonly date: string; readonly time: string } {
  return calendarText(at)
}
