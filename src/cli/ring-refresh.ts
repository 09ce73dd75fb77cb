// attls ring refresh: has the running agent open its key rings again, as F PAGENT,REFRESH,KEYSTORE does.

import type { Command } from 'commander'
import { giveCommands } from './console.ts'
import type { CommandOutput } from './output.ts'

/** Adds to the command that registerRing() made. */
export function registerRingRefresh(program: Command, output: CommandOutput): void {
  const ring = program.commands.find((command) => command.name() === 'ring')
  ring
    ?.command('refresh')
    .description('new handshakes of the running agent use the key rings as they are now')
    .option('-c, --config <file>', 'configuration; else ./attls.yaml, else /etc/attls/attls.yaml')
    .option('--json', 'one JSON reply')
    .action(async (options: { config?: string; json?: boolean }) =>
      output.exit(await giveCommands(['F PAGENT,REFRESH,KEYSTORE'], options, output)),
    )
}
