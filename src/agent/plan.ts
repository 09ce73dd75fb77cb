// The configuration turned into what each part is given. Pure.

import { availableParallelism } from 'node:os'
import type { Config, ListenerConfig } from '../config/config.ts'
import type { Target } from '../intercept/accepted.ts'
import type { ListenerSpec } from '../intercept/listener.ts'
import type { LogOptions } from '../record/log.ts'
import type { StackSetup } from '../stack/port.ts'
import type { PolicySource } from './load.ts'

/** 0: the stack runs inside the agent. */
export function workerCount(config: Config): number {
  return config.workers === 'auto' ? availableParallelism() : config.workers
}

export function logOptions(config: Config): Omit<LogOptions, 'clock'> {
  const { format, to, level } = config.log
  return { format, to, level, image: config.image, stack: config.stack }
}

export function policySource(config: Config): PolicySource {
  const { policy, level, ttls, racf } = config
  return { file: policy, level, ttls, racf }
}

/** What each of `processes` stacks gets; limits are shared out evenly. */
export function stackSetup(config: Config, processes: number): StackSetup {
  const { limits } = config
  const share = (limit: number): number => Math.ceil(limit / processes)
  return {
    image: config.image,
    stack: config.stack,
    listeners: config.listeners.map(listenerSpec),
    owners: { jobs: config.jobs, users: config.users },
    unmapped: config.unmapped,
    limits: {
      connections: share(limits.connections),
      handshakesPerSecond: share(limits.handshakesPerSecond),
      idleSeconds: limits.idleSeconds,
      rules: Object.fromEntries(
        Object.entries(limits.rules).map(([rule, own]) => [
          rule,
          {
            ...(own.connections !== undefined && { connections: share(own.connections) }),
            ...(own.handshakesPerSecond !== undefined && { handshakesPerSecond: share(own.handshakesPerSecond) }),
            ...(own.idleSeconds !== undefined && { idleSeconds: own.idleSeconds }),
          },
        ]),
      ),
    },
  }
}

function listenerSpec({ direction, listen, connect, job, user }: ListenerConfig): ListenerSpec {
  return {
    direction,
    listen: { host: listen.host, port: listen.port },
    connect: target(connect),
    ...(job !== undefined && { job }),
    ...(user !== undefined && { user }),
  }
}

function target(connect: ListenerConfig['connect']): Target {
  return 'path' in connect ? { kind: 'unix', ...connect } : { kind: 'tcp', ...connect }
}
