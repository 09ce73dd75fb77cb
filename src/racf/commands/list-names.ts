// LISTUSER and LISTGRP, in RACF's layouts.

import { isSpecial } from '../authority.ts'
import type { Group, GroupConnection, Segment, User } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { showing, type ViewContext } from './command.ts'
import { issuerOf } from './names.ts'
import { GROUP_SEGMENTS, USER_SEGMENTS } from './segments.ts'

const LIST_USER: CommandSyntax = {
  name: 'LISTUSER',
  abbreviations: ['LU'],
  positionals: [{ name: 'user', list: true, optional: true, help: 'user ID, or * for all' }],
  operands: [
    { name: 'NORACF', takes: 'nothing', help: 'the segments only' },
    ...USER_SEGMENTS.map((name) => ({ name, takes: 'nothing' as const, help: `the ${name} segment` })),
  ],
  help: 'shows user IDs',
}

export const listUser = showing(LIST_USER, (command, context) => {
  const names = command.positionals[0]?.map((value) => value.text.toUpperCase()) ?? []
  const wanted = names.length === 0 ? [context.issuer] : names
  const users = wanted.flatMap((name) => {
    if (name === '*') return context.objects.all('user')
    const user = context.objects.get('user', name)
    if (!user) context.say('ICH30001I', { kind: 'user', name })
    return user ? [user] : []
  })
  for (const user of users) {
    if (mayList(user, context)) for (const line of userLines(user, command)) context.list(line)
    else context.say('ICH01001I', { issuer: context.issuer, command: `LISTUSER for ${user.id}` })
  }
})

function mayList(user: User, context: ViewContext): boolean {
  const { issuer, objects } = context
  const { attributes } = issuerOf(context)
  const isAuditor = attributes.includes('AUDITOR') || attributes.includes('ROAUDIT')
  return user.id === issuer || user.owner === issuer || isAuditor || isSpecial(objects, issuer)
}

function userLines(user: User, { operands }: ParsedCommand): string[] {
  const lines = operands.has('NORACF')
    ? []
    : [...headLines(user), ...user.connections.flatMap(connectionLines)]
  if (!operands.has('NORACF'))
    lines.push(
      'SECURITY-LEVEL=NONE SPECIFIED',
      'CATEGORY-AUTHORIZATION',
      ' NONE SPECIFIED',
      'SECURITY-LABEL=NONE SPECIFIED',
    )
  for (const name of USER_SEGMENTS)
    if (operands.has(name)) lines.push('', ...segmentLines(name, user.segments[name], 'USER'))
  return lines
}

function headLines(user: User): string[] {
  const name = (user.name ?? 'UNKNOWN').padEnd(20)
  const changed = user.password ? julian(user.password.changed) : 'N/A'
  const phrase = user.phrase ? julian(user.phrase.changed) : 'N/A'
  const data = user.data === undefined ? ' NO-INSTALLATION-DATA' : ` INSTALLATION-DATA=${user.data}`
  return [
    `USER=${user.id.padEnd(8)} NAME=${name} OWNER=${user.owner.padEnd(8)}  CREATED=${julian(user.created)}`,
    ` DEFAULT-GROUP=${user.defaultGroup.padEnd(8)} PASSDATE=${changed.padEnd(6)} PASS-INTERVAL=N/A PHRASEDATE=${phrase}`,
    ` ATTRIBUTES=${attributesOf(user)}`,
    ' REVOKE DATE=NONE   RESUME DATE=NONE',
    ' LAST-ACCESS=UNKNOWN',
    ' CLASS AUTHORIZATIONS=NONE',
    data,
    ' NO-MODEL-NAME',
    ' LOGON ALLOWED   (DAYS)          (TIME)',
    ' ---------------------------------------------',
    ' ANYDAY                          ANYTIME',
  ]
}

function attributesOf(user: User): string {
  const words: string[] = [...user.attributes]
  if (!user.password && !user.phrase) words.push('PROTECTED')
  if (user.phrase) words.push('PASSPHRASE')
  if (user.revoked) words.push('REVOKED')
  return words.length === 0 ? 'NONE' : words.join(' ')
}

function connectionLines(connection: GroupConnection): string[] {
  const { group, authority, owner, created, attributes } = connection
  return [
    `  GROUP=${group.padEnd(8)}  AUTH=${authority.padEnd(8)} CONNECT-OWNER=${owner.padEnd(8)}  CONNECT-DATE=${julian(created)}`,
    '    CONNECTS=    00  UACC=NONE     LAST-CONNECT=UNKNOWN',
    `    CONNECT ATTRIBUTES=${attributes.length === 0 ? 'NONE' : attributes.join(' ')}`,
    '    REVOKE DATE=NONE   RESUME DATE=NONE',
  ]
}

