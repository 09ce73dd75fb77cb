// What a pasearch report is made from, and which rules and actions its options select.

import type { Action, Policy, Rule } from './policy.ts'

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
