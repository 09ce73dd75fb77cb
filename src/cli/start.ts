// attls start: agent and stack in the foreground, until a signal or P PAGENT.

import type { Command } from 'commander'
import { type Agent, startAgent } from '../agent/agent.ts'
import { formatDiagnostic } from '../common/diagnostic.ts'
import { findConfig, loadConfig } from '../config/load.ts'
import type { CommandOutput } from './output.ts'

export function registerStart(program: Command, output: CommandOutput): void {
  program
    .command('start')
    .description('run agent and stack in the foreground')
    .option('-c, --config <file>', 'configuration; else ./attls.yaml, else /etc/attls/attls.yaml')
    .action(async (options: { config?: string }) => output.exit(await start(options.config, output)))
}

/** 0 stopped, 1 start failed. */
async function start(argument: string | undefined, output: CommandOutput): Promise<number> {
  const found = findConfig(argument)
  const config = found.ok ? loadConfig(found.value) : found
  if (!config.ok) {
    for (const diagnostic of config.error) output.stderr(`${formatDiagnostic(diagnostic)}\n`)
    return 1
  }
  const agent = await startAgent(config.value)
  if (!agent.ok) {
    for (const sentence of agent.error) output.stderr(`attls: ${sentence}\n`)
    return 1
  }
  followSignals(agent.value)
  await agent.value.ended
  return 0
}

function followSignals(agent: Agent): void {
  let isDraining = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      void (isDraining ? agent.stop() : agent.drain(signal))
      isDraining = true
    })
  process.on('SIGHUP', () => void agent.reload())
  process.on('SIGUSR2', () => void agent.dumpStatus())
}
