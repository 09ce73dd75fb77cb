// What operator commands and displays get of the running agent.

import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import { formatHostPort, formatTarget } from '../intercept/accepted.ts'
import type { ConsoleParts } from '../operator/console-commands.ts'
import type { NetstatConfig } from '../operator/netstat/report-config.ts'
import type { Log } from '../record/log.ts'
import type { PagentLog } from './pagent-log.ts'
import type { PolicyAgent } from './policy-agent.ts'
import type { Refresher } from './refresh.ts'
import type { Stacks } from './stacks.ts'

export interface RunningParts {
  readonly config: Config
  readonly log: Log
  readonly pagent: PagentLog
  readonly policyAgent: PolicyAgent
  readonly refresher: Refresher
  readonly stacks: Stacks
  /** Worker processes; 0: none. */
  readonly workers: number
}

export function consoleParts(running: RunningParts): ConsoleParts {
  const { config, log, pagent, policyAgent, refresher, stacks, workers } = running
  return {
    log,
    pagent,
    configuration: config.file,
    places: { dataSets: config.datasets, folder: dirname(config.file) },
    switchTtls: (on) => refresher.switchTtls(on),
    drop: (connid, by) => stacks.drop(connid, by),
    netstat: {
      stack: config.stack,
      level: config.level,
      tasks: Math.max(1, workers),
      now: () => Date.now(),
      snapshot: () => policyAgent.snapshot,
      config: () => netstatConfig(config, policyAgent),
      connections: () => stacks.connections(),
      actionsOf: (connid) => stacks.actionsOf(connid),
    },
  }
}

function netstatConfig(config: Config, { snapshot, generation }: PolicyAgent): NetstatConfig {
  return {
    ttls: snapshot?.ttls ?? config.ttls,
    image: config.image,
    level: config.level,
    policyFile: config.policy ?? null,
    generation,
    instanceId: snapshot?.instanceId ?? null,
    rules: snapshot?.policy.rules.length ?? 0,
    unmapped: config.unmapped,
    listeners: config.listeners.map(({ direction, listen, connect }) => ({
      direction,
      listen: formatHostPort(listen),
      connect: formatTarget('path' in connect ? { kind: 'unix', ...connect } : { kind: 'tcp', ...connect }),
    })),
    maxConnections: config.limits.connections,
  }
}
