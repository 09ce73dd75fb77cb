// SEARCH: the names of profiles, users or groups.

import { accessTo } from '../access.ts'
import { isSpecial, mayChangeProfile } from '../authority.ts'
import { isClass } from '../classes.ts'
import { coversName } from '../generic-names.ts'
import type { Operands } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { showing, type ViewContext } from './command.ts'

const SYNTAX: CommandSyntax = {
  name: 'SEARCH',
  abbreviations: ['SR'],
  positionals: [],
  operands: [
    { name: 'CLASS', takes: 'value', help: 'class, USER or GROUP' },
    { name: 'FILTER', takes: 'value', help: 'pattern of names' },
    { name: 'MASK', takes: 'values', help: 'begin of the names, and text that they contain' },
    { name: 'NOMASK', takes: 'nothing', help: 'all names' },
  ],
  help: 'finds profiles by name',
}

export const search = showing(SYNTAX, ({ operands }, context) => {
  const className = operands.folded('CLASS')
  if (className === undefined) {
    context.say('IRRD126I', { operand: 'SEARCH', part: 'CLASS: data sets are not kept here' })
    return
  }
  const isKnown = className === 'USER' || className === 'GROUP' || isClass(context.objects, className)
  if (!isKnown) {
    context.say('ICH14002I', { class: className })
    return
  }
  const names = candidates(className, context).filter((each) => isWanted(each.name, operands))
  if (names.length === 0) context.say('ICH31005I', { class: className })
  for (const { name, mark } of names) context.list(`${name}${mark}`)
})

function candidates(className: string, context: ViewContext): { name: string; mark: string }[] {
  const { objects, issuer } = context
  if (className === 'USER' || className === 'GROUP') {
    if (!isSpecial(objects, issuer)) return []
    return objects.all(className === 'USER' ? 'user' : 'group').map(({ id }) => ({ name: id, mark: '' }))
  }
  return objects
    .all('profile')
    .filter((profile) => profile.class === className)
    .filter(
      (profile) =>
        mayChangeProfile(objects, issuer, profile) || accessTo(objects, profile, issuer) !== 'NONE',
    )
    .map(({ name, generic }) => ({ name, mark: generic ? ' (G)' : '' }))
}

function isWanted(name: string, operands: Operands): boolean {
  const filter = operands.folded('FILTER')
  if (filter !== undefined) return coversName(filter, name)
  const [start = '*', inside] = operands.foldedValues('MASK')
  return (start === '*' || name.startsWith(start)) && (inside === undefined || name.includes(inside))
}
