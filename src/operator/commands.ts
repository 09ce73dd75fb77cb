// Operator commands as typed on z/OS: text in, a command or one sentence out. Pure; console.ts does them.

import { fail, ok, type Result } from '../common/result.ts'
import { commandNames } from './command-forms.ts'
import { type DisplayCommand, parseDisplay } from './display-commands.ts'
import { type ModifyCommand, parsePagentModify } from './modify-commands.ts'
import { parseVary, type VaryCommand } from './vary-commands.ts'

export type OperatorCommand =
  | { readonly kind: 'refresh' }
  | { readonly kind: 'update' }
  /** Ours: key rings alone. */
  | { readonly kind: 'keystore' }
  | { readonly kind: 'stop' }
  /** Ends workers whose agent has died, with their connections. */
  | { readonly kind: 'drop'; readonly process: number | 'all' }
  | ModifyCommand
  | DisplayCommand
  | VaryCommand

const KNOWN = commandNames().join('; ')

/** Verbs in their long and short forms; blanks around commas and case do not matter. */
export function parseOperatorCommand(text: string): Result<OperatorCommand, string> {
  const asTyped = text.trim().replace(/^\//, '').trim()
  const [verb = '', ...rest] = asTyped.toUpperCase().split(/\s+/)
  const operands = rest.join('').split(',')
  switch (verb) {
    case 'F':
    case 'MODIFY':
      return parseModify(operands, text)
    case 'P':
    case 'STOP':
      return operands.length === 1 && operands[0] === 'PAGENT'
        ? ok({ kind: 'stop' })
        : fail(`only PAGENT can be stopped here, not "${operands.join(',')}"`)
    case 'S':
    case 'START':
      return operands[0] === 'PAGENT'
        ? fail('PAGENT is already active; it starts with attls')
        : fail(`only PAGENT could be started here, not "${operands.join(',')}"`)
    case 'D':
    case 'DISPLAY':
      return parseDisplay(operands)
    case 'V':
    case 'VARY':
      return parseVary(
        asTyped
          .slice(verb.length)
          .split(',')
          .map((operand) => operand.trim()),
      )
    default:
      return fail(`"${text.trim()}" is not an operator command that attls knows; it knows ${KNOWN}`)
  }
}

function parseModify([job, ...rest]: string[], text: string): Result<OperatorCommand, string> {
  if (job === 'ATTLS') return parseOwnModify(rest, text)
  if (job !== 'PAGENT') return fail(`MODIFY is for PAGENT or ATTLS, not for "${job ?? ''}"`)
  switch (rest.join(',')) {
    case 'REFRESH':
      return ok({ kind: 'refresh' })
    case 'REFRESH,KEYSTORE':
      return ok({ kind: 'keystore' })
    case 'UPDATE':
      return ok({ kind: 'update' })
  }
  const more = parsePagentModify(rest)
  if (more) return more
  return fail(`"${text.trim()}" is not a MODIFY that attls knows; it knows ${KNOWN}`)
}

/** What a user needs to give a command: access of this level to this resource of class OPERCMDS. */
export interface Guard {
  readonly resource: string
  readonly level: 'READ' | 'UPDATE' | 'CONTROL'
}

/** As on z/OS. */
export function resourceOf(command: OperatorCommand): Guard {
  switch (command.kind) {
    case 'display-tcpip':
    case 'netstat':
      return { resource: 'MVS.DISPLAY.TCPIP', level: 'READ' }
    case 'drop-connection':
      return { resource: 'MVS.VARY.TCPIP.DROP', level: 'CONTROL' }
    case 'obey':
      return { resource: 'MVS.VARY.TCPIP.OBEYFILE', level: 'CONTROL' }
    case 'drop':
      return { resource: 'MVS.MODIFY.STC.ATTLS.ATTLS', level: 'UPDATE' }
    case 'stop':
      return { resource: 'MVS.STOP.STC.PAGENT.PAGENT', level: 'UPDATE' }
    default:
      return { resource: 'MVS.MODIFY.STC.PAGENT.PAGENT', level: 'UPDATE' }
  }
}

/** What z/OS has no command for, because there the stack does not outlive its agent. */
function parseOwnModify(
  [action, which = '', ...more]: (string | undefined)[],
  text: string,
): Result<OperatorCommand, string> {
  const [, pid] = /^PROCESS=(\*|\d{1,7})$/.exec(which) ?? []
  if (action !== 'DROP' || pid === undefined || more.length > 0)
    return fail(`"${text.trim()}" is not a MODIFY that attls knows; it knows ${KNOWN}`)
  return ok({ kind: 'drop', process: pid === '*' ? 'all' : Number(pid) })
}
