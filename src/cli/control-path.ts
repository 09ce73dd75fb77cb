// Where the running agent listens, for every command that talks to it.

import { formatDiagnostic } from '../common/diagnostic.ts'
import { findConfig, loadConfig } from '../config/load.ts'
import type { CommandOutput } from './output.ts'

/** The control socket of the configuration; undefined when it cannot be read, which has been said then. */
export function controlPath(
  argument: string | undefined,
  output: Pick<CommandOutput, 'stderr'>,
): string | undefined {
  const found = findConfig(argument)
  const config = found.ok ? loadConfig(found.value) : found
  if (config.ok) return config.value.control
  for (const diagnostic of config.error) output.stderr(`${formatDiagnostic(diagnostic)}\n`)
  return undefined
}
