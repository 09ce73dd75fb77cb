// The agent process: configuration in, a running attls out. Owns the log, the policy agent, the stacks, the control
// socket, HTTP and the file watch; starts and stops them in order, and leaves nothing behind when a start fails
// half-way.

import { systemClock } from '../common/clock.ts'
import { formatDiagnostic } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import type { Config } from '../config/config.ts'
import { openEngine } from '../engine/open-engine.ts'
import { formatHostPort, formatTarget } from '../intercept/accepted.ts'
import { inheritedDescriptors } from '../intercept/inherited.ts'
import { operatorAnswers } from '../operator/answers.ts'
import { operatorOf } from '../operator/authority.ts'
import { serveControl } from '../operator/control-server.ts'
import { serveHttp } from '../operator/http.ts'
import { type PasearchSource, renderInputOf } from '../operator/pasearch.ts'
import { type Log, openLog } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import { aggregateMetrics, METRICS_CONTENT_TYPE, Metrics } from '../record/metrics.ts'
import { version } from '../version.ts'
import { Allowances } from './allowances.ts'
import { consoleParts } from './console-parts.ts'
import { Orphans } from './orphans.ts'
import { PagentLog } from './pagent-log.ts'
import { databaseOf, logOptions, policySource, stackSetup, wantedSockets, workerCount } from './plan.ts'
import { PolicyAgent, type Refused } from './policy-agent.ts'
import { Refresher } from './refresh.ts'
import { describeRingProblem } from './ring-check.ts'
import { agentServices } from './services.ts'
import { openStacks, type Stacks } from './stacks.ts'
import { type AgentStatus, agentStatus } from './status.ts'
import { watchFiles } from './watch.ts'
import { descriptorInWorker } from './worker-process.ts'

export interface Agent {
  refresh(): Promise<unknown>
  /** SIGHUP: policy, key rings and log files. */
  reload(): Promise<void>
  dumpStatus(): Promise<void>
  /** Stops accepting, lets live connections end, then stops; `why` is the signal or command. */
  drain(why: string): Promise<void>
  /** Resets live connections and stops. */
  stop(): Promise<void>
  /** Resolves when the agent has stopped. */
  readonly ended: Promise<void>
}

/** What has been started so far, newest last: undone in reverse when a later step fails, or at the end. */
class Started {
  readonly #undo: (() => unknown)[] = []

  add(undo: () => unknown): void {
    this.#undo.push(undo)
  }

