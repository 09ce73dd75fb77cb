// ADDGROUP: a group below a superior group.

import { isSpecial } from '../authority.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { ownerOperand } from './add-user.ts'
import { type ChangeContext, changing } from './command.ts'
import { issuerOf, timestamp, userOrGroup, validNames } from './names.ts'
import { changedSegments, GROUP_SEGMENTS, segmentOperands } from './segments.ts'

const SYNTAX: CommandSyntax = {
  name: 'ADDGROUP',
  abbreviations: ['AG'],
  positionals: [{ name: 'group', list: true, help: 'group name' }],
  operands: [
    { name: 'SUPGROUP', takes: 'value', help: 'superior group' },
    { name: 'OWNER', takes: 'value', help: 'user or group that owns the group' },
    { name: 'DATA', takes: 'value', help: 'installation data' },
    {
      name: 'TERMUACC',
      takes: 'nothing',
      help: 'accepted for compatibility: terminals are not protected here',
    },
    { name: 'NOTERMUACC', takes: 'nothing', help: 'accepted for compatibility' },
    ...segmentOperands(GROUP_SEGMENTS),
  ],
  help: 'defines a group',
}

export const addGroup = changing(SYNTAX, (command, context) => {
  if (!isSpecial(context.objects, context.issuer)) {
    context.say('ICH01001I', { issuer: context.issuer, command: 'ADDGROUP' })
    return
  }
  for (const id of validNames(command.positionals[0] ?? [], 'group', context)) add(id, command, context)
})

function add(id: string, { operands }: ParsedCommand, context: ChangeContext): void {
  const { objects } = context
  if (userOrGroup(objects, id)) {
    context.say('ICH51002I', { kind: objects.get('group', id) ? 'Group' : 'User', name: id })
    return
  }
  const superior = operands.folded('SUPGROUP') ?? issuerOf(context).defaultGroup
  if (!objects.get('group', superior)) {
    context.say('ICH00004I', { group: id, superior })
    return
  }
  const owner = ownerOperand(operands, context)
  if (owner === undefined) return
  const segments = changedSegments({}, operands, GROUP_SEGMENTS)
  objects.put('group', {
    id,
    superior,
    owner,
    created: timestamp(context),
    data: operands.text('DATA'),
    ...(operands.has('NOTERMUACC') ? { noTerminalAccess: true } : {}),
    segments,
  })
}
