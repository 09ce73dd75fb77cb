// The agent's end of one worker: the StackPort calls, sent over the worker's IPC pipe.

import type { Worker } from 'node:cluster'
import { Channel } from '../platform/channel.ts'
import type { AgentServices, StackPort } from '../stack/port.ts'
import { type AgentCalls, RULES_PER_CHUNK, type WorkerCalls, type WorkerSetup } from '../worker/calls.ts'

export type WorkerPort = StackPort

/** Resolves when the worker has taken its setup; rejects when it dies before. */
export async function workerPort(
  worker: Worker,
  setup: WorkerSetup,
  services: AgentServices,
): Promise<WorkerPort> {
  const channel = await new Promise<Channel<WorkerCalls>>((resolve, reject) => {
    const ours: AgentCalls = {
      ready: async () => resolve(opened),
      connidRange: () => services.connidRange(),
      environmentId: (key) => services.environmentId(key),
    }
    const opened = new Channel<WorkerCalls>(worker, ours)
    worker.once('exit', () => reject(new Error('the worker ended before it was ready')))
  })
  await channel.call('start', setup)
  return {
    async install(snapshot) {
      const { rules } = snapshot.policy
      for (let at = 0; at < rules.length; at += RULES_PER_CHUNK)
        await channel.call('rules', rules.slice(at, at + RULES_PER_CHUNK))
      await channel.call('install', { ...snapshot, policy: { ...snapshot.policy, rules: [] } })
    },
    open: () => channel.call('open', undefined),
    status: () => channel.call('status', undefined),
    metrics: () => channel.call('metrics', undefined),
    connections: () => channel.call('connections', undefined),
    actionsOf: (connid) => channel.call('actionsOf', connid),
    drop: (connid, by) => channel.call('drop', { connid, by }),
    reopenLog: () => channel.call('reopenLog', undefined),
    drain: () => channel.call('drain', undefined),
    stop: () => channel.call('stop', undefined),
  }
}
