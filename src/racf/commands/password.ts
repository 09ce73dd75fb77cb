// PASSWORD: one's own password or phrase; with USER, those of others.

import { parseUserId } from '../../common/names.ts'
import { isSpecial } from '../authority.ts'
import type { User } from '../database/records.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { type ChangeContext, changing } from './command.ts'
import { issuerOf, timestamp } from './names.ts'
import { hashPassword, isPassword } from './passwords.ts'

const SYNTAX: CommandSyntax = {
  name: 'PASSWORD',
  abbreviations: ['PW'],
  positionals: [],
  operands: [
    { name: 'PASSWORD', takes: 'values', secret: true, help: 'current and new password' },
    { name: 'PHRASE', takes: 'values', secret: true, help: 'current and new phrase' },
    {
      name: 'USER',
      takes: 'values',
      help: 'users whose password becomes unusable: they get a new one by ALTUSER',
    },
  ],
  help: 'changes passwords and phrases',
}

export const password = changing(SYNTAX, ({ operands }, context) => {
  for (const id of operands.foldedValues('USER')) reset(id, context)
  const words = operands.get('PASSWORD')?.values.map((value) => value.text.toUpperCase())
  const phrases = operands.get('PHRASE')?.values.map((value) => value.text)
  if (words) change('password', words, (word) => word.length <= 8 && parseUserId(word) !== undefined, context)
  if (phrases) change('phrase', phrases, (text) => text.length >= 9 && text.length <= 100, context)
})

function change(
  kind: 'password' | 'phrase',
  [current = '', wanted = '']: readonly string[],
  isAcceptable: (text: string) => boolean,
  context: ChangeContext,
): void {
  const user = issuerOf(context)
  const before = user[kind]
  if (!before || !isPassword(current, before)) context.say('ICH08002I', { kind })
  else if (!isAcceptable(wanted) || wanted === current) context.say('ICH08003I', { kind })
  else context.objects.put('user', { ...user, [kind]: hashPassword(wanted, timestamp(context)) })
}

/** Nobody knows the password afterwards; there is no default one as in the old days. */
function reset(id: string, context: ChangeContext): void {
  const user: User | undefined = context.objects.get('user', id)
  if (!user) context.say('ICH30001I', { kind: 'user', name: id })
  else if (isSpecial(context.objects, context.issuer) || user.owner === context.issuer)
    context.objects.put('user', { ...user, password: undefined })
  else context.say('ICH01001I', { issuer: context.issuer, command: `PASSWORD for ${id}` })
}
