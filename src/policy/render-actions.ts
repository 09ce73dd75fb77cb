// The action blocks of the pasearch report. Which lines there are, and in which order, comes from the keyword table:
// an environment shows every value, coded or default; a connection only what is coded (operator.md 1.1).

import { cipherByCode, SSLV2_CIPHERS } from './ciphers.ts'
import { type EffectiveAction, type EffectiveValue, effectiveAction } from './effective.ts'
import { groupByCode } from './groups.ts'
import { isSecret, isSince, PARAMETERS, type Parameter } from './keywords.ts'
import type { Action, Level } from './policy.ts'
import { pairByCode } from './signature-pairs.ts'

const NOTHING: Action = { name: '', place: { file: '', line: 0, column: 0 }, attributes: {}, blocks: {} }

/** Value column of fields, and of the wide GSK_ fields. */
const VALUE_COLUMN = 32
const GSK_COLUMN = 48

/** Of one statement, in the order of the table. */
export const parametersOf = (statement: string) =>
  PARAMETERS.filter(
    (parameter) =>
      parameter.in.includes(statement) &&
      parameter.value.kind !== 'reference' &&
      parameter.storedAs === undefined,
  )

/** Choices are padded to 15 characters and numbers to 16, but for these. */
const SIXTEEN = new Set(['Renegotiation', 'RenegotiationIndicator'])

function widthOf({ keyword, value }: Parameter): number {
  if (keyword.startsWith('GSK_') && keyword !== 'GSK_SESSION_TICKET_SERVER_ALGORITHM')
    return value.kind === 'choice' ? 15 : 0
  if (keyword === 'GSK_SESSION_TICKET_SERVER_ALGORITHM') return 0
  if (value.kind === 'choice') return SIXTEEN.has(keyword) ? 16 : 15
  return value.kind === 'number' ? 16 : 0
}

function field(indent: number, label: string, value: string, width: number): string {
  const column = label.startsWith('GSK_') ? GSK_COLUMN : VALUE_COLUMN
  const start = `${' '.repeat(indent)}${label}:`
  // A label that is too long for the column gets one blank.
  return `${start.length < column ? start.padEnd(column) : `${start} `}${value.padEnd(width)}`
}

/** Of a code in a list parameter; empty where the table has none. */
export function nameOf(parameter: Parameter, code: string): string {
  if (parameter.value.kind !== 'codes') return ''
  switch (parameter.value.table) {
    case 'cipher':
      return cipherByCode(code)?.name ?? ''
    case 'sslv2-cipher':
      return SSLV2_CIPHERS.get(code) ?? ''
    case 'group':
      return groupByCode(code)?.name ?? ''
    case 'signature-pair':
      return pairByCode(code)?.name ?? ''
  }
}

/** `Any` stands one column further right than other values. */
const ANY_COLUMN = 33

function renderValue(indent: number, parameter: Parameter, { value }: EffectiveValue): string[] {
  const { keyword } = parameter
  if (value === undefined) return []
  const label =
    keyword === 'V3CipherSuites' || keyword === 'V2CipherSuites' ? `v${keyword.slice(1)}` : keyword
  if (parameter.value.kind === 'codes') {
    const blanks = ' '.repeat(indent)
    if (typeof value === 'string') return [`${`${blanks}${label}:`.padEnd(ANY_COLUMN)}${value.padEnd(15)}`]
    const codes = value as readonly string[]
    if (codes.length === 0) return []
    return [`${blanks}${label}:`, ...codes.map((code) => `${blanks} ${code}  ${nameOf(parameter, code)}`)]
  }
  if (isSecret(keyword)) return [field(indent, label, '[secret]', 0)]
  const values = Array.isArray(value) ? (value as readonly string[]) : [String(value)]
  return values.map((one) => field(indent, label, one, widthOf(parameter)))
}

type Wanted = (value: EffectiveValue, parameter: Parameter) => boolean

function renderBlock(
  indent: number,
  statement: string,
  effective: EffectiveAction,
  level: Level,
  wanted: Wanted,
): string[] {
  return parametersOf(statement).flatMap((parameter) => {
    const value = effective.values[parameter.keyword]
    const shown = value && isSince(level, parameter.since) && wanted(value, parameter)
    return shown ? renderValue(indent, parameter, value) : []
  })
}

