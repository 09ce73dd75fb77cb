// RDEFINE, RALTER, RDELETE: general resource profiles.

import { isSpecial, mayChangeProfile } from '../authority.ts'
import { DEFAULT_UACC, isCertificateClass, isClass } from '../classes.ts'
import type { Profile } from '../database/records.ts'
import { genericNameProblem, hasGenericCharacter } from '../generic-names.ts'
import type { MessageId } from '../messages.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax, PositionalSyntax } from '../reader/syntax.ts'
import { ownerOperand } from './add-user.ts'
import { type ChangeContext, changing, type ViewContext } from './command.ts'
import { timestamp } from './names.ts'
import { changedProfile, PROFILE_OPERANDS } from './profile-operands.ts'

const CLASS_AND_PROFILES: readonly PositionalSyntax[] = [
  { name: 'class', help: 'class name' },
  { name: 'profile', list: true, help: 'profile name' },
]

function syntaxOf(name: string, abbreviations: string[], help: string): CommandSyntax {
  const operands = name === 'RDELETE' ? [] : PROFILE_OPERANDS
  return { name, abbreviations, positionals: CLASS_AND_PROFILES, operands, help }
}

const MAX_NAME_LENGTH = 246

/** The class and the profile names of a command; undefined when the class is none, which has been said. */
export function profileNames(
  command: ParsedCommand,
  context: ViewContext,
): { readonly className: string; readonly names: string[] } | undefined {
  const [classValue, profiles = []] = command.positionals
  const className = classValue?.[0]?.text.toUpperCase() ?? ''
  if (!isClass(context.objects, className) || isCertificateClass(className)) {
    context.say('ICH14002I', { class: className })
    return undefined
  }
  return { className, names: profiles.map((value) => value.text.toUpperCase()) }
}

export const defineProfile = changing(
  syntaxOf('RDEFINE', ['RDEF'], 'defines a general resource profile'),
  (command, context) => {
    const found = profileNames(command, context)
    if (!found) return
    if (!isSpecial(context.objects, context.issuer)) {
      context.say('ICH01001I', { issuer: context.issuer, command: 'RDEFINE' })
      return
    }
    for (const name of found.names) define(found.className, name, command, context)
  },
)

function define(className: string, name: string, { operands }: ParsedCommand, context: ChangeContext): void {
  const { objects, issuer } = context
  if (objects.get('profile', className, name)) {
    context.say('ICH10102I', { profile: name, class: className })
    return
  }
  const problem = nameProblem(name)
  if (problem) {
    context.say('IKJ56702I', { value: name, kind: `profile name: ${problem}` })
    return
  }
  const owner = ownerOperand(operands, context)
  const isPattern = objects.get('class', className)?.generic === true && hasGenericCharacter(name)
  if (owner === undefined) return
  const addsCreator = objects.get('options', 'SETROPTS')?.addCreator !== false
  const empty: Profile = {
    class: className,
    name,
    generic: isPattern,
    owner,
    created: timestamp(context),
    uacc: DEFAULT_UACC,
    level: 0,
    warning: false,
    access: addsCreator ? [{ id: issuer, access: 'ALTER' }] : [],
    conditional: [],
    members: [],
    segments: {},
  }
  const profile = changedProfile(empty, operands, context)
  if (!profile) return
  objects.put('profile', profile)
  if (hasGenericCharacter(name) && !isPattern) context.say('ICH10302I', { profile: name, class: className })
  sayRefresh('ICH10006I', className, context)
}

function nameProblem(name: string): string | undefined {
  if (name.length > MAX_NAME_LENGTH) return `it is longer than ${MAX_NAME_LENGTH} characters`
  if (name === '' || /[\s,;()']/.test(name)) return 'blanks, commas and parentheses have no place in it'
  return hasGenericCharacter(name) ? genericNameProblem(name) : undefined
}

export const alterProfile = changing(
  syntaxOf('RALTER', ['RALT'], 'changes a general resource profile'),
  (command, context) => {
    for (const profile of changeable(command, 'ICH11102I', context)) {
      const owner = command.operands.has('OWNER') ? ownerOperand(command.operands, context) : profile.owner
      const after =
        owner === undefined ? undefined : changedProfile({ ...profile, owner }, command.operands, context)
      if (!after) continue
      context.objects.put('profile', after)
      sayRefresh('ICH11009I', profile.class, context)
    }
  },
)

export const deleteProfile = changing(
  syntaxOf('RDELETE', ['RDEL'], 'deletes a general resource profile'),
  (command, context) => {
    for (const profile of changeable(command, 'ICH12102I', context)) {
      context.objects.remove('profile', profile.class, profile.name)
      sayRefresh('ICH12002I', profile.class, context)
    }
  },
)

/** The named profiles that exist and that the issuer may change; the others are reported. */
function changeable(
  command: ParsedCommand,
  missing: 'ICH11102I' | 'ICH12102I',
  context: ChangeContext,
): Profile[] {
  const found = profileNames(command, context)
  if (!found) return []
  return found.names.flatMap((name) => {
    const profile = context.objects.get('profile', found.className, name)
    if (!profile) context.say(missing, { profile: name, class: found.className })
    else if (mayChangeProfile(context.objects, context.issuer, profile)) return [profile]
    else context.say('ICH01001I', { issuer: context.issuer, command: `${command.syntax.name} for ${name}` })
    return []
  })
}

type RefreshMessage = Extract<MessageId, 'ICH10006I' | 'ICH11009I' | 'ICH12002I' | 'ICH06011I'>

/** Says so when the change has no effect before a REFRESH. */
export function sayRefresh(id: RefreshMessage, className: string, context: ChangeContext): void {
  if (context.objects.get('class', className)?.raclisted === true) context.say(id, { class: className })
}
