// A policy as policy text: what reading that text gives back is the same policy. Names of actions and blocks are
// kept; conditions become inline values, or groups with names of their own where they have several entries.

import type { AddressRange, PortRange } from '../common/address.ts'
import { formatAddress } from '../common/address.ts'
import { PARAMETERS, type Parameter, POLICY, STATEMENTS } from './keywords.ts'
import type { Action, AttributeValue, Policy, Rule, TimeCondition } from './policy.ts'

export function writePolicy(policy: Policy): string {
  const groups: string[] = []
  const rules = policy.rules.map((rule, number) => writeRule(rule, number, groups))
  const actions = (keyword: string, list: Readonly<Record<string, Action | undefined>>) =>
    Object.values(list).flatMap((action) => (action ? [writeAction(keyword, action)] : []))
  return [
    ...rules,
    ...actions('TTLSGroupAction', policy.groupActions),
    ...actions('TTLSEnvironmentAction', policy.environmentActions),
    ...actions('TTLSConnectionAction', policy.connectionActions),
    ...groups,
  ].join('\n')
}

function block(header: string, lines: readonly string[]): string {
  return [header, '{', ...lines.map((line) => indented(line)), '}', ''].join('\n')
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

function writeRule(rule: Rule, number: number, groups: string[]): string {
  const { conditions } = rule
  const actions = {
    group: `TTLSGroupActionRef ${rule.groupAction}`,
    environment:
      rule.environmentAction === undefined ? undefined : `TTLSEnvironmentActionRef ${rule.environmentAction}`,
    connection:
      rule.connectionAction === undefined ? undefined : `TTLSConnectionActionRef ${rule.connectionAction}`,
  }
  const order = rule.actionOrder ?? (['group', 'environment', 'connection'] as const)
  const { job, user, times } = conditions
  // Only a condition that is coded may be absent from all others: a lone * makes the rule valid and says nothing.
  const jobname = job ? `${job.text}${job.isPrefix ? '*' : ''}` : '*'
  return block(`TTLSRule ${rule.name}`, [
    ...addressLines('Local', conditions.localAddresses, number, groups),
    ...addressLines('Remote', conditions.remoteAddresses, number, groups),
    ...portLines('Local', conditions.localPorts, number, groups),
    ...portLines('Remote', conditions.remotePorts, number, groups),
    `Jobname ${jobname}`,
    ...(user ? [`Userid ${user.text}${user.isPrefix ? '*' : ''}`] : []),
    ...(times ? timeLines(times, number, groups) : []),
    `Direction ${rule.direction}`,
    `Priority ${rule.priority}`,
    ...order.flatMap((scope) => actions[scope] ?? []),
  ])
}

type Side = 'Local' | 'Remote'

function addressLines(
  side: Side,
  ranges: readonly AddressRange[] | undefined,
  number: number,
  groups: string[],
): string[] {
  const [only, ...more] = ranges ?? []
  if (!only) return []
  if (more.length === 0) return [`${side}Addr ${rangeText(only)}`]
  const name = `${side.toLowerCase()}Addr~${number}`
  const entries = [only, ...more].map((range) => {
    const keyword = range.prefix === undefined ? 'Range' : 'Prefix'
    return block('IpAddrSet', [`${keyword} ${rangeText(range, true)}`])
  })
  groups.push(block(`IpAddrGroup ${name}`, entries))
  return [`${side}AddrGroupRef ${name}`]
}

function rangeText(range: AddressRange, asRange = false): string {
  const ends =
    range.family === 4
      ? [range.low, range.high].map((value) => formatAddress({ family: 4, value }))
      : [range.low, range.high].map((value) => formatAddress({ family: 6, value }))
  const [low = '', high = ''] = ends
  if (range.prefix !== undefined) return `${low}/${range.prefix}`
  return low === high && !asRange ? low : `${low}-${high}`
}

function portLines(
  side: Side,
  ranges: readonly PortRange[] | undefined,
  number: number,
  groups: string[],
): string[] {
  const texts = (ranges ?? []).map(({ low, high }) => `${low}-${high}`)
  const [only, ...more] = texts
  if (only === undefined) return []
  if (more.length === 0) return [`${side}PortRange ${only}`]
  const name = `${side.toLowerCase()}Ports~${number}`
  groups.push(
    block(
      `PortGroup ${name}`,
      texts.map((text) => block('PortRange', [`Port ${text}`])),
    ),
  )
  return [`${side}PortGroupRef ${name}`]
}

function timeLines(times: readonly TimeCondition[], number: number, groups: string[]): string[] {
  const conditions = times.map((time) => block('IpTimeCondition', timeParameters(time)))
  const [only, ...more] = conditions
  if (only !== undefined && more.length === 0) return [only]
  const name = `times~${number}`
  groups.push(block(`IpTimeGroup ${name}`, conditions))
  return [`IpTimeGroupRef ${name}`]
}

function timeParameters(time: TimeCondition): string[] {
  const { range, zone } = time
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const last = time.daysFromLast.includes('1') ? time.daysFromLast : ''
  return [
    ...(range ? [`ConditionTimeRange ${momentText(range.from, zone)}:${momentText(range.to, zone)}`] : []),
    `MonthOfYearMask ${time.months}`,
    `DayOfMonthMask ${time.daysFromFirst}${last}`,
    `DayOfWeekMask ${time.weekdays}`,
    ...(time.timesOfDay.length > 0
      ? [`TimeOfDayRange ${time.timesOfDay.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(',')}`]
      : []),
    `TimeZone ${zone}`,
  ]
}

function momentText(at: number, zone: 'Local' | 'UTC'): string {
  const shift = zone === 'UTC' ? 0 : new Date(at).getTimezoneOffset() * 60_000
  return new Date(at - shift).toISOString().slice(0, 19).replace(/[-:T]/g, '')
}

/** Statement, and the blocks inside it that the action has. */
function writeAction(keyword: string, action: Action): string {
  return block(`${keyword} ${action.name}`, blockLines(keyword, action))
}

function blockLines(statement: string, action: Action): string[] {
  const own = PARAMETERS.filter(
    (parameter) => parameter.in.includes(statement) && parameter.storedAs === undefined,
  ).flatMap((parameter) => parameterLines(parameter, action.attributes[parameter.keyword]?.value))
  const inner = STATEMENTS.filter(({ keyword }) => isInside(keyword, statement, action)).map(({ keyword }) =>
    block(`${keyword} ${action.blocks[keyword] ?? ''}`.trimEnd(), blockLines(keyword, action)),
  )
  return [...own, ...inner]
}

/** A block that two statements could hold stands in the nearer one that the action has. */
function isInside(keyword: string, statement: string, action: Action): boolean {
  if (action.blocks[keyword] === undefined) return false
  const parents = POLICY.statement(keyword)?.parents ?? []
  const holder = parents.find((parent) => parent === statement || action.blocks[parent] !== undefined)
  return holder === statement
}

const CODES_A_LINE = 8

function parameterLines({ keyword, value: kind }: Parameter, value: AttributeValue | undefined): string[] {
  if (value === undefined) return []
  if (typeof value !== 'object') return [`${keyword} ${value}`]
  if (kind.kind !== 'codes') return value.map((one) => `${keyword} ${one}`)
  // Four-digit codes of a list that also takes two-digit ones.
  const name = keyword === 'V3CipherSuites' ? 'V3CipherSuites4Char' : keyword
  const lines: string[] = []
  for (let at = 0; at < value.length; at += CODES_A_LINE)
    lines.push(`${name} ${value.slice(at, at + CODES_A_LINE).join('')}`)
  return lines
}
