// How a message is made: a template with typed slots, `{name:format}`, is the layout, the list of fields and the
// type of render() at once, so a message cannot be written with a field missing and its documentation cannot drift.
// The catalogue itself is messages.ts; log.ts writes what comes out of here.

import { type Endpoint, formatAddress } from '../common/address.ts'
import { printable } from '../common/diagnostic.ts'

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'
export type FieldValue = string | number | boolean | null

/** A rendered message: what a log record carries besides time and place. */
export interface Message {
  readonly id: string
  readonly level: LogLevel
  /** z/OS writes it to the console or job log, not to syslogd. */
  readonly isConsole: boolean
  /** Trace bits have decided already that it appears; the log level does not filter it. */
  readonly isTraced: boolean
  /** With the id in front; may have several lines. */
  readonly text: string
  readonly fields: { readonly [name: string]: FieldValue }
}

export interface ActionNames {
  readonly group: string
  readonly environment?: string | undefined
  readonly connection?: string | undefined
}

export type MapStatus = 'Enabled' | 'Not Enabled' | 'Appl Control'

/** Event names of messages.md 2.1 that attls uses; the list is closed because programs search for these words. */
export const EVENTS = [
  'Connection Close',
  'Connection Init',
  'Connection Stop',
  'Data Decryption',
  'Data Encryption',
  'Environment Close',
  'Environment Create',
  'Environment Init',
  'Initial Handshake',
  'Policy Mapping',
  'Secondary Handshake',
] as const
export type EventName = (typeof EVENTS)[number]

/** What stands in a message where z/OS has no value. */
export const NOT_AVAILABLE = '**N/A**'

/** Longest outside text in one field: a peer chooses its subject name, the log does not grow with it. */
const FIELD_CHARACTERS = 1000

/** One line without control characters, bounded; private keys never pass. */
export function fieldText(text: string): string {
  const shown = text.includes('PRIVATE KEY') ? '[secret]' : text
  const line = printable(shown).replace(/[\t\n\u2028\u2029]/g, '?')
  return line.length > FIELD_CHARACTERS ? `${line.slice(0, FIELD_CHARACTERS)}...` : line
}

/** Connection, environment and group numbers: 8 upper-case hexadecimal digits. */
export function hexId(id: number): string {
  return id.toString(16).toUpperCase().padStart(8, '0')
}

/** `192.168.17.220..5555`; IPv6 digits in upper case, as z/OS shows `::FFFF:9.47.80.126..2023`. */
export function socketName(endpoint: Endpoint): string {
  return `${formatAddress(endpoint.address).toUpperCase()}..${endpoint.port}`
}

/** Group, environment and connection action, blank separated. */
export function actionNames(actions: ActionNames): string {
  return [actions.group, actions.environment, actions.connection]
    .map((name) => (name ? fieldText(name) : NOT_AVAILABLE))
    .join(' ')
}

interface Format<Value> {
  text(value: Value): string
  /** The same value in a JSON record; as in the text unless told otherwise. */
  json?(value: Value): FieldValue | undefined
}

function format<Value>(
  text: (value: Value) => string,
  json?: (value: Value) => FieldValue | undefined,
): Format<Value> {
  return json ? { text, json } : { text }
}

