// The pasearch report (operator.md 1.1), column by column as z/OS prints it, from the installed policy. Pure: the
// command line and the operator console print what comes out of here.

import type { Action, Level } from './policy.ts'
import { renderConnection, renderEnvironment, renderGroup } from './render-actions.ts'
import { type RenderInput, type RenderOptions, type Scope, selectEntries } from './render-entries.ts'
import { calendarText, field, NAME, padded, SCOPE_NAMES, SHORT, stamped } from './render-layout.ts'
import { renderRule, ruleName } from './render-rule.ts'

export const NOTHING_RETRIEVED = 'No policies retrieved'

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

function actionName(name: string): string {
  return `  TTLS Action:                  ${padded(name, NAME)}`
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
