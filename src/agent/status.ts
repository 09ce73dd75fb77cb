// What /status and `attls status` tell: one plain object, made anew for each question.

import type { Config } from '../config/config.ts'
import { formatHostPort, formatTarget } from '../intercept/accepted.ts'
import { version } from '../version.ts'
import type { Orphan, Orphans } from './orphans.ts'
import { stackSetup } from './plan.ts'
import type { PolicyAgent } from './policy-agent.ts'
import type { Refresher } from './refresh.ts'
import { describeRingProblem } from './ring-check.ts'
import type { Stacks } from './stacks.ts'

export interface AgentStatus {
  readonly version: string
  readonly ready: boolean
  readonly image: string
  readonly stack: string
  readonly pid: number
  readonly level: string
  readonly ttls: boolean
  readonly engine: 'portable'
  readonly policy: {
    readonly file: string | undefined
    readonly generation: number
    readonly instanceId: number | undefined
    readonly rules: number
    readonly lastRefresh: { readonly result: string; readonly lines: readonly string[] } | undefined
  }
  readonly listeners: readonly {
    readonly direction: string
    readonly listen: string
    readonly connect: string
  }[]
  readonly keyRings: {
    /** Broken replacements whose old content still serves. */
    readonly kept: readonly { readonly ring: string; readonly error: string }[]
    /** Rings that cannot be used as the policy wants. */
    readonly problems: readonly string[]
    readonly certificates: readonly {
      readonly ring: string
      readonly label: string
      readonly notAfter: string
    }[]
  }
  /** Configured; `running` has those that answer. */
  readonly workers: number
  readonly running: readonly {
    readonly pid: number
    readonly generation: number
    readonly connections: number
    readonly staleEnvironments: number
  }[]
  readonly connections: number
  /** Workers whose agent has died; their connections are not among `connections`. */
  readonly orphans: readonly Orphan[]
  readonly staleActions: number
}

export interface StatusParts {
  readonly config: Config
  readonly policyAgent: PolicyAgent
  readonly refresher: Refresher
  readonly stacks: Stacks
  readonly workers: number
  readonly orphans: Orphans
}

export async function agentStatus(parts: StatusParts): Promise<AgentStatus> {
  const { config, policyAgent, refresher, stacks, workers } = parts
  const running = await stacks.status()
  const { snapshot } = policyAgent
  const last = refresher.last
  return {
    version,
    ready: snapshot !== undefined && running.length > 0 && running.every(({ listening }) => listening),
    image: config.image,
    stack: config.stack,
    pid: process.pid,
    level: config.level,
    ttls: snapshot?.ttls ?? config.ttls,
    engine: 'portable',
    policy: {
      file: config.policy,
      generation: policyAgent.generation,
      instanceId: snapshot?.instanceId,
      rules: snapshot?.policy.rules.length ?? 0,
      lastRefresh: last && { result: last.result, lines: last.lines },
    },
    listeners: stackSetup(config).listeners.map(({ direction, listen, connect }) => ({
      direction,
      listen: formatHostPort(listen),
      connect: formatTarget(connect),
    })),
    keyRings: {
      kept: refresher.keptRings,
      problems: policyAgent.ringProblems.map(describeRingProblem),
      certificates: (policyAgent.rings?.expiries ?? []).map(({ ring, label, notAfter }) => ({
        ring,
        label,
        notAfter: new Date(notAfter).toISOString(),
      })),
    },
    workers,
    running: running.map(({ pid, generation, connections, staleEnvironments }) => ({
      pid,
      generation,
      connections,
      staleEnvironments,
    })),
    connections: running.reduce((sum, { connections }) => sum + connections, 0),
    orphans: parts.orphans.list(),
    staleActions: Math.max(0, ...running.map(({ staleEnvironments }) => staleEnvironments)),
  }
}