function segmentLines(name: string, segment: Segment | undefined, owner: 'USER' | 'GROUP'): string[] {
  if (!segment) return [`NO ${name} INFORMATION`]
  const title = `${name} INFORMATION`
  const values = Object.entries(segment).map(([key, value]) => `${key}= ${value.join(' ')}`)
  return [
    title,
    '-'.repeat(title.length),
    ...(values.length === 0 ? [`NO VALUES FOR THIS ${owner}`] : values),
  ]
}

/** yy.ddd, the day in local time. */
function julian(iso: string): string {
  const time = new Date(iso)
  // Both days counted in UTC, so that a change to summer time between them does not matter.
  const day = Date.UTC(time.getFullYear(), time.getMonth(), time.getDate())
  const number = (day - Date.UTC(time.getFullYear(), 0, 0)) / 86_400_000
  const year = String(time.getFullYear() % 100).padStart(2, '0')
  return `${year}.${String(number).padStart(3, '0')}`
}

const LIST_GROUP: CommandSyntax = {
  name: 'LISTGRP',
  abbreviations: ['LG'],
  positionals: [{ name: 'group', list: true, optional: true, help: 'group name, or * for all' }],
  operands: [
    { name: 'NORACF', takes: 'nothing', help: 'the segments only' },
    ...GROUP_SEGMENTS.map((name) => ({ name, takes: 'nothing' as const, help: `the ${name} segment` })),
  ],
  help: 'shows groups',
}

export const listGroup = showing(LIST_GROUP, (command, context) => {
  const names = command.positionals[0]?.map((value) => value.text.toUpperCase()) ?? []
  const wanted = names.length === 0 ? [issuerOf(context).defaultGroup] : names
  const groups = wanted.flatMap((name) => {
    if (name === '*') return context.objects.all('group')
    const group = context.objects.get('group', name)
    if (!group) context.say('ICH30001I', { kind: 'group', name })
    return group ? [group] : []
  })
  for (const group of groups) {
    const isOwner = group.owner === context.issuer || isSpecial(context.objects, context.issuer)
    if (isOwner) for (const line of groupLines(group, command, context)) context.list(line)
    else context.say('ICH01001I', { issuer: context.issuer, command: `LISTGRP for ${group.id}` })
  }
})

function groupLines(group: Group, { operands }: ParsedCommand, context: ViewContext): string[] {
  const { objects } = context
  const subgroups = objects.all('group').filter((each) => each.superior === group.id)
  const lines = [
    `INFORMATION FOR GROUP ${group.id}`,
    `    SUPERIOR GROUP=${(group.superior ?? 'NONE').padEnd(8)}     OWNER=${group.owner.padEnd(8)}  CREATED=${julian(group.created)}`,
    group.data === undefined ? '    NO INSTALLATION DATA' : `    INSTALLATION DATA=${group.data}`,
    '    NO MODEL DATA SET',
    group.noTerminalAccess === true ? '    NOTERMUACC' : '    TERMUACC',
    subgroups.length === 0
      ? '    NO SUBGROUPS'
      : `    SUBGROUP(S)= ${subgroups
          .map((each) => each.id.padEnd(8))
          .join(' ')
          .trimEnd()}`,
    ...memberLines(group, context),
  ]
  const base = operands.has('NORACF') ? [] : lines
  for (const name of GROUP_SEGMENTS)
    if (operands.has(name)) base.push('', ...segmentLines(name, group.segments[name], 'GROUP'))
  return base
}

function memberLines(group: Group, context: ViewContext): string[] {
  const members = context.objects.all('user').flatMap((user) => {
    const connection = user.connections.find((each) => each.group === group.id)
    return connection ? [{ user, connection }] : []
  })
  if (members.length === 0) return ['    NO USERS']
  return [
    '    USER(S)=      ACCESS=      ACCESS COUNT=      UNIVERSAL ACCESS=',
    ...members.flatMap(({ user, connection }) => [
      `      ${user.id.padEnd(8)}      ${connection.authority.padEnd(12)}000000               NONE`,
      `         CONNECT ATTRIBUTES=${connection.attributes.length === 0 ? 'NONE' : connection.attributes.join(' ')}`,
      '         REVOKE DATE=NONE                 RESUME DATE=NONE',
    ]),
  ]
}
