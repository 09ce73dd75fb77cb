// ALTUSER: other attributes, passwords and segments for defined users.

import { isSpecial } from '../authority.ts'
import type { User } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { attributesAfter, ownerOperand, passwordOperands, USER_OPERANDS } from './add-user.ts'
import { type ChangeContext, changing } from './command.ts'
import { validNames } from './names.ts'
import { changedSegments, USER_SEGMENTS } from './segments.ts'

const SYNTAX: CommandSyntax = {
  name: 'ALTUSER',
  abbreviations: ['ALU'],
  positionals: [{ name: 'user', list: true, help: 'user ID' }],
  operands: [
    ...USER_OPERANDS,
    { name: 'NODATA', takes: 'nothing', help: 'no installation data' },
    { name: 'NONAME', takes: 'nothing', help: 'no name' },
    { name: 'REVOKE', takes: 'nothing', help: 'the user may not log on' },
    { name: 'RESUME', takes: 'nothing', help: 'the user may log on again' },
  ],
  help: 'changes a user ID',
}

export const alterUser = changing(SYNTAX, (command, context) => {
  for (const id of validNames(command.positionals[0] ?? [], 'user ID', context)) {
    const user = context.objects.get('user', id)
    if (!user) context.say('ICH30001I', { kind: 'user', name: id })
    else if (isSpecial(context.objects, context.issuer) || mayChangeAsOwner(user, command, context))
      change(user, command, context)
    else context.say('ICH01001I', { issuer: context.issuer, command: `ALTUSER for ${id}` })
  }
})

/** The owner of a user changes everything but the attributes that give power. */
function mayChangeAsOwner(user: User, { operands }: ParsedCommand, context: ChangeContext): boolean {
  return (
    user.owner === context.issuer &&
    attributesAfter(user.attributes, operands).join() === user.attributes.join()
  )
}

function change(user: User, { operands }: ParsedCommand, context: ChangeContext): void {
  const owner = operands.has('OWNER') ? ownerOperand(operands, context) : user.owner
  const group = operands.folded('DFLTGRP') ?? user.defaultGroup
  const passwords = passwordOperands(operands, context)
  if (owner === undefined || !passwords) return
  if (!user.connections.some((each) => each.group === group)) {
    context.say('ICH21030I', { user: user.id, group })
    return
  }
  const after: User = {
    ...user,
    owner,
    name: operands.has('NONAME') ? undefined : (operands.text('NAME') ?? user.name),
    data: operands.has('NODATA') ? undefined : (operands.text('DATA') ?? user.data),
    defaultGroup: group,
    attributes: attributesAfter(user.attributes, operands),
    revoked: operands.has('REVOKE') || (user.revoked && !operands.has('RESUME')),
    ...passwords,
    ...(operands.has('NOPASSWORD') ? { password: undefined } : {}),
    ...(operands.has('NOPHRASE') ? { phrase: undefined } : {}),
    segments: changedSegments(user.segments, operands, USER_SEGMENTS),
  }
  context.objects.put('user', after)
}
