// `attls help ID`: explains a message id, a finding code or a return code. The tables belong to others and come in as
// lookups; the messages are the catalogue's. With the name of a command it shows that command's usage.

import type { Command } from 'commander'
import { printable } from '../common/diagnostic.ts'
import { findMessage } from '../record/messages.ts'

export interface Explanation {
  readonly title: string
  /** Cause and what to do; may have several lines. */
  readonly text: string
}

/** Each gives undefined for what its table does not have. */
export interface HelpLookups {
  /** Finding codes such as ATTLS0101, upper case. */
  finding(code: string): Explanation | undefined
  /** Return codes as EZD1286I shows them. */
  returnCode(code: number): Explanation | undefined
}

/** Adds the command; `finished` gets its exit code: 0 explained, 1 not known. */
export function registerHelp(
  program: Command,
  lookups: HelpLookups,
  finished: (exitCode: number) => void,
): void {
  program
    .command('help')
    .argument('[id]', 'message id, finding code, return code, or a command')
    .description('explain a message id, finding code or return code')
    .action((id: string | undefined) => {
      const command = id === undefined ? program : program.commands.find((known) => known.name() === id)
      if (command) {
        command.outputHelp()
        finished(0)
        return
      }
      const output = program.configureOutput()
      const explained = explain(id ?? '', lookups)
      if (explained === undefined)
        output.writeErr?.(`attls has no message, finding, return code or command "${printable(id ?? '')}"\n`)
      else output.writeOut?.(`${explained}\n`)
      finished(explained === undefined ? 1 : 0)
    })
}

/** The explanation as text; undefined when nothing has this id. */
export function explain(id: string, lookups: HelpLookups): string | undefined {
  if (/^\d{1,4}$/.test(id)) return shown(id, lookups.returnCode(Number(id)))
  const message = findMessage(id)
  if (!message) return shown(id.toUpperCase(), lookups.finding(id.toUpperCase()))
  const { id: name, text, level, to, cause, action } = message
  const where = to === 'console' ? 'console' : 'log'
  return `${name} ${text}\n\nSeverity: ${level}, ${where}\nCause: ${cause}\nAction: ${action}`
}

function shown(id: string, explanation: Explanation | undefined): string | undefined {
  return explanation && `${id} ${explanation.title}\n\n${explanation.text}`
}
