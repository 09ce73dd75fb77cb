// User IDs, groups and issuers as commands meet them.

import { parseUserId } from '../../common/names.ts'
import type { Group, User } from '../database/records.ts'
import type { View } from '../database/view.ts'
import type { Value } from '../reader/parsed-command.ts'
import type { ViewContext } from './command.ts'

/** The folded names that can be user IDs or groups; the others are reported. */
export function validNames(
  values: readonly Value[],
  kind: 'user ID' | 'group',
  context: ViewContext,
): string[] {
  return values.flatMap(({ text }) => {
    const name = parseUserId(text)
    if (name === undefined) context.say('IKJ56702I', { value: text, kind })
    return name === undefined ? [] : [name]
  })
}

export function issuerOf(context: ViewContext): User {
  const user = context.objects.get('user', context.issuer)
  if (!user) throw new Error(`invariant: issuer ${context.issuer} was checked to exist`)
  return user
}

/** Users and groups share one name space. */
export function userOrGroup(view: View, name: string): User | Group | undefined {
  return view.get('user', name) ?? view.get('group', name)
}

export function timestamp(context: ViewContext): string {
  return new Date(context.clock.now()).toISOString()
}
