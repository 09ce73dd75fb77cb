// Entry of a worker process: a stack behind the agent's calls. Reads no file, opens no control socket. When the
// agent dies it stops accepting at once, relays what it has and ends with its last connection.

import cluster from 'node:cluster'
import { systemClock } from '../common/clock.ts'
import { PortableEngine } from '../engine/portable/engine.ts'
import { Channel, ChannelClosed } from '../platform/channel.ts'
import { ignoreInspectorSignal } from '../platform/signals.ts'
import type { Rule } from '../policy/policy.ts'
import { type Log, openLog } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import type { AgentServices } from '../stack/port.ts'
import { Stack } from '../stack/stack.ts'
import type { AgentCalls, WorkerCalls } from './calls.ts'

/** Ids of an orphan: it accepts nothing new, but a handshake under way may still ask. */
const ORPHANS = { connidRange: { first: 0, size: 1 }, environmentId: 0 }

ignoreInspectorSignal()
// A terminal's Ctrl-C and hang-up go to the whole process group; the agent alone decides what they mean.
let isOrphan = false
let log: Log | undefined
let stack: Stack | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (isOrphan && signal !== 'SIGHUP') process.exit(0)
  })

let rules: Rule[] = []
const started = (): Stack => {
  if (!stack) throw new Error('start() comes first')
  return stack
}

const ours: WorkerCalls = {
  async start({ setup, log: options }) {
    const opened = await openLog(options)
    // The agent has opened the same destination; whoever cannot write records does not serve.
    if (!opened.ok) throw new Error(opened.error)
    log = opened.value
    stack = new Stack({ setup, engine: new PortableEngine(), log, services, clock: systemClock })
  },
  async rules(chunk) {
    rules.push(...chunk)
  },
  async install(snapshot) {
    const policy = { ...snapshot.policy, rules }
    rules = []
    await started().install({ ...snapshot, policy })
  },
  open: () => started().open(),
  status: () => started().status(),
  metrics: () => started().metrics(),
  connections: () => started().connections(),
  actionsOf: (connid) => started().actionsOf(connid),
  drop: ({ connid, by }) => started().drop(connid, by),
  reopenLog: () => started().reopenLog(),
  drain: () => started().drain(),
  async stop() {
    await started().stop()
    // After the answer is on its way.
    setImmediate(() => void leave())
  },
}

const channel = new Channel<AgentCalls>(process, ours)

const services: AgentServices = {
  connidRange: () => orOrphan(channel.call('connidRange', undefined), ORPHANS.connidRange),
  environmentId: (key) => orOrphan(channel.call('environmentId', key), ORPHANS.environmentId),
}

async function orOrphan<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ChannelClosed) return otherwise
    throw error
  }
}

async function leave(): Promise<void> {
  await log?.close()
  process.exit(0)
}

async function becomeOrphan(): Promise<void> {
  if (isOrphan) return
  isOrphan = true
  // Without this Node ends the worker, and with it every connection, when the agent's pipe closes.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true
  const connections = (await stack?.status())?.connections ?? 0
  log?.message(messages.ATL0032W.render({ process: process.pid, connections }))
  await stack?.drain()
  await leave()
}

process.on('disconnect', () => void becomeOrphan())
cluster.worker?.on('disconnect', () => void becomeOrphan())
if (process.connected) channel.call('ready', undefined).catch(() => becomeOrphan())
else void becomeOrphan()
