// The configuration as the rest of the program sees it: complete, with absolute paths and parsed endpoints.

import os from 'node:os'
import nodePath from 'node:path'
import type { Level } from '../common/level.ts'
import { type JobName, parseJobName, parseUserId, type UserId } from '../common/names.ts'
import {
  type HostPort,
  type LocalAddress,
  parseHostPort,
  parseLocalAddress,
  parseUnixPath,
} from './endpoint.ts'
import type { ConfigText } from './schema.ts'

export interface ListenerConfig {
  readonly direction: 'inbound' | 'outbound'
  readonly listen: LocalAddress
  /** A unix path only for inbound. */
  readonly connect: HostPort | { readonly path: string }
  /** Undefined: the owner of the local program's socket is looked up. */
  readonly job: JobName | undefined
  readonly user: UserId | undefined
}

export type LogDestination =
  | { readonly kind: 'stdout' | 'stderr' | 'syslog' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'udp' | 'tcp'; readonly host: string; readonly port: number }

/** All paths are absolute. */
export interface Config {
  /** The file it was read from. */
  readonly file: string
  readonly image: string
  readonly stack: string
  readonly level: Level
  readonly ttls: boolean
  /** Undefined only with ttls: false. */
  readonly policy: string | undefined
  readonly unmapped: 'clear' | 'refuse'
  readonly racf: string
  /** A security database that others can read is refused unless this says otherwise. */
  readonly racfExposed: 'refuse' | 'allow'
  readonly listeners: readonly ListenerConfig[]
  readonly http: LocalAddress
  readonly control: string
  readonly log: {
    readonly format: 'text' | 'json'
    readonly to: LogDestination
    readonly level: 'error' | 'warn' | 'info' | 'debug'
  }
  readonly workers: 'auto' | number
  readonly engine: 'auto' | 'portable'
  /** MVS data set prefix, upper case -> absolute folder. */
  readonly datasets: { readonly [prefix: string]: string }
  readonly jobs: readonly JobRule[]
  /** uid (decimal) or user name -> RACF user ID. */
  readonly users: { readonly [user: string]: UserId }
  /** 0 is no limit. */
  readonly limits: {
    readonly connections: number
    readonly handshakesPerSecond: number
    readonly idleSeconds: number
    readonly rules: { readonly [rule: string]: RuleLimits }
  }
}

/** A local program that fits everything an entry names has the entry's job name. */
export interface JobRule {
  readonly job: JobName
  readonly program?: string
  readonly unit?: string
}

/** What is absent is as for all rules. */
export interface RuleLimits {
  readonly connections?: number
  readonly handshakesPerSecond?: number
  readonly idleSeconds?: number
}

/** Values of environment variables. */
export interface Environment {
  readonly [name: string]: string | undefined
}

/** From text that the schema has accepted. `ATTLS_RACF` in the environment goes before `racf`. */
export function configOf(
  file: string,
  text: ConfigText,
  environment: { readonly [name: string]: string | undefined },
): Config {
  const folder = nodePath.dirname(nodePath.resolve(file))
  const absolute = (path: string): string => nodePath.resolve(folder, path)
  const { engine, limits } = text
  return {
    file: nodePath.resolve(file),
    image: (text.image ?? os.hostname().split('.')[0] ?? 'LOCALHOST').toUpperCase(),
    stack: text.stack.toUpperCase(),
    level: text.level,
    ttls: text.ttls,
    policy: text.policy === undefined ? undefined : absolute(text.policy),
    unmapped: text.unmapped,
    racf: environment['ATTLS_RACF'] ? nodePath.resolve(environment['ATTLS_RACF']) : absolute(text.racf),
    racfExposed: text.racfExposed,
    listeners: text.listeners.map((listener) => listenerOf(listener, absolute)),
    http: parsed(parseLocalAddress(text.http)),
    control: absolute(text.control),
    log: { format: text.log.format, level: text.log.level, to: logDestination(text.log.to, absolute) },
    workers: text.workers,
    engine: engine === 'native' ? 'auto' : engine,
    datasets: Object.fromEntries(
      Object.entries(text.datasets).map(([prefix, folder]) => [prefix.toUpperCase(), absolute(folder)]),
    ),
    jobs: text.jobs.map(({ job, ...fits }) => ({ ...present(fits), job: parsed(parseJobName(job)) })),
    users: Object.fromEntries(
      Object.entries(text.users).map(([user, id]) => [user, parsed(parseUserId(id))]),
    ),
    limits: {
      ...limits,
      rules: Object.fromEntries(Object.entries(limits.rules).map(([rule, own]) => [rule, present(own)])),
    },
  }
}

function listenerOf(
  text: ConfigText['listeners'][number],
  absolute: (path: string) => string,
): ListenerConfig {
  const unix = parseUnixPath(text.connect)
  return {
    direction: text.direction,
    listen: parsed(parseLocalAddress(text.listen)),
    connect: unix === undefined ? parsed(parseHostPort(text.connect)) : { path: absolute(unix) },
    job: text.job === undefined ? undefined : parseJobName(text.job),
    user: text.user === undefined ? undefined : parseUserId(text.user),
  }
}

function logDestination(to: string, absolute: (path: string) => string): LogDestination {
  if (to === 'stdout' || to === 'stderr' || to === 'syslog') return { kind: to }
  const remote = /^(udp|tcp):\/\/(.*)$/.exec(to)
  if (!remote) return { kind: 'file', path: absolute(to) }
  return { kind: remote[1] === 'udp' ? 'udp' : 'tcp', ...parsed(parseHostPort(remote[2] ?? '')) }
}

/** Without the keys that are not given. */
function present<T extends object>(given: T): { [key in keyof T]: Exclude<T[key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [key in keyof T]: Exclude<T[key], undefined>
  }
}

/** The schema has parsed the same text before; a miss here is a fault of ours. */
function parsed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the schema let an endpoint pass that cannot be parsed')
  return value
}
