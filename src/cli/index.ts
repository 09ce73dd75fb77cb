// The command table: one file per command registers itself here.

import { Command } from 'commander'
import { findConfig, loadConfig } from '../config/load.ts'
import { version } from '../version.ts'
import { registerCheck } from './check.ts'
import { registerConsole } from './console.ts'
import { registerDiff } from './diff.ts'
import { registerExplain } from './explain.ts'
import { registerHelp } from './help.ts'
import { helpLookups } from './help-lookups.ts'
import { registerNetstat } from './netstat.ts'
import type { CommandOutput } from './output.ts'
import { registerPasearch } from './pasearch.ts'
import { registerTest } from './policy-test.ts'
import { registerRacf } from './racf.ts'
import { registerRing } from './ring.ts'
import { openRingInventory } from './ring-inventory.ts'
import { registerRingRefresh } from './ring-refresh.ts'
import { registerStart } from './start.ts'
import { registerStatus } from './status.ts'

export function commandTable(output: CommandOutput): Command {
  const program = new Command('attls')
    .description('z/OS AT-TLS for Linux: TLS for TCP programs that know nothing of TLS, decided by policy')
    .version(version)
    .configureOutput({ writeOut: output.stdout, writeErr: output.stderr })
    .showHelpAfterError('(attls --help lists the commands)')
    .exitOverride()
  // Commands copy these settings from the program when they are made.
  registerStart(program, output)
  registerCheck(program, openRingInventory)
  registerExplain(program, findDatabase)
  registerPasearch(program)
  registerDiff(program)
  registerTest(program)
  registerConsole(program, output)
  registerNetstat(program, output)
  registerStatus(program, output)
  registerRacf(program, {
    findDatabase,
    findUser,
    get dataSetFolders() {
      return configured()?.datasets ?? {}
    },
    exit: output.exit,
  })
  registerRing(program, { findDatabase, findUser, exit: output.exit })
  registerRingRefresh(program, output)
  registerHelp(program, helpLookups, output.exit)
  return program
}

/** The configuration in effect for commands that can do without one. */
function configured() {
  const found = findConfig()
  const config = found.ok ? loadConfig(found.value) : found
  return config.ok ? config.value : undefined
}

function findDatabase(): string | undefined {
  return configured()?.racf
}

function findUser({ uid, name }: { readonly uid: number; readonly name: string }): string | undefined {
  const users = configured()?.users
  return users?.[String(uid)] ?? users?.[name]
}