const FORMATS = {
  text: format((value: string) => fieldText(value)),
  /** A name that may be missing. */
  name: format(
    (value: string | undefined) => (value ? fieldText(value) : NOT_AVAILABLE),
    (value) => (value ? fieldText(value) : null),
  ),
  /** Trailing data with a blank before it; nothing at all when missing. */
  data: format(
    (value: string | undefined) => (value ? ` ${fieldText(value)}` : ''),
    (value) => (value ? fieldText(value) : undefined),
  ),
  number: format(String, (value: number) => value),
  id: format(hexId),
  rc3: format(
    (value: number) => String(value).padStart(3),
    (value) => value,
  ),
  rc4: format(
    (value: number) => String(value).padStart(4),
    (value) => value,
  ),
  /** A CMS return code: 0x0335302f. */
  cms: format((value: number) => `0x${value.toString(16).padStart(8, '0')}`),
  socket: format(socketName),
  direction: format((value: 'inbound' | 'outbound') => (value === 'inbound' ? 'InBound' : 'OutBound')),
  status: format((value: MapStatus) => value),
  event: format((value: EventName) => value),
  actions: format(actionNames),
  flag: format(
    (value: boolean) => (value ? 'YES' : 'NO'),
    (value) => value,
  ),
  /** Milliseconds; seconds with three decimals in text. */
  duration: format(
    (value: number | undefined) => (value === undefined ? NOT_AVAILABLE : (value / 1000).toFixed(3)),
    (value) => (value === undefined ? null : Math.round(value)),
  ),
  /** A number that may be missing. */
  count: format(
    (value: number | undefined) => (value === undefined ? NOT_AVAILABLE : String(value)),
    (value) => value ?? null,
  ),
} as const

type Formats = typeof FORMATS
type FormatName = keyof Formats
type ValueOf<Name extends FormatName> = Formats[Name] extends Format<infer Value> ? Value : never

type SlotFields<Slot extends string> = Slot extends `${infer Name}:data`
  ? { readonly [K in Name]?: string | undefined }
  : Slot extends `${infer Name}:${infer Format}`
    ? { readonly [K in Name]: Format extends FormatName ? ValueOf<Format> : never }
    : { readonly [K in Slot]: string }

type Parsed<Template extends string> = Template extends `${string}{${infer Slot}}${infer Rest}`
  ? SlotFields<Slot> & Parsed<Rest>
  : unknown

/** The fields that a template asks for. */
export type FieldsOf<Template extends string> = { [K in keyof Parsed<Template>]: Parsed<Template>[K] }

export interface MessageText<Template extends string> {
  readonly id: string
  /** Without the id. */
  readonly text: Template
  readonly level: LogLevel
  readonly to: 'syslog' | 'console'
  /** Only Trace bits decide whether it appears. */
  readonly traced?: boolean
  /** When it appears and why, for operators. */
  readonly cause: string
  /** What to do. */
  readonly action: string
}

export interface MessageDefinition<Template extends string = string> extends MessageText<Template> {
  readonly fieldNames: readonly string[]
  render(fields: FieldsOf<Template>): Message
}

/** Names that a log record uses itself. */
const RECORD_NAMES = new Set(['time', 'level', 'image', 'stack', 'id', 'msg', 'console'])

interface Slot {
  readonly before: string
  readonly name: string
  readonly format: Format<never>
}

/** Compiles the template once; a slot with an unknown format or a name the log record uses is a bug and throws. */
export function defineMessage<const Template extends string>(
  definition: MessageText<Template>,
): MessageDefinition<Template> {
  const { id, level, to, traced = false } = definition
  const { slots, tail } = compile(id, definition.text)
  const render = (fields: FieldsOf<Template>): Message => {
    const values: { readonly [name: string]: unknown } = { ...fields }
    const shown: { [name: string]: FieldValue } = {}
    let text = `${id} `
    for (const { before, name, format } of slots) {
      const value = values[name] as never
      const part = format.text(value)
      const json = format.json ? format.json(value) : part
      if (json !== undefined) shown[name] = json
      text += before + part
    }
    return { id, level, isConsole: to === 'console', isTraced: traced, text: text + tail, fields: shown }
  }
  return { ...definition, fieldNames: slots.map((slot) => slot.name), render }
}

function compile(id: string, template: string): { slots: readonly Slot[]; tail: string } {
  const slots: Slot[] = []
  let end = 0
  for (const match of template.matchAll(/\{(\w+)(?::(\w+))?\}/g)) {
    const [whole, name = '', formatName = 'text'] = match
    if (!Object.hasOwn(FORMATS, formatName) || RECORD_NAMES.has(name))
      throw new Error(`message ${id} has an unusable slot ${whole}`)
    const format: Format<never> = FORMATS[formatName as FormatName]
    slots.push({ before: template.slice(end, match.index), name, format })
    end = match.index + whole.length
  }
  return { slots, tail: template.slice(end) }
}