  async undo(): Promise<void> {
    for (const step of this.#undo.splice(0).reverse()) await step()
  }
}

/** A running agent, or one sentence for each thing that kept it from starting. */
export async function startAgent(config: Config): Promise<Result<Agent, readonly string[]>> {
  const log = await openLog(logOptions(config))
  if (!log.ok) return fail([log.error])
  const started = new Started()
  started.add(() => log.value.close())
  try {
    const agent = await start(config, log.value, started)
    if (!agent.ok) await giveUp(agent.error)
    return agent
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    await giveUp([reason])
    return fail([reason])
  }

  /** The caller tells the terminal; a log that goes elsewhere has to know too. */
  async function giveUp(reasons: readonly string[]): Promise<void> {
    const { kind } = config.log.to
    if (log.ok && kind !== 'stdout' && kind !== 'stderr')
      for (const reason of reasons) log.value.message(messages.ATL0021E.render({ reason }))
    await started.undo()
  }
}

async function start(config: Config, log: Log, started: Started): Promise<Result<Agent, readonly string[]>> {
  log.message(messages.EZZ8431I.render({}))
  const metrics = new Metrics({ processMetrics: true })
  const pagent = new PagentLog(log)
  pagent.environment(config.file, process.env)
  const policyAgent = new PolicyAgent(policySource(config), systemClock)

  // The control socket first: it is also the lock that keeps two agents off one configuration.
  let answer: ReturnType<typeof operatorAnswers> | undefined
  const control = await serveControl(config.control, async (request, client) =>
    answer ? answer(request, client) : { ok: false, lines: ['the agent is still starting'] },
  )
  started.add(() => control.close())

  const engine = openEngine(config.engine)
  if (!engine.ok) return fail([`engine: native cannot be had: ${engine.error}`])
  const { fallback } = engine.value
  if (fallback !== undefined) log.message(messages.ATL0015I.render({ reason: fallback }))

  const workers = workerCount(config)
  const inherited = await inheritedDescriptors(wantedSockets(config), process.env, process.pid)
  if (!inherited.ok) return fail(inherited.error)
  const descriptors = inherited.value ?? []
  const allowances = new Allowances(config.limits, Math.max(1, workers), systemClock)
  const orphans = new Orphans((connections) => allowances.occupied(connections))
  // Worker processes come up while the policy is read.
  const opening = openStacks({
    workers,
    setup: {
      setup: stackSetup(
        config,
        workers === 0 ? descriptors : descriptors.map((_, index) => descriptorInWorker(index)),
      ),
      log: logOptions(config),
      control: config.control,
      engine: engine.value.engine.name,
    },
    services: agentServices(policyAgent, databaseOf(config), systemClock),
    allowances,
    descriptors,
    engine: engine.value.engine,
    log,
  })
  // A failure to start is told where it is awaited; until then it must not count as unhandled.
  const opened = opening.catch(() => undefined)
  started.add(async () => (await opened)?.stop())

  // Policy before anything listens: with a wrong policy nothing is half-started.
  const first = await policyAgent.prepare('refresh')
  if (!first.ok) return fail(findings(first.error))
  const unusable = config.ttls ? first.value.ringProblems.filter(({ isFatal }) => isFatal) : []
  if (unusable.length > 0) return fail(unusable.map(describeRingProblem))
  const stacks = await opening

  const watcher = watchFiles(() => void refresher.refresh('changed'))
  started.add(() => watcher.close())
  const refresher: Refresher = new Refresher({
    stack: config.stack,
    policyAgent,
    stacks,
    pagent,
    configuration: config.file,
    log,
    metrics,
    installed: ({ loaded, rings }) => watcher.follow([...loaded.files, ...rings.watched]),
  })

  log.message(messages.EZZ8432I.render({}))
  await refresher.install(first.value)
  const failures = await stacks.open()
  if (failures.length > 0) return fail(failures)
  for (const { direction, listen, connect } of stackSetup(config).listeners) {
    const where = { listen: formatHostPort(listen), connect: formatTarget(connect) }
    log.message(messages.ATL0010I.render({ direction, ...where }))
  }

  const { name } = engine.value.engine
  const status = (): Promise<AgentStatus> =>
    agentStatus({ config, engine: name, policyAgent, refresher, stacks, workers, orphans })
  const http = await serveHttp(config.http, {
    metrics: async () => ({ contentType: METRICS_CONTENT_TYPE, text: await metricsText(metrics, stacks) }),
    isReady: async () => (await status()).ready,
    status,
  })
  started.add(() => http.close())
  log.message(messages.ATL0014I.render({ url: http.url }))
  const ready = {
    version,
    tcpImage: config.stack,
    listeners: config.listeners.length,
    rules: first.value.snapshot.policy.rules.length,
    workers,
  }
  log.message(messages.ATL0020I.render(ready))

  const agent = running(log, stacks, refresher, status, started)
  answer = operatorAnswers({
    agent,
    refresher,
    status,
    log,
    orphans,
    connections: () => stacks.connections(),
    operator: (uid) => operatorOf(uid, { jobs: config.jobs, users: config.users }, databaseOf(config)),
    installed: () => installedPolicy(config, policyAgent),
    console: consoleParts({ config, log, pagent, policyAgent, refresher, stacks, workers }),
  })
  return ok(agent)
}

/** What pasearch reports on. */
function installedPolicy({ stack, policy: file }: Config, { snapshot }: PolicyAgent): PasearchSource {
  if (!snapshot) return { images: [] }
  const { policy, instanceId } = snapshot
  const configuration = { file: file ?? 'none', flush: true, purge: false, intervalSeconds: undefined }
  return { images: [{ render: renderInputOf(policy, stack, instanceId * 1000, Date.now()), configuration }] }
}

function findings({ diagnostics, sources }: Refused): readonly string[] {
  return diagnostics.map((diagnostic) =>
    formatDiagnostic(diagnostic, diagnostic.place && sources.get(diagnostic.place.file)),
  )
}

function running(
  log: Log,
  stacks: Stacks,
  refresher: Refresher,
  status: () => Promise<AgentStatus>,
  started: Started,
): Agent {
  let resolveEnded: () => void = () => {}
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve
  })
  let stopping: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      const { connections } = await status()
      log.message(messages.ATL0023I.render({ connections }))
      log.message(messages.EZZ8433I.render({}))
      await started.undo()
      resolveEnded()
    })()
    return stopping
  }
  return {
    ended,
    stop,
    refresh: () => refresher.refresh('refresh'),
    async reload() {
      const reopened = log.reopen()
      if (!reopened.ok) log.message(messages.ATL0044E.render({ finding: reopened.error }))
      await stacks.reopenLogs()
      await refresher.refresh('refresh')
    },
    async dumpStatus() {
      log.message(messages.ATL0024I.render({ status: JSON.stringify(await status()) }))
    },
    async drain(why) {
      const { connections } = await status()
      log.message(messages.ATL0022I.render({ connections, signal: why }))
      await stacks.drain()
      await stop()
    },
  }
}

async function metricsText(metrics: Metrics, stacks: Stacks): Promise<string> {
  const running = await stacks.status()
  metrics.workers(running.length)
  metrics.staleActions(Math.max(0, ...running.map(({ staleEnvironments }) => staleEnvironments)))
  return aggregateMetrics([await metrics.snapshot(), ...(await stacks.metrics())])
}
