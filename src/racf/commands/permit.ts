// PERMIT: the access list of a profile.

import { ACCESS_LEVELS } from '../access.ts'
import { mayChangeProfile } from '../authority.ts'
import { isClass } from '../classes.ts'
import type { AccessEntry, AccessLevel, ConditionalEntry, Profile } from '../database/records.ts'
import type { Operands, ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { type ChangeContext, changing } from './command.ts'
import { userOrGroup } from './names.ts'
import { sayRefresh } from './profiles.ts'

const CONDITIONS = ['SERVAUTH', 'PROGRAM', 'CONSOLE', 'TERMINAL', 'JESINPUT', 'APPCPORT', 'SYSID']

const SYNTAX: CommandSyntax = {
  name: 'PERMIT',
  abbreviations: ['PE'],
  positionals: [{ name: 'profile', help: 'profile name' }],
  operands: [
    { name: 'CLASS', takes: 'value', help: 'class of the profile' },
    { name: 'ID', takes: 'values', help: 'users and groups, or * for every defined user' },
    { name: 'ACCESS', takes: 'value', choices: ACCESS_LEVELS, help: 'the access they get' },
    { name: 'DELETE', takes: 'nothing', help: 'removes them from the list' },
    {
      name: 'RESET',
      takes: 'value',
      optional: true,
      choices: ['ALL', 'STANDARD', 'WHEN'],
      help: 'empties the list first',
    },
    {
      name: 'WHEN',
      takes: 'operands',
      operands: CONDITIONS.map((name) => ({
        name,
        takes: 'values',
        help: `only through this ${name} resource`,
      })),
      help: 'the conditional access list',
    },
    { name: 'GENERIC', takes: 'nothing', help: 'only if the profile is a pattern' },
  ],
  help: 'changes the access list of a profile',
}

export const permit = changing(SYNTAX, (command, context) => {
  const { operands } = command
  const name = command.positionals[0]?.[0]?.text.toUpperCase() ?? ''
  const className = operands.folded('CLASS')
  if (className === undefined) {
    context.say('IRRD126I', { operand: 'PERMIT', part: 'CLASS' })
    return
  }
  if (!isClass(context.objects, className)) {
    context.say('ICH14002I', { class: className })
    return
  }
  const profile = context.objects.get('profile', className, name)
  if (!profile || (operands.has('GENERIC') && !profile.generic)) {
    context.say('ICH06004I', { profile: name, class: className })
    return
  }
  if (!mayChangeProfile(context.objects, context.issuer, profile)) {
    context.say('ICH01001I', { issuer: context.issuer, command: `PERMIT for ${name}` })
    return
  }
  change(profile, command, context)
})

function change(profile: Profile, { operands }: ParsedCommand, context: ChangeContext): void {
  const reset = operands.has('RESET') ? (operands.folded('RESET') ?? 'ALL') : 'NONE'
  const cleared: Profile = {
    ...profile,
    access: reset === 'ALL' || reset === 'STANDARD' ? [] : profile.access,
    conditional: reset === 'ALL' || reset === 'WHEN' ? [] : profile.conditional,
  }
  const ids = knownIds(operands, context)
  if (ids.length === 0 && reset === 'NONE') {
    if (!operands.has('ID')) context.say('IRRD126I', { operand: 'PERMIT', part: 'ID' })
    return
  }
  const access = operands.has('DELETE')
    ? undefined
    : ((operands.folded('ACCESS') as AccessLevel | undefined) ?? 'READ')
  const after = operands.has('WHEN')
    ? { ...cleared, conditional: conditionalAfter(cleared.conditional, ids, access, operands.inside('WHEN')) }
    : { ...cleared, access: accessAfter(cleared.access, ids, access) }
  context.objects.put('profile', after)
  sayRefresh('ICH06011I', profile.class, context)
}

/** Users and groups that are defined, and `*`; the others are reported. */
function knownIds(operands: Operands, context: ChangeContext): string[] {
  return operands.foldedValues('ID').filter((id) => {
    if (id === '*' || userOrGroup(context.objects, id)) return true
    // An entry of a deleted user must go all the same.
    if (operands.has('DELETE')) return true
    context.say('ICH06007I', { id })
    return false
  })
}

/** Without `access` the entries are removed. */
function accessAfter(
  before: readonly AccessEntry[],
  ids: readonly string[],
  access: AccessLevel | undefined,
): AccessEntry[] {
  const others = before.filter((entry) => !ids.includes(entry.id))
  return access === undefined ? others : [...others, ...ids.map((id) => ({ id, access }))]
}

function conditionalAfter(
  before: readonly ConditionalEntry[],
  ids: readonly string[],
  access: AccessLevel | undefined,
  conditions: Operands,
): ConditionalEntry[] {
  const whens = [...conditions].flatMap(({ syntax, values }) =>
    values.map((value) => ({ class: syntax.name, name: value.text.toUpperCase() })),
  )
  const isNamed = (entry: ConditionalEntry): boolean =>
    ids.includes(entry.id) &&
    whens.some((when) => when.class === entry.when.class && when.name === entry.when.name)
  const others = before.filter((entry) => !isNamed(entry))
  if (access === undefined) return others
  return [...others, ...ids.flatMap((id) => whens.map((when) => ({ id, access, when })))]
}