/** Shown only where they are coded, whatever their default. */
export const CODED_ONLY = new Set(['Trace', 'CtraceClearText', 'SecondaryMap'])
const isCoded = ({ origin }: EffectiveValue) => origin !== 'default'
const always: Wanted = (value, { keyword }) => isCoded(value) || !CODED_ONLY.has(keyword)

export function renderGroup(action: Action, level: Level): string[] {
  const effective = effectiveAction(action, NOTHING, undefined, level)
  const everything: Wanted = () => true
  const [enabled, ...rest] = renderBlock(4, 'TTLSGroupAction', effective, level, everything)
  return [
    ...(enabled === undefined ? [] : [enabled]),
    // The number of a group's Trace is not padded, unlike that of other actions.
    ...rest.map((line) => (line.startsWith('    Trace:') ? line.trimEnd() : line)),
    '    TTLSGroupAdvancedParms:      ',
    ...renderGroupAdvanced(effective, level),
  ]
}

function renderGroupAdvanced(effective: EffectiveAction, level: Level): string[] {
  const lines = renderBlock(5, 'TTLSGroupAdvancedParms', effective, level, () => true)
  // The keyword table has SecondaryMap with the other advanced parameters; the report prints it before the facility.
  const isFacility = (line: string) => line.startsWith('     SyslogFacility')
  return [...lines.filter((line) => !isFacility(line)), ...lines.filter(isFacility)]
}

/** A heading and its block, nothing when the block is empty. */
function titled(indent: number, title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${' '.repeat(indent)}${title}:`, ...lines]
}

export function renderEnvironment(action: Action, level: Level): string[] {
  const effective = effectiveAction(NOTHING, action, undefined, level)
  const own = renderBlock(4, 'TTLSEnvironmentAction', effective, level, always)
  const isInstance = (line: string) => line.startsWith('    EnvironmentUserInstance')
  const block = (indent: number, statement: string, wanted: Wanted = always) =>
    titled(indent, statement, renderBlock(indent + 1, statement, effective, level, wanted))
  const coded = (statement: string) =>
    action.blocks[statement] === undefined ? [] : block(4, statement, isCoded)
  const gsk = [
    ...renderBlock(5, 'TTLSGskAdvancedParms', effective, level, always),
    ...(action.blocks['TTLSGskLdapParms'] === undefined ? [] : block(5, 'TTLSGskLdapParms')),
    ...block(5, 'TTLSGskHttpCdpParms'),
    ...block(5, 'TTLSGskOcspParms'),
  ]
  return [
    ...inReportOrder(own.filter((line) => !isInstance(line))),
    ...block(4, 'TTLSKeyringParms'),
    ...block(4, 'TTLSEnvironmentAdvancedParms'),
    ...block(4, 'TTLSSignatureParms'),
    ...coded('TTLSCipherParms'),
    ...titled(4, 'TTLSGskAdvancedParms', gsk),
    ...own.filter(isInstance),
  ]
}

/** The role stands before the trace settings, and the profile behind them. */
function inReportOrder(lines: readonly string[]): string[] {
  const rank = (line: string) => (line.startsWith('    HandshakeRole') ? 0 : 1)
  return lines.toSorted((left, right) => rank(left) - rank(right))
}

const VERSIONS = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/** What z/OS fills in on a connection that codes protocol versions (policy-language.md 2.2). */
const FILLED_IN = new Set(['ClientECurves', 'ClientKeyShareGroups', 'SignaturePairs'])

export function renderConnection(action: Action, level: Level): string[] {
  const effective = effectiveAction(NOTHING, NOTHING, action, level)
  const codesVersions = VERSIONS.some((version) => action.attributes[version])
  const signatures: Wanted = (value, parameter) =>
    isCoded(value) || (codesVersions && FILLED_IN.has(parameter.keyword))
  const block = (statement: string, wanted: Wanted) =>
    titled(4, statement, renderBlock(5, statement, effective, level, wanted))
  return [
    ...inReportOrder(renderBlock(4, 'TTLSConnectionAction', effective, level, isCoded)),
    ...block('TTLSConnectionAdvancedParms', isCoded),
    ...block('TTLSSignatureParms', signatures),
    ...block('TTLSCipherParms', isCoded),
  ]
}
