// attls status: how the running agent is.

import type { Command } from 'commander'
import type { AgentStatus } from '../agent/status.ts'
import { askControl } from '../operator/control-client.ts'
import { CONTROL_VERSION } from '../operator/control-protocol.ts'
import { controlPath } from './control-path.ts'
import type { CommandOutput } from './output.ts'

interface Options {
  readonly config?: string
  readonly json?: boolean
}

export function registerStatus(program: Command, output: CommandOutput): void {
  program
    .command('status')
    .description('health, generation, workers and counts of the running agent')
    .option('-c, --config <file>', 'configuration; else ./attls.yaml, else /etc/attls/attls.yaml')
    .option('--json', 'the whole status as JSON')
    .action(async (options: Options) => output.exit(await run(options, output)))
}

/** 0 healthy, 1 not healthy or no agent. */
async function run(options: Options, output: CommandOutput): Promise<number> {
  const path = controlPath(options.config, output)
  if (path === undefined) return 1
  const reply = await askControl(path, { v: CONTROL_VERSION, do: 'status' })
  if (!reply.ok) {
    output.stderr(`attls: ${reply.error}\n`)
    return 1
  }
  const status = reply.value.data as AgentStatus
  output.stdout(options.json ? `${JSON.stringify(status, null, 2)}\n` : `${describe(status).join('\n')}\n`)
  return status.ready ? 0 : 1
}

function describe(status: AgentStatus): readonly string[] {
  const { policy } = status
  return [
    `attls ${status.version} on ${status.image}, stack ${status.stack}: ${status.ready ? 'ready' : 'not ready'}`,
    `policy     generation ${policy.generation}, ${policy.rules} rules, from ${policy.file ?? 'none'}`,
    `           level ${status.level}, AT-TLS ${status.ttls ? 'on' : 'off (NOTTLS)'}, last refresh ${policy.lastRefresh?.result ?? 'none'}`,
    ...status.listeners.map(
      ({ direction, listen, connect }) => `listener   ${direction} ${listen} to ${connect}`,
    ),
    `engine     ${status.engine}, ${status.running.length} of ${Math.max(1, status.workers)} stack processes running`,
    `connections ${status.connections} live, ${status.staleActions} stale environments`,
    ...status.orphans.map(
      ({ pid, connections }) =>
        `orphan     process ${pid} of an earlier agent keeps ${connections} connections`,
    ),
  ]
}
