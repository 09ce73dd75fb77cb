// The agent's end of one worker: the StackPort calls, sent over the worker's IPC pipe.

import { Channel } from '../platform/channel.ts'
import type { Policy } from '../policy/policy.ts'
import type { AgentServices, StackPort } from '../stack/port.ts'
import {
  type AgentCalls,
  CHUNK,
  type PolicyChunk,
  type WorkerCalls,
  type WorkerSetup,
} from '../worker/calls.ts'
import type { WorkerProcess } from './worker-process.ts'

export type WorkerPort = StackPort

/** Resolves when the worker has taken its setup; rejects when it dies before. */
export async function workerPort(
  worker: WorkerProcess,
  setup: WorkerSetup,
  services: AgentServices,
): Promise<WorkerPort> {
  const channel = await new Promise<Channel<WorkerCalls>>((resolve, reject) => {
    const ours: AgentCalls = {
      ready: async () => resolve(opened),
      connidRange: () => services.connidRange(),
      environmentId: (key) => services.environmentId(key),
      userOfCertificate: (certificate) => services.userOfCertificate(certificate),
      allowance: (name) => services.allowance(name),
    }
    const opened = new Channel<WorkerCalls>(worker.ipc, ours)
    worker.onExit(() => reject(new Error('the worker ended before it was ready')))
  })
  await channel.call('start', setup)
  return {
    async install(snapshot) {
      for (const chunk of chunksOf(snapshot.policy)) await channel.call('more', chunk)
      // Statements are for the agent's messages.
      const policy = { ...snapshot.policy, ...NOTHING, statements: [] }
      await channel.call('install', { ...snapshot, policy })
    },
    open: () => channel.call('open', undefined),
    status: () => channel.call('status', undefined),
    metrics: () => channel.call('metrics', undefined),
    connections: () => channel.call('connections', undefined),
    release: (name) => channel.call('release', name),
    actionsOf: (connid) => channel.call('actionsOf', connid),
    drop: (connid, by) => channel.call('drop', { connid, by }),
    reopenLog: () => channel.call('reopenLog', undefined),
    drain: () => channel.call('drain', undefined),
    stop: () => channel.call('stop', undefined),
  }
}

const NOTHING = { rules: [], groupActions: {}, environmentActions: {}, connectionActions: {} } as const

/** The parts of a policy that can be large, in pieces that hold nobody up. */
function* chunksOf(policy: Policy): Generator<PolicyChunk, void, undefined> {
  for (let at = 0; at < policy.rules.length; at += CHUNK) yield { rules: policy.rules.slice(at, at + CHUNK) }
  for (const kind of ['groupActions', 'environmentActions', 'connectionActions'] as const) {
    const actions = Object.entries(policy[kind])
    for (let at = 0; at < actions.length; at += CHUNK)
      yield { [kind]: Object.fromEntries(actions.slice(at, at + CHUNK)) }
  }
}
