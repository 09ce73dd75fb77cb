// RACDCERT: one command with many functions. Here the function is found and what does not belong to it is refused;
// each function has a file of its own.

import { isSpecial } from '../authority.ts'
import type { Action, ChangeContext, Command, ViewContext } from '../commands/command.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { generateCertificate } from './generate.ts'
import { listCertificates, listRings } from './listing.ts'
import { addRing, connectCertificate } from './rings.ts'
import { RACDCERT_SYNTAX } from './syntax.ts'

const ACTIONS: Readonly<Record<string, Action>> = {
  GENCERT: change(generateCertificate),
  LIST: { changes: false, run: listCertificates },
  ADDRING: change(addRing),
  CONNECT: change(connectCertificate),
  LISTRING: { changes: false, run: listRings },
}

function change(run: (command: ParsedCommand, context: ChangeContext) => void | Promise<void>): Action {
  return {
    changes: true,
    run: (command, context) => {
      if (isSpecial(context.objects, context.issuer)) return run(command, context)
      const owner = command.operands.folded('ID') ?? context.issuer
      const name = functionOf(command) ?? ''
      context.say('IRRD101I', { issuer: context.issuer, function: name, owner, reason: 'not SPECIAL' })
    },
  }
}

export const racdcert: Command = {
  syntax: RACDCERT_SYNTAX,
  action: (command, context) => {
    const name = functionOf(command)
    const action = name === undefined ? undefined : ACTIONS[name]
    if (name === undefined || !action) {
      const names = functions(command)
      const found = names.length === 0 ? 'none is given' : `${names.join(' and ')} are given`
      context.say('IRRD103I', { found })
      return undefined
    }
    return belongs(command, name, context) ? action : undefined
  },
}

function functions({ operands }: ParsedCommand): string[] {
  return [...operands].flatMap(({ syntax }) => (syntax.isFunction === true ? [syntax.name] : []))
}

function functionOf(command: ParsedCommand): string | undefined {
  const names = functions(command)
  return names.length === 1 ? names[0] : undefined
}

function belongs(command: ParsedCommand, name: string, context: Pick<ViewContext, 'say'>): boolean {
  const strays = [...command.operands].filter(({ syntax }) => syntax.of?.includes(name) === false)
  for (const { syntax } of strays) context.say('IRRD104I', { operand: syntax.name, function: name })
  return strays.length === 0
}
