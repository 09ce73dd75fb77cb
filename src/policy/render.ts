// The pasearch report (operator.md 1.1), column by column as z/OS prints it, from the installed policy. Pure: the
// command line and the operator console print what comes out of here.

import { type AddressRange, formatAddress, type PortRange } from '../common/address.ts'
import { isSecret } from './keywords.ts'
import type { Action, Conditions, Level, Policy, Rule, TimeCondition } from './policy.ts'
import { renderConnection, renderEnvironment, renderGroup } from './render-actions.ts'
import { calendarText, minutesText, padded, type Stamp, stamped } from './render-layout.ts'

export interface RenderInput {
  readonly policy: Policy
  /** Name of the stack. */
  readonly image: string
  /** When the policy was loaded, Unix milliseconds; the instance id is made of it. */
  readonly loaded: number
  readonly now: number
  /** Whether a rule is active now; decides its Status. */
  isActive(rule: Rule): boolean
}

/** The options of the pasearch command that concern AT-TLS. */
export interface RenderOptions {
  /** -r, -a; neither is both, as -e. */
  readonly rules?: boolean
  readonly actions?: boolean
  /** -n: names only. */
  readonly names?: boolean
  /** -f: entries whose name begins with this. */
  readonly filter?: string
  /** -I: inactive entries only; otherwise active ones, -A. */
  readonly inactive?: boolean
}

export const NOTHING_RETRIEVED = 'No policies retrieved'

export type Scope = 'group' | 'environment' | 'connection'

export interface Selected {
  readonly rule: Rule
  /** Actions to show with the rule, in the order in which it names them. */
  readonly actions: readonly { readonly scope: Scope; readonly action: Action }[]
}

/** What the options select, in order of lookup. */
export function selectEntries(input: RenderInput, options: RenderOptions): readonly Selected[] {
  const wanted = (name: string) => options.filter === undefined || name.startsWith(options.filter)
  return input.policy.rules
    .filter((rule) => input.isActive(rule) !== (options.inactive === true))
    .flatMap((rule) => {
      const actions = actionsOf(rule, input.policy)
      const named = wanted(rule.name) ? actions : actions.filter(({ action }) => wanted(action.name))
      return wanted(rule.name) || named.length > 0 ? [{ rule, actions: named }] : []
    })
}

function actionsOf(rule: Rule, policy: Policy): Selected['actions'] {
  const found = {
    group: policy.groupActions[rule.groupAction],
    environment:
      rule.environmentAction === undefined ? undefined : policy.environmentActions[rule.environmentAction],
    connection:
      rule.connectionAction === undefined ? undefined : policy.connectionActions[rule.connectionAction],
  }
  const order = rule.actionOrder ?? (['group', 'environment', 'connection'] as const)
  return order.flatMap((scope) => {
    const action = found[scope]
    return action ? [{ scope, action }] : []
  })
}

