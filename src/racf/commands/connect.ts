// CONNECT: users to a group, or other authorities for users that are connected already.

import { isSpecial } from '../authority.ts'
import type { GroupAuthority, GroupConnection, User } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax, OperandSyntax } from '../reader/syntax.ts'
import { attributesAfter, ownerOperand } from './add-user.ts'
import { type ChangeContext, changing } from './command.ts'
import { issuerOf, timestamp, validNames } from './names.ts'

const GROUP_ATTRIBUTES: readonly OperandSyntax[] = ['SPECIAL', 'OPERATIONS', 'AUDITOR'].flatMap((name) => [
  { name, takes: 'nothing', help: `group-${name}` },
  { name: `NO${name}`, takes: 'nothing', help: `without group-${name}` },
])

const SYNTAX: CommandSyntax = {
  name: 'CONNECT',
  abbreviations: ['CO'],
  positionals: [{ name: 'user', list: true, help: 'user ID' }],
  operands: [
    { name: 'GROUP', takes: 'value', help: "group, by default the issuer's" },
    {
      name: 'AUTHORITY',
      takes: 'value',
      choices: ['USE', 'CREATE', 'CONNECT', 'JOIN'],
      help: 'authority in the group',
    },
    { name: 'OWNER', takes: 'value', help: 'user or group that owns the connection' },
    ...GROUP_ATTRIBUTES,
  ],
  help: 'connects users to a group',
}

export const connect = changing(SYNTAX, (command, context) => {
  const group = command.operands.folded('GROUP') ?? issuerOf(context).defaultGroup
  if (!mayConnect(group, context)) {
    context.say('ICH01001I', { issuer: context.issuer, command: `CONNECT for group ${group}` })
    return
  }
  if (!context.objects.get('group', group)) {
    context.say('ICH02006I', { group })
    return
  }
  for (const id of validNames(command.positionals[0] ?? [], 'user ID', context))
    connectUser(id, group, command, context)
})

/** SPECIAL, the group's owner, or CONNECT authority and more in the group. */
export function mayConnect(group: string, context: ChangeContext): boolean {
  if (isSpecial(context.objects, context.issuer)) return true
  if (context.objects.get('group', group)?.owner === context.issuer) return true
  const connection = issuerOf(context).connections.find((each) => each.group === group)
  return connection?.authority === 'CONNECT' || connection?.authority === 'JOIN'
}

function connectUser(id: string, group: string, { operands }: ParsedCommand, context: ChangeContext): void {
  const user = context.objects.get('user', id)
  if (!user) {
    context.say('ICH02005I', { user: id })
    return
  }
  const before = user.connections.find((each) => each.group === group)
  const owner = operands.has('OWNER') || !before ? ownerOperand(operands, context) : before.owner
  if (owner === undefined) return
  const connection: GroupConnection = {
    group,
    authority: (operands.folded('AUTHORITY') as GroupAuthority | undefined) ?? before?.authority ?? 'USE',
    owner,
    created: before?.created ?? timestamp(context),
    attributes: attributesAfter(before?.attributes ?? [], operands),
  }
  context.objects.put('user', withConnection(user, connection))
  if (before) context.say('ICH02007I', { user: id, group })
}

function withConnection(user: User, connection: GroupConnection): User {
  const isNew = !user.connections.some((each) => each.group === connection.group)
  const kept = user.connections.map((each) => (each.group === connection.group ? connection : each))
  return { ...user, connections: isNew ? [...kept, connection] : kept }
}
