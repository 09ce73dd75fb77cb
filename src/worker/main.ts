// Entry of a worker process: a stack behind the agent's calls. Reads no file, opens no control socket. When the
// agent dies it stops accepting at once, relays what it has and ends with its last connection.

import cluster from 'node:cluster'
import { systemClock } from '../common/clock.ts'
import { PortableEngine } from '../engine/portable/engine.ts'
import { Channel, ChannelClosed } from '../platform/channel.ts'
import { ignoreInspectorSignal } from '../platform/signals.ts'
import type { Policy, Rule } from '../policy/policy.ts'
import { type Log, openLog } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import type { AgentServices } from '../stack/port.ts'
import { Stack } from '../stack/stack.ts'
import type { AgentCalls, WorkerCalls } from './calls.ts'
import { keepOrphanLine } from './orphan-line.ts'

/** Answers of an orphan: it accepts nothing new, but a connection that it has accepted may still ask. */
const ORPHANS = { connidRange: { first: 0, size: 1 }, environmentId: 0, allowance: 1 }

ignoreInspectorSignal()
// A terminal's Ctrl-C and hang-up go to the whole process group; the agent alone decides what they mean.
let isOrphan = false
let log: Log | undefined
let stack: Stack | undefined
let control: string | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (isOrphan && signal !== 'SIGHUP') process.exit(0)
  })

/** What has come of the policy that the next install completes. */
const nothingYet = () => ({
  rules: [] as Rule[],
  groupActions: {} as Writable<Policy['groupActions']>,
  environmentActions: {} as Writable<Policy['environmentActions']>,
  connectionActions: {} as Writable<Policy['connectionActions']>,
})
type Writable<T> = { -readonly [key in keyof T]: T[key] }
let coming = nothingYet()
const started = (): Stack => {
  if (!stack) throw new Error('start() comes first')
  return stack
}

const ours: WorkerCalls = {
  async start({ setup, log: options, control: path }) {
    control = path
    const opened = await openLog(options)
    // The agent has opened the same destination; whoever cannot write records does not serve.
    if (!opened.ok) throw new Error(opened.error)
    log = opened.value
    stack = new Stack({ setup, engine: new PortableEngine(), log, services, clock: systemClock })
  },
  async more({ rules = [], groupActions, environmentActions, connectionActions }) {
    coming.rules.push(...rules)
    Object.assign(coming.groupActions, groupActions)
    Object.assign(coming.environmentActions, environmentActions)
    Object.assign(coming.connectionActions, connectionActions)
  },
  async install(snapshot) {
    const policy = { ...snapshot.policy, ...coming }
    coming = nothingYet()
    await started().install({ ...snapshot, policy })
  },
  open: () => started().open(),
  status: () => started().status(),
  metrics: () => started().metrics(),
  connections: () => started().connections(),
  release: (name) => started().release(name),
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
  // Without the agent nobody can say whose certificate it is, and nobody is let in.
  userOfCertificate: (certificate) => orOrphan(channel.call('userOfCertificate', certificate), undefined),
  allowance: (name) => orOrphan(channel.call('allowance', name), ORPHANS.allowance),
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
  if (stack && control !== undefined) {
    const orphan = stack
    keepOrphanLine(
      control,
      async () => {
        const { connections, generation } = await orphan.status()
        return { pid: process.pid, connections, generation }
      },
      () => void orphan.stop(),
    )
  }
  await stack?.drain()
  await leave()
}

process.on('disconnect', () => void becomeOrphan())
cluster.worker?.on('disconnect', () => void becomeOrphan())
if (process.connected) channel.call('ready', undefined).catch(() => becomeOrphan())
else void becomeOrphan()