export function renderPolicy(input: RenderInput, options: RenderOptions = {}): string {
  const entries = selectEntries(input, options)
  if (entries.length === 0) return `${NOTHING_RETRIEVED}\n`
  const both = options.rules === options.actions
  const lines = renderHeader(input)
  const shown = new Set<string>()
  for (const entry of entries) {
    if (both || options.rules)
      lines.push(...(options.names ? [ruleName(entry.rule)] : renderRule(entry, input)))
    if (!(both || options.actions)) continue
    for (const { scope, action } of entry.actions) {
      if (!options.names) lines.push(...renderAction(scope, action, input))
      else if (both || !shown.has(`${scope} ${action.name}`)) lines.push(actionName(action.name))
      shown.add(`${scope} ${action.name}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** `CS 3.1`, `CS V2R3`. */
export function releaseOf(level: Level): string {
  return `CS ${level}`
}

export function renderHeader({ policy, image, loaded, now }: RenderInput): string[] {
  const { date, time } = calendarText(now)
  return [
    '',
    `${`TCP/IP pasearch ${releaseOf(policy.level)}`.padEnd(42)}Image Name: ${image.padEnd(25)}`,
    `  Date:                 ${date.padEnd(18)}Time:  ${time}`,
    `  TTLS Instance Id:     ${Math.floor(loaded / 1000)}`,
    '',
  ]
}

const NAME = 47
const SHORT = 16

function ruleName(rule: Rule): string {
  return `policyRule:             ${padded(rule.name, NAME)}`
}

function actionName(name: string): string {
  return `  TTLS Action:                  ${padded(name, NAME)}`
}

const SCOPE_NAMES: Readonly<Record<Scope, string>> = {
  group: 'Group',
  environment: 'Environment',
  connection: 'Connection',
}

function field(indent: number, label: string, value: string, width = 0): string {
  return `${' '.repeat(indent)}${`${label}:`.padEnd(24 - indent)}${value.padEnd(width)}`
}

function pair(left: string, label: string, value: string, width: number): string {
  return `${left.padEnd(42)}${`${label}:`.padEnd(19)}${value.padEnd(width)}`
}

function renderRule({ rule, actions }: Selected, input: RenderInput): string[] {
  const { conditions } = rule
  const status = input.isActive(rule) ? 'Active' : 'Inactive'
  const priority = String(rule.priority)
  const stamp: Stamp = { loaded: input.loaded, indent: 2 }
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
    ...(conditions.times ?? [ALWAYS]).flatMap(renderTimes),
    pair('  TTLS Condition Summary:', 'NegativeIndicator', 'Off', 0),
    '   Local Address:',
    ...renderAddresses(conditions.localAddresses),
    '   Remote Address:',
    ...renderAddresses(conditions.remoteAddresses),
    ...renderPorts('Local', conditions.localPorts),
    ...renderPorts('Remote', conditions.remotePorts),
    pair(field(3, 'JobName', pattern(conditions.job), SHORT), 'UserId', pattern(conditions.user), SHORT),
    field(3, 'ServiceDirection', rule.direction, SHORT),
    ...stamped(stamp),
    '',
  ]
}

function pattern(name: Conditions['job']): string {
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

function renderTimes(times: TimeCondition): string[] {
  const moment = (at: number | undefined) => (at === undefined ? 'None' : calendarText(at).stamp)
  const ranges = times.timesOfDay.length === 0 ? [{ from: 0, to: MINUTES_A_DAY }] : times.timesOfDay
  return [
    '   Day of Month Mask:',
    field(3, 'First to Last', times.daysFromFirst),
    field(3, 'Last to First', times.daysFromLast),
    field(3, 'Month of Yr Mask', times.months, SHORT),
    field(3, 'Day of Week Mask', `${times.weekdays}  (Sunday - Saturday)`),
    field(3, 'Start Date Time', moment(times.range?.from), SHORT),
    field(3, 'End Date Time', moment(times.range?.to), SHORT),
    ...ranges.flatMap(({ from, to }) => [
      pair(field(3, 'Fr TimeOfDay', minutesText(from)), 'To TimeOfDay', minutesText(to), SHORT),
      pair(
        field(3, 'Fr TimeOfDay UTC', minutesText(from % MINUTES_A_DAY)),
        'To TimeOfDay UTC',
        minutesText(to % MINUTES_A_DAY),
        SHORT,
      ),
    ]),
    field(3, 'TimeZone', times.zone, SHORT),
  ]
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
    const { low } = ends(first)
    return [field(4, 'FromAddr', low, ADDRESS), field(4, 'Prefix', String(first.prefix), ADDRESS)]
  }
  const all = [first, ...more]
  if (all.some((range) => range.family !== first.family || (more.length > 0 && Number(range.low) === 0)))
    return both('All', 'All')
  const lowest = all.reduce((best, range) => (range.low < best.low ? range : best))
  const highest = all.reduce((best, range) => (range.high > best.high ? range : best))
  return both(ends(lowest).low, ends(highest).high)
}

function ends(range: AddressRange): { low: string; high: string } {
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

function renderAction(scope: Scope, action: Action, { policy, loaded }: RenderInput): string[] {
  const body = {
    group: renderGroup,
    environment: renderEnvironment,
    connection: renderConnection,
  }[scope](action, policy.level)
  return [
    actionName(action.name),
    `    Version:                    ${padded('3', SHORT)}`,
    `    Status:                     ${padded('Active', 8)}`,
    `    Scope:                      ${SCOPE_NAMES[scope]}`,
    ...body,
    ...stamped({ loaded, indent: 4 }),
    '',
  ]
}

export interface ConfigurationInput {
  readonly file: string
  readonly flush: boolean
  readonly purge: boolean
  /** Undefined: the file is not checked at intervals. */
  readonly intervalSeconds: number | undefined
}

/** -c. The layout of z/OS is not known; ours has the same columns as the rest of the report. */
export function renderConfiguration(input: RenderInput, configuration: ConfigurationInput): string {
  const { file, flush, purge, intervalSeconds } = configuration
  const lines = [
    ...renderHeader(input),
    'policyConfig:           TTLS',
    field(2, 'Config File', file),
    field(2, 'Flush', flush ? 'FLUSH' : 'NOFLUSH'),
    field(2, 'Purge', purge ? 'PURGE' : 'NOPURGE'),
    field(2, 'Update Interval', intervalSeconds === undefined ? 'None' : String(intervalSeconds)),
    field(2, 'Rules', String(input.policy.rules.length)),
    '',
  ]
  return `${lines.join('\n')}\n`
}

/** -C. */
export function renderImages(images: readonly string[]): string {
  return images.length === 0 ? `${NOTHING_RETRIEVED}\n` : `${images.join('\n')}\n`
}

/** The same entries as data. */
export function renderJson(input: RenderInput, options: RenderOptions = {}): string {
  const both = options.rules === options.actions
  const entries = selectEntries(input, options).map(({ rule, actions }) => ({
    rule: rule.name,
    status: input.isActive(rule) ? 'Active' : 'Inactive',
    ...((both || options.rules) && !options.names && { ...ruleData(rule) }),
    ...((both || options.actions) && {
      actions: actions.map(({ scope, action }) => ({
        name: action.name,
        scope: SCOPE_NAMES[scope],
        ...(!options.names && { coded: codedValues(action) }),
      })),
    }),
  }))
  const { policy, image, loaded } = input
  const report = { image, level: policy.level, instanceId: Math.floor(loaded / 1000), entries }
  return `${JSON.stringify(report, null, 2)}\n`
}

function ruleData(rule: Rule): Record<string, unknown> {
  const { conditions } = rule
  return {
    priority: rule.priority,
    direction: rule.direction,
    localAddresses: conditions.localAddresses?.map(rangeText) ?? 'All',
    remoteAddresses: conditions.remoteAddresses?.map(rangeText) ?? 'All',
    localPorts: conditions.localPorts ?? 'All',
    remotePorts: conditions.remotePorts ?? 'All',
    jobname: pattern(conditions.job),
    userid: pattern(conditions.user),
    times: conditions.times ?? [],
  }
}

function rangeText(range: AddressRange): string {
  const { low, high } = ends(range)
  if (range.prefix !== undefined) return `${low}/${range.prefix}`
  return low === high ? low : `${low}-${high}`
}

function codedValues(action: Action): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(action.attributes).flatMap(([keyword, coded]) =>
      coded ? [[keyword, isSecret(keyword) ? '[secret]' : coded.value]] : [],
    ),
  )
}
