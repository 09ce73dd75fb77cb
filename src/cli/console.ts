// attls console: operator commands as typed on z/OS, sent to the running agent: from the command line, a file, a pipe
// or a prompt.

import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { askControl } from '../operator/control-client.ts'
import { CONTROL_VERSION } from '../operator/control-protocol.ts'
import { promptForCommands } from './console-prompt.ts'
import { controlPath } from './control-path.ts'
import type { CommandOutput } from './output.ts'

interface Options {
  readonly config?: string
  readonly json?: boolean
  readonly file?: string
}

export function registerConsole(program: Command, output: CommandOutput): void {
  program
    .command('console')
    .description('give operator commands to the running agent, such as "F PAGENT,REFRESH"')
    .argument(
      '[command...]',
      'each argument is one command; without one a prompt, or one command per line of a pipe',
    )
    .option('-c, --config <file>', 'configuration; else ./attls.yaml, else /etc/attls/attls.yaml')
    .option('--file <file>', 'one command per line; empty lines and lines that begin with * or # are skipped')
    .option('--json', 'one JSON reply per line')
    .action(async (commands: string[], options: Options) =>
      output.exit(await giveCommands(commands, options, output)),
    )
}

/** 0 every command was done, 1 one of them was not; the ones after a failed one are not sent. 2 wrong usage. */
export async function giveCommands(
  commands: readonly string[],
  options: Options,
  output: CommandOutput,
): Promise<number> {
  if (options.file !== undefined && commands.length > 0) {
    output.stderr('attls: give commands either as arguments or in --file\n')
    return 2
  }
  const path = controlPath(options.config, output)
  if (path === undefined) return 1
  const give = (command: string) => giveCommand(command, path, options, output)
  const isPrompt = commands.length === 0 && options.file === undefined && process.stdin.isTTY
  if (isPrompt) {
    await promptForCommands({ input: process.stdin, output: process.stdout }, give)
    return 0
  }
  const listed = await listCommands(commands, options.file)
  if (typeof listed === 'string') {
    output.stderr(`attls: ${listed}\n`)
    return 1
  }
  for (const command of listed) if (!(await give(command))) return 1
  return 0
}

/** One sentence when the file cannot be read. */
async function listCommands(
  commands: readonly string[],
  file: string | undefined,
): Promise<readonly string[] | string> {
  if (commands.length > 0) return commands
  try {
    const listed = file === undefined ? await text(process.stdin) : await readFile(file, 'utf8')
    return listed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^[*#]/.test(line))
  } catch (error) {
    return `the commands cannot be read: ${(error as Error).message}`
  }
}

/** Was it done? Prints the reply. */
async function giveCommand(
  command: string,
  path: string,
  options: Options,
  output: CommandOutput,
): Promise<boolean> {
  const reply = await askControl(path, { v: CONTROL_VERSION, do: 'command', text: command })
  if (!reply.ok) {
    output.stderr(`attls: ${reply.error}\n`)
    return false
  }
  if (options.json) output.stdout(`${JSON.stringify(reply.value)}\n`)
  else for (const line of reply.value.lines) (reply.value.ok ? output.stdout : output.stderr)(`${line}\n`)
  return reply.value.ok
}
