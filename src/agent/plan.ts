// The configuration turned into what each part is given. Pure.

import { availableParallelism } from 'node:os'
import type { Config, ListenerConfig } from '../config/config.ts'
import type { Target } from '../intercept/accepted.ts'
import type { Wanted } from '../intercept/inherited.ts'
import type { ListenerSpec } from '../intercept/listener.ts'
import type { LogOptions } from '../record/log.ts'
import type { StackSetup } from '../stack/port.ts'
import type { PolicySource } from './load.ts'
import { type SecurityDatabase, securityDatabase } from './security-database.ts'

/** 0: the stack runs inside the agent. */
export function workerCount(config: Config): number {
  return config.workers === 'auto' ? availableParallelism() : config.workers
}

export function logOptions(config: Config): Omit<LogOptions, 'clock'> {
  const { format, to, level } = config.log
  return { format, to, level, image: config.image, stack: config.stack }
}

export function databaseOf({ racf, racfExposed }: Config): SecurityDatabase {
  return securityDatabase(racf, racfExposed === 'allow')
}

export function policySource(config: Config): PolicySource {
  const { policy, level, ttls } = config
  return { file: policy, level, ttls, racf: databaseOf(config) }
}

/** What each stack process gets; the limits are those of all together. `descriptors`: inherited sockets, by listener. */
export function stackSetup(config: Config, descriptors: readonly number[] = []): StackSetup {
  return {
    image: config.image,
    stack: config.stack,
    listeners: config.listeners.map((listener, index) => listenerSpec(listener, descriptors[index])),
    owners: { jobs: config.jobs, users: config.users },
    unmapped: config.unmapped,
    limits: config.limits,
  }
}

/** The sockets that the listeners need, to find them among inherited ones. */
export function wantedSockets(config: Config): readonly Wanted[] {
  return config.listeners.map(({ listen: { host, port, address } }) => ({
    text: `${host}:${port}`,
    endpoint: { address, port },
  }))
}

function listenerSpec(
  { direction, listen, connect, job, user }: ListenerConfig,
  descriptor: number | undefined,
): ListenerSpec {
  return {
    direction,
    listen: { host: listen.host, port: listen.port },
    connect: target(connect),
    ...(job !== undefined && { job }),
    ...(user !== undefined && { user }),
    ...(descriptor !== undefined && { descriptor }),
  }
}

function target(connect: ListenerConfig['connect']): Target {
  return 'path' in connect ? { kind: 'unix', ...connect } : { kind: 'tcp', ...connect }
}
