// The entries of a pasearch report as data, for programs.

import { isSecret } from './keywords.ts'
import type { Action, Rule } from './policy.ts'
import { type RenderInput, type RenderOptions, selectEntries } from './render-entries.ts'
import { SCOPE_NAMES } from './render-layout.ts'
import { addressEnds, patternText } from './render-rule.ts'

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
    jobname: patternText(conditions.job),
    userid: patternText(conditions.user),
    times: conditions.times ?? [],
  }
}

function rangeText(range: Parameters<typeof addressEnds>[0]): string {
  const { low, high } = addressEnds(range)
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
