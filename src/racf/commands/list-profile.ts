// RLIST: a profile as RACF shows it (identity.md 3.6). A PassTicket key is never shown, only how it is kept.

import { accessTo, profileFor } from '../access.ts'
import { mayChangeProfile } from '../authority.ts'
import type { Profile, SignOn } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { showing, type ViewContext } from './command.ts'
import { profileNames } from './profiles.ts'
import { RESOURCE_SEGMENTS } from './segments.ts'

const SYNTAX: CommandSyntax = {
  name: 'RLIST',
  abbreviations: ['RL'],
  positionals: [
    { name: 'class', help: 'class name' },
    { name: 'profile', list: true, help: 'profile name, or * for all' },
  ],
  operands: [
    { name: 'ALL', takes: 'nothing', help: 'everything' },
    { name: 'AUTHUSER', takes: 'nothing', help: 'the access lists' },
    { name: 'SSIGNON', takes: 'nothing', help: 'how a PassTicket key is kept' },
    { name: 'STDATA', takes: 'nothing', help: 'the identity of started tasks' },
    { name: 'NORACF', takes: 'nothing', help: 'the segments only' },
    { name: 'RESGROUP', takes: 'nothing', help: 'the grouping profiles that the name is a member of' },
    ...RESOURCE_SEGMENTS.map((name) => ({ name, takes: 'nothing' as const, help: `the ${name} segment` })),
  ],
  help: 'shows general resource profiles',
}

export const listProfile = showing(SYNTAX, (command, context) => {
  const found = profileNames(command, context)
  if (!found) return
  const { className, names } = found
  const profiles = names.flatMap((name) => {
    const all = context.objects.all('profile').filter((profile) => profile.class === className)
    if (name === '*') return all
    const profile = all.find((each) => each.name === name) ?? profileFor(context.objects, className, name)
    if (!profile) context.say('ICH13003I', { profile: name, class: className })
    return profile ? [profile] : []
  })
  if (names.includes('*') && profiles.length === 0) context.say('ICH13004I', { class: className })
  for (const [index, profile] of profiles.entries()) {
    if (!mayList(profile, context)) {
      context.say('ICH01001I', { issuer: context.issuer, command: `RLIST for ${profile.name}` })
      continue
    }
    if (index > 0) context.list('')
    for (const line of profileLines(profile, command, context)) context.list(line)
  }
})

/** Owners and those who can read the resource may see the profile. */
function mayList(profile: Profile, context: ViewContext): boolean {
  return (
    mayChangeProfile(context.objects, context.issuer, profile) ||
    accessTo(context.objects, profile, context.issuer) !== 'NONE'
  )
}

function profileLines(profile: Profile, { operands }: ParsedCommand, context: ViewContext): string[] {
  const shows = (name: string): boolean => operands.has('ALL') || operands.has(name)
  const lines = operands.has('NORACF') ? [] : baseLines(profile, context)
  const mayChange = mayChangeProfile(context.objects, context.issuer, profile)
  if (shows('AUTHUSER') && !operands.has('NORACF') && mayChange) lines.push('', ...accessLines(profile))
  if (shows('RESGROUP')) lines.push('', ...groupLines(profile, context))
  if (shows('SSIGNON') && profile.signOn) lines.push('', ...signOnLines(profile.signOn))
  if (shows('STDATA') && profile.started) {
    const { user, group, trusted, privileged } = profile.started
    lines.push('', ...heading('STDATA INFORMATION'), `USER= ${user ?? ''}`, `GROUP= ${group ?? ''}`)
    lines.push(`TRUSTED= ${trusted ? 'YES' : 'NO'}`, `PRIVILEGED= ${privileged ? 'YES' : 'NO'}`)
  }
  for (const [name, segment] of Object.entries(profile.segments))
    if (shows(name)) {
      lines.push('', ...heading(`${name} INFORMATION`))
      lines.push(...Object.entries(segment).map(([key, values]) => `${key}= ${values.join(' ')}`))
    }
  return lines
}

function baseLines(profile: Profile, context: ViewContext): string[] {
  const { owner, uacc, level, warning } = profile
  const yours = accessTo(context.objects, profile, context.issuer)
  const number = String(level).padStart(2, '0')
  return [
    'CLASS      NAME',
    '-----      ----',
    `${profile.class.padEnd(10)} ${profile.name}${profile.generic ? ' (G)' : ''}`,
    '',
    'LEVEL  OWNER      UNIVERSAL ACCESS  YOUR ACCESS  WARNING',
    '-----  --------   ----------------  -----------  -------',
    ` ${number}    ${owner.padEnd(8)}    ${uacc.padStart(8)}            ${yours.padStart(8)}    ${warning ? 'YES' : 'NO'}`,
    '',
    ...heading('INSTALLATION DATA'),
    profile.data ?? 'NONE',
    '',
    ...heading('APPLICATION DATA'),
    profile.applicationData ?? 'NONE',
    '',
    ...heading('AUDITING'),
    profile.audit ?? 'FAILURES(READ)',
    '',
    ...heading('NOTIFY'),
    profile.notify ?? 'NO USER TO BE NOTIFIED',
  ]
}

function heading(text: string): string[] {
  return [text, '-'.repeat(text.length)]
}

function accessLines({ access, conditional }: Profile): string[] {
  const lines = [
    'USER      ACCESS   ACCESS COUNT',
    '----      ------   ------ -----',
    ...access.map((entry) => `${entry.id.padEnd(8)}  ${entry.access.padEnd(12)}000000`),
  ]
  if (access.length === 0) lines.push('NO USERS IN ACCESS LIST')
  if (conditional.length === 0) return lines
  return [
    ...lines,
    '',
    'USER      ACCESS   ACCESS COUNT   CONDITION',
    '----      ------   ------ -----   ---------',
    ...conditional.map(
      ({ id, access: level, when }) =>
        `${id.padEnd(8)}  ${level.padEnd(12)}000000         ${when.class}(${when.name})`,
    ),
  ]
}

function groupLines({ name }: Profile, context: ViewContext): string[] {
  const groups = context.objects.all('profile').filter((each) => each.members.includes(name))
  return [
    ...heading('RESOURCE GROUPS'),
    ...(groups.length === 0 ? ['NONE'] : groups.map((each) => each.name)),
  ]
}

function signOnLines(signOn: SignOn): string[] {
  const lines = heading('SSIGNON INFORMATION')
  if (signOn.masked !== undefined) lines.push('KEYMASKED, NOT SHOWN')
  if (signOn.encrypted !== undefined) lines.push('KEYENCRYPTED, NOT SHOWN')
  if (signOn.label !== undefined) lines.push(`KEYLABEL: ${signOn.label}`)
  if (signOn.enhancedLabel !== undefined) {
    lines.push(`EPTKEYLABEL: ${signOn.enhancedLabel}`)
    lines.push(`TYPE: ${signOn.type ?? 'MIXED'}`, `TIMEOUT: ${signOn.timeout ?? 60}`)
    lines.push(`REPLAY: ${signOn.replay === true ? 'YES' : 'NO'}`)
  }
  return lines
}
