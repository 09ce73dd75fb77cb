// ADDUSER: a user ID with its default group, attributes and password.

import { parseUserId } from '../../common/names.ts'
import { isSpecial } from '../authority.ts'
import type { User, UserAttribute } from '../database/records.ts'
import type { Operands, ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax, OperandSyntax } from '../reader/syntax.ts'
import { type ChangeContext, changing } from './command.ts'
import { issuerOf, timestamp, userOrGroup, validNames } from './names.ts'
import { hashPassword } from './passwords.ts'
import { changedSegments, segmentOperands, USER_SEGMENTS } from './segments.ts'

export const USER_ATTRIBUTES = [
  'SPECIAL',
  'OPERATIONS',
  'AUDITOR',
  'ROAUDIT',
  'RESTRICTED',
] as const satisfies readonly UserAttribute[]

/** Operands that ADDUSER and ALTUSER share. */
export const USER_OPERANDS: readonly OperandSyntax[] = [
  { name: 'DFLTGRP', takes: 'value', help: 'default group' },
  { name: 'OWNER', takes: 'value', help: 'user or group that owns the user ID' },
  { name: 'NAME', takes: 'value', help: "the person's name" },
  { name: 'DATA', takes: 'value', help: 'installation data' },
  { name: 'PASSWORD', takes: 'value', secret: true, optional: true, help: 'password, at most 8 characters' },
  { name: 'NOPASSWORD', takes: 'nothing', help: 'no password: PROTECTED without a phrase' },
  { name: 'PHRASE', takes: 'value', secret: true, help: 'password phrase, 9 to 100 characters' },
  { name: 'NOPHRASE', takes: 'nothing', help: 'no password phrase' },
  ...USER_ATTRIBUTES.flatMap((name): OperandSyntax[] => [
    { name, takes: 'nothing', help: `the ${name} attribute` },
    { name: `NO${name}`, takes: 'nothing', help: `without the ${name} attribute` },
  ]),
  ...segmentOperands(USER_SEGMENTS),
]

const SYNTAX: CommandSyntax = {
  name: 'ADDUSER',
  abbreviations: ['AU'],
  positionals: [{ name: 'user', list: true, help: 'user ID' }],
  operands: USER_OPERANDS,
  help: 'defines a user ID',
}

export const addUser = changing(SYNTAX, (command, context) => {
  if (!isSpecial(context.objects, context.issuer)) {
    context.say('ICH01001I', { issuer: context.issuer, command: 'ADDUSER' })
    return
  }
  for (const id of validNames(command.positionals[0] ?? [], 'user ID', context)) add(id, command, context)
})

function add(id: string, { operands }: ParsedCommand, context: ChangeContext): void {
  const { objects } = context
  if (userOrGroup(objects, id)) {
    context.say('ICH51002I', { kind: objects.get('user', id) ? 'User' : 'Group', name: id })
    return
  }
  const group = operands.folded('DFLTGRP') ?? issuerOf(context).defaultGroup
  if (!objects.get('group', group)) {
    context.say('ICH01030I', { user: id, group })
    return
  }
  const created = timestamp(context)
  const owner = ownerOperand(operands, context)
  const passwords = passwordOperands(operands, context)
  if (owner === undefined || !passwords) return
  const user: User = {
    id,
    name: operands.text('NAME'),
    owner,
    created,
    defaultGroup: group,
    attributes: attributesAfter([], operands),
    revoked: false,
    ...passwords,
    connections: [{ group, authority: 'USE', owner, created, attributes: [] }],
    data: operands.text('DATA'),
    segments: changedSegments({}, operands, USER_SEGMENTS),
  }
  objects.put('user', user)
  if (!user.password && !user.phrase) context.say('ICH01024I', { user: id })
}

/** OWNER, else the issuer; undefined when it is not defined, which has been said. */
export function ownerOperand(operands: Operands, context: ChangeContext): string | undefined {
  const owner = operands.folded('OWNER')
  if (owner === undefined) return context.issuer
  if (userOrGroup(context.objects, owner)) return owner
  context.say('IKJ56702I', { value: owner, kind: 'owner: it is neither a user nor a group' })
  return undefined
}

/** PASSWORD and PHRASE as hashes; undefined when one of them is not acceptable, which has been said. */
export function passwordOperands(
  operands: Operands,
  context: ChangeContext,
): Pick<User, 'password' | 'phrase'> | undefined {
  const changed = timestamp(context)
  const password = operands.text('PASSWORD')
  const phrase = operands.text('PHRASE')
  if (password !== undefined && (password.length > 8 || parseUserId(password) === undefined)) {
    context.say('IKJ56702I', { value: 'The value of PASSWORD', kind: 'password: 1 to 8 letters and digits' })
    return undefined
  }
  if (phrase !== undefined && (phrase.length < 9 || phrase.length > 100)) {
    context.say('IKJ56702I', { value: 'The value of PHRASE', kind: 'phrase: 9 to 100 characters' })
    return undefined
  }
  return {
    ...(password === undefined ? {} : { password: hashPassword(password.toUpperCase(), changed) }),
    ...(phrase === undefined ? {} : { phrase: hashPassword(phrase, changed) }),
  }
}

export function attributesAfter(before: readonly UserAttribute[], operands: Operands): UserAttribute[] {
  return USER_ATTRIBUTES.filter((name) => {
    if (operands.has(`NO${name}`)) return false
    return operands.has(name) || before.includes(name)
  })
}
