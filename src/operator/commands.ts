// Operator commands as typed on z/OS: text in, a command or one sentence out. Pure; console.ts does them.

import { fail, ok, type Result } from '../common/result.ts'

export type OperatorCommand =
  | { readonly kind: 'refresh' }
  | { readonly kind: 'update' }
  /** Ours: key rings alone. */
  | { readonly kind: 'keystore' }
  | { readonly kind: 'stop' }
  /** Ends workers whose agent has died, with their connections. */
  | { readonly kind: 'drop'; readonly process: number | 'all' }

const KNOWN =
  'F PAGENT,REFRESH; F PAGENT,REFRESH,KEYSTORE; F PAGENT,UPDATE; P PAGENT; F ATTLS,DROP,PROCESS=pid'

/** MODIFY and STOP in their long and short forms; blanks around commas and case do not matter. */
export function parseOperatorCommand(text: string): Result<OperatorCommand, string> {
  const typed = text.trim().replace(/^\//, '').toUpperCase()
  const [verb = '', ...rest] = typed.split(/\s+/)
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
  return fail(`"${text.trim()}" is not a MODIFY that attls knows; it knows ${KNOWN}`)
}

/** The resource of class OPERCMDS that guards a command, and the access it takes, as on z/OS. */
export function resourceOf(command: OperatorCommand): {
  readonly resource: string
  readonly level: 'UPDATE'
} {
  const verb = command.kind === 'stop' ? 'STOP' : 'MODIFY'
  const job = command.kind === 'drop' ? 'ATTLS' : 'PAGENT'
  return { resource: `MVS.${verb}.STC.${job}.${job}`, level: 'UPDATE' }
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
