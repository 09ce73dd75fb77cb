// DELUSER, DELGROUP and REMOVE: users, groups and connections go, with what belongs to them alone.

import { isSpecial } from '../authority.ts'
import type { Group, User } from '../database/records.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { type ChangeContext, changing } from './command.ts'
import { mayConnect } from './connect.ts'
import { issuerOf, validNames } from './names.ts'

const DELETE_USER: CommandSyntax = {
  name: 'DELUSER',
  abbreviations: ['DU'],
  positionals: [{ name: 'user', list: true, help: 'user ID' }],
  operands: [],
  help: 'deletes a user ID with its certificates and key rings',
}

export const deleteUser = changing(DELETE_USER, (command, context) => {
  for (const id of validNames(command.positionals[0] ?? [], 'user ID', context)) {
    const user = context.objects.get('user', id)
    if (!user) context.say('ICH30001I', { kind: 'user', name: id })
    else if (id === context.issuer) context.say('ICH04005I', { user: id })
    else if (isSpecial(context.objects, context.issuer) || user.owner === context.issuer)
      removeUser(id, context)
    else context.say('ICH01001I', { issuer: context.issuer, command: `DELUSER for ${id}` })
  }
})

function removeUser(id: string, context: ChangeContext): void {
  const { objects } = context
  for (const kind of ['certificate', 'ring', 'filter'] as const)
    for (const object of objects.all(kind))
      if (object.owner === id) objects.remove(kind, id, 'label' in object ? object.label : object.name)
  for (const ring of objects.all('ring')) {
    const connections = ring.connections.filter((each) => each.owner !== id)
    if (connections.length < ring.connections.length) objects.put('ring', { ...ring, connections })
  }
  objects.remove('user', id)
  sayLeftovers(id, context)
}

/** Access lists keep the name, as in RACF: a new user of that name would get the access. */
function sayLeftovers(id: string, context: ChangeContext): void {
  const profiles = context.objects
    .all('profile')
    .filter(
      (each) => each.owner === id || [...each.access, ...each.conditional].some((entry) => entry.id === id),
    )
  if (profiles.length > 0)
    context.say('ICH04006I', {
      name: id,
      profiles: profiles.map((each) => `${each.class} ${each.name}`).join(', '),
    })
}

const DELETE_GROUP: CommandSyntax = {
  name: 'DELGROUP',
  abbreviations: ['DG'],
  positionals: [{ name: 'group', list: true, help: 'group name' }],
  operands: [],
  help: 'deletes a group that nobody is connected to',
}

export const deleteGroup = changing(DELETE_GROUP, (command, context) => {
  for (const id of validNames(command.positionals[0] ?? [], 'group', context)) {
    const group = context.objects.get('group', id)
    if (!group) context.say('ICH30001I', { kind: 'group', name: id })
    else if (!isSpecial(context.objects, context.issuer) && group.owner !== context.issuer)
      context.say('ICH01001I', { issuer: context.issuer, command: `DELGROUP for ${id}` })
    else removeGroup(group, context)
  }
})

function removeGroup({ id }: Group, context: ChangeContext): void {
  const { objects } = context
  const members = objects.all('user').filter((user) => user.connections.some((each) => each.group === id))
  const subgroups = objects.all('group').filter((each) => each.superior === id)
  const holders = [...members, ...subgroups].map((each) => each.id)
  if (holders.length > 0) {
    context.say('ICH03004I', { group: id, holders: holders.join(', ') })
    return
  }
  objects.remove('group', id)
  sayLeftovers(id, context)
}

const REMOVE: CommandSyntax = {
  name: 'REMOVE',
  abbreviations: ['RE'],
  positionals: [{ name: 'user', list: true, help: 'user ID' }],
  operands: [{ name: 'GROUP', takes: 'value', help: "group, by default the issuer's" }],
  help: 'disconnects users from a group',
}

export const remove = changing(REMOVE, (command, context) => {
  const group = command.operands.folded('GROUP') ?? issuerOf(context).defaultGroup
  if (!mayConnect(group, context)) {
    context.say('ICH01001I', { issuer: context.issuer, command: `REMOVE for group ${group}` })
    return
  }
  for (const id of validNames(command.positionals[0] ?? [], 'user ID', context)) {
    const user = context.objects.get('user', id)
    if (!user) context.say('ICH30001I', { kind: 'user', name: id })
    else disconnect(user, group, context)
  }
})

function disconnect(user: User, group: string, context: ChangeContext): void {
  const connections = user.connections.filter((each) => each.group !== group)
  if (connections.length === user.connections.length) context.say('ICH08009I', { user: user.id, group })
  else if (user.defaultGroup === group) context.say('ICH08010I', { user: user.id, group })
  else context.objects.put('user', { ...user, connections })
}
