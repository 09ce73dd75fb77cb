// attls console: operator commands as typed on z/OS, sent to the running agent.

import type { Command } from 'commander'
import { askControl } from '../operator/control-client.ts'
import { CONTROL_VERSION } from '../operator/control-protocol.ts'
import { controlPath } from './control-path.ts'
import type { CommandOutput } from './output.ts'

interface Options {
  readonly config?: string
  readonly json?: boolean
}

export function registerConsole(program: Command, output: CommandOutput): void {
  program
    .command('console')
    .description('give operator commands to the running agent, such as "F PAGENT,REFRESH"')
    .argument('<command...>', 'each argument is one command')
    .option('-c, --config <file>', 'configuration; else ./attls.yaml, else /etc/attls/attls.yaml')
    .option('--json', 'one JSON reply per line')
    .action(async (commands: string[], options: Options) =>
      output.exit(await giveCommands(commands, options, output)),
    )
}

/** 0 every command was done, 1 one of them was not; the ones after a failed one are not sent. */
export async function giveCommands(
  commands: readonly string[],
  options: Options,
  output: CommandOutput,
): Promise<number> {
  const path = controlPath(options.config, output)
  if (path === undefined) return 1
  for (const text of commands) {
    const reply = await askControl(path, { v: CONTROL_VERSION, do: 'command', text })
    if (!reply.ok) {
      output.stderr(`attls: ${reply.error}\n`)
      return 1
    }
    if (options.json) output.stdout(`${JSON.stringify(reply.value)}\n`)
    else for (const line of reply.value.lines) (reply.value.ok ? output.stdout : output.stderr)(`${line}\n`)
    if (!reply.value.ok) return 1
  }
  return 0
}
