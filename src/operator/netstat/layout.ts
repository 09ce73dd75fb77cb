// Columns, headings and trailers of Netstat reports. The console prints labels and headings in capitals, the command
// line as TSO and UNIX do; names and values stay as they are, because rule names are case-sensitive.

import type { Endpoint } from '../../common/address.ts'
import type { Level } from '../../common/level.ts'
import { releaseOf } from '../../policy/render.ts'
import { calendarText } from '../../policy/render-layout.ts'
import { socketName } from '../../record/message.ts'
import { messages } from '../../record/messages.ts'

export type Form = 'console' | 'command'

/** Where a report comes from. */
export interface Origin {
  readonly stack: string
  readonly level: Level
  /** Unix milliseconds. */
  readonly now: number
}

export interface Column {
  readonly title: string
  readonly width: number
  /** Its values end at the right. */
  readonly isRight?: boolean
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
    if (this.form === 'console')
      return [messages.EZD0101I.render({ release: releaseOf(level), tcpName: stack }).text]
    const { time } = calendarText(now)
    return [`MVS TCP/IP NETSTAT ${releaseOf(level)}     TCPIP Name: ${stack.padEnd(7)} ${time}`]
  }

  /** Column titles with `gap` blanks between them; the command line underlines them. */
  titles(columns: readonly Column[], gap: number): string[] {
    const blanks = ' '.repeat(gap)
    const titles = columns.map(({ title, width, isRight }) =>
      isRight ? this.label(title).padStart(width) : this.label(title).padEnd(width),
    )
    const line = titles.join(blanks).trimEnd()
    return this.form === 'console'
      ? [line]
      : [line, columns.map(({ width }) => '-'.repeat(width)).join(blanks)]
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
