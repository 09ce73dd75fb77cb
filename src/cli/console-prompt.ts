// The interactive console: a prompt with history, completion and help. A refused command does not end it.

import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { COMMAND_FORMS, commandNames } from '../operator/command-forms.ts'

export interface PromptStreams {
  readonly input: Readable
  readonly output: Writable
}

const PROMPT = 'attls> '
const HISTORY = 500

/** Asks until END, or the end of the input. `give` does one command and prints its reply. */
export async function promptForCommands(
  { input, output }: PromptStreams,
  give: (command: string) => Promise<unknown>,
): Promise<void> {
  const lines = createInterface({
    input,
    output,
    terminal: true,
    prompt: PROMPT,
    historySize: HISTORY,
    removeHistoryDuplicates: true,
    completer: complete,
  })
  // Ctrl-C drops what is typed; on an empty line it ends, as Ctrl-D does.
  lines.on('SIGINT', () => {
    if (lines.line === '') lines.close()
    else lines.write(null, { ctrl: true, name: 'u' })
  })
  output.write('Operator commands of attls. HELP lists them, END leaves.\n')
  lines.prompt()
  for await (const line of lines) {
    const command = line.trim()
    const word = command.toUpperCase()
    if (word === 'END' || word === 'QUIT' || word === 'EXIT') break
    if (word === 'HELP' || word === '?') output.write(`${help().join('\n')}\n`)
    else if (command !== '') await give(command)
    lines.prompt()
  }
  lines.close()
}

export function help(): readonly string[] {
  const names = commandNames()
  const width = Math.max(...names.map((name) => name.length)) + 2
  return COMMAND_FORMS.map(({ does }, index) => `${(names[index] ?? '').padEnd(width)}${does}`)
}

/** For readline: the forms that go on from what is typed, in its case. */
export function complete(line: string): [string[], string] {
  const typed = line.toUpperCase()
  const forms = [...COMMAND_FORMS.map(({ form }) => form), 'HELP', 'END'].filter((form) =>
    form.startsWith(typed),
  )
  return [forms.map((form) => line + form.slice(line.length)), line]
}
