// The command table: one file per command registers itself here.

import { Command } from 'commander'
import { version } from '../version.ts'
import { registerConsole } from './console.ts'
import type { CommandOutput } from './output.ts'
import { registerStart } from './start.ts'
import { registerStatus } from './status.ts'

export function commandTable(output: CommandOutput): Command {
  const program = new Command('attls')
    .description('z/OS AT-TLS for Linux: TLS for TCP programs that know nothing of TLS, decided by policy')
    .version(version)
    .configureOutput({ writeOut: output.stdout, writeErr: output.stderr })
    .showHelpAfterError('(attls --help lists the commands)')
    .exitOverride()
  registerStart(program, output)
  registerConsole(program, output)
  registerStatus(program, output)
  return program
}
