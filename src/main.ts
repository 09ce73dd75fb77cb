// Process entry: argv in, exit code out. The only place that sets the exit code of a command.

import { CommanderError } from 'commander'
import { commandTable } from './cli/index.ts'
import { ignoreInspectorSignal } from './platform/signals.ts'

/** A wrong command line, as the commands themselves use it for wrong usage. */
const USAGE = 2

ignoreInspectorSignal()
try {
  await commandTable({
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    exit: (code) => {
      process.exitCode = code
    },
  }).parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : USAGE
}
