// SETROPTS: which classes are checked, which hold patterns, and the snapshots that RACLIST takes (identity.md 3.5).

import { isSpecial } from '../authority.ts'
import { isCertificateClass, isClass } from '../classes.ts'
import type { ClassOptions } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { type ChangeContext, changing } from './command.ts'
import { timestamp } from './names.ts'

const SYNTAX: CommandSyntax = {
  name: 'SETROPTS',
  abbreviations: ['SETR'],
  positionals: [],
  operands: [
    { name: 'CLASSACT', takes: 'values', help: 'activates classes' },
    { name: 'NOCLASSACT', takes: 'values', help: 'deactivates classes' },
    { name: 'RACLIST', takes: 'values', help: 'takes a snapshot of the classes; with REFRESH a new one' },
    { name: 'NORACLIST', takes: 'values', help: 'drops the snapshots of the classes' },
    { name: 'GENERIC', takes: 'values', help: 'names with * and % become patterns in the classes' },
    { name: 'NOGENERIC', takes: 'values', help: 'no new patterns in the classes' },
    { name: 'REFRESH', takes: 'nothing', help: 'with RACLIST or GENERIC: load the profiles again' },
    { name: 'WHEN', takes: 'values', choices: ['PROGRAM'], help: 'program control' },
    { name: 'NOWHEN', takes: 'values', choices: ['PROGRAM'], help: 'no program control' },
    { name: 'ADDCREATOR', takes: 'nothing', help: 'RDEFINE puts its issuer on the access list' },
    { name: 'NOADDCREATOR', takes: 'nothing', help: 'RDEFINE leaves the access list empty' },
    { name: 'LIST', takes: 'nothing', help: 'shows the options' },
  ],
  help: 'sets system-wide options',
}

export const setOptions = changing(SYNTAX, (command, context) => {
  if (!isSpecial(context.objects, context.issuer)) {
    context.say('ICH01001I', { issuer: context.issuer, command: 'SETROPTS' })
    return
  }
  const { operands } = command
  for (const name of classesOf('CLASSACT', command, context)) setClass(name, { active: true }, context)
  for (const name of classesOf('NOCLASSACT', command, context)) setClass(name, { active: false }, context)
  for (const name of classesOf('GENERIC', command, context)) setClass(name, { generic: true }, context)
  for (const name of classesOf('NOGENERIC', command, context)) setClass(name, { generic: false }, context)
  for (const name of classesOf('RACLIST', command, context)) raclist(name, operands.has('REFRESH'), context)
  for (const name of classesOf('NORACLIST', command, context)) {
    setClass(name, { raclisted: false }, context)
    context.objects.remove('raclist', name)
  }
  setSystem(command, context)
  if (operands.has('LIST')) listOptions(context)
  context.say('ICH14063I', {})
})

/** The classes of an operand that exist; `*` is every class that has options. */
function classesOf(operand: string, command: ParsedCommand, context: ChangeContext): string[] {
  return command.operands.foldedValues(operand).flatMap((name) => {
    if (name === '*') return context.objects.all('class').map((options) => options.name)
    if (isClass(context.objects, name)) return [name]
    context.say('ICH14002I', { class: name })
    return []
  })
}

export function classOptions(context: { objects: ChangeContext['objects'] }, name: string): ClassOptions {
  return context.objects.get('class', name) ?? { name, active: false, generic: false, raclisted: false }
}

function setClass(name: string, change: Partial<ClassOptions>, context: ChangeContext): void {
  context.objects.put('class', { ...classOptions(context, name), ...change })
}

/** Without REFRESH a class that is RACLISTed already keeps its snapshot. */
function raclist(name: string, isRefresh: boolean, context: ChangeContext): void {
  const { objects } = context
  // Certificates and rings are read from the database itself: there is no snapshot to take.
  if (!isCertificateClass(name) && (isRefresh || !objects.get('raclist', name))) {
    const profiles = objects.all('profile').filter((profile) => profile.class === name)
    const filters = name === 'DIGTNMAP' ? { filters: objects.all('filter') } : {}
    objects.put('raclist', { class: name, taken: timestamp(context), profiles, ...filters })
  }
  setClass(name, { raclisted: true }, context)
}

function setSystem({ operands }: ParsedCommand, context: ChangeContext): void {
  const before = context.objects.get('options', 'SETROPTS') ?? {
    name: 'SETROPTS',
    addCreator: true,
    programControl: false,
  }
  const after = {
    ...before,
    ...(operands.has('ADDCREATOR') ? { addCreator: true } : {}),
    ...(operands.has('NOADDCREATOR') ? { addCreator: false } : {}),
    ...(operands.has('WHEN') ? { programControl: true } : {}),
    ...(operands.has('NOWHEN') ? { programControl: false } : {}),
  }
  if (JSON.stringify(after) !== JSON.stringify(before)) context.objects.put('options', after)
}

function listOptions(context: ChangeContext): void {
  const options = context.objects.get('options', 'SETROPTS')
  const names = (isWanted: (options: ClassOptions) => boolean): string =>
    context.objects
      .all('class')
      .filter(isWanted)
      .map((each) => each.name)
      .join(' ') || 'NONE'
  context.list(`ATTRIBUTES = ${options?.programControl === true ? 'WHEN(PROGRAM -- BASIC)' : 'NONE'}`)
  context.list(`ACTIVE CLASSES = ${names((each) => each.active)}`)
  context.list(`GENERIC PROFILE CLASSES = ${names((each) => each.generic)}`)
  context.list(`SETR RACLIST CLASSES = ${names((each) => each.raclisted)}`)
  context.list(options?.addCreator === false ? 'ADDCREATOR IS NOT IN EFFECT' : 'ADDCREATOR IS IN EFFECT')
}
