// Does what arrives on the control socket: operator commands and questions about the state. Every command is
// recorded before it is done.

import type { Agent } from '../agent/agent.ts'
import type { OrphanLine, Orphans } from '../agent/orphans.ts'
import type { Refresher, RefreshOutcome } from '../agent/refresh.ts'
import type { AgentStatus } from '../agent/status.ts'
import { formatAddress } from '../common/address.ts'
import { formatHostPort } from '../intercept/accepted.ts'
import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import type { LiveConnection } from '../stack/port.ts'
import type { Operator } from './authority.ts'
import { type OperatorCommand, parseOperatorCommand, resourceOf } from './commands.ts'
import { type ConsoleParts, performConsole } from './console-commands.ts'
import { type ControlReply, DROP_LINE } from './control-protocol.ts'
import type { Answer, ControlClient } from './control-server.ts'
import { netstatReport } from './netstat/report.ts'
import { type PasearchSource, pasearchReport } from './pasearch.ts'

type Reply = Omit<ControlReply, 'v'>

export interface AnswerParts {
  readonly agent: Agent
  readonly refresher: Refresher
  readonly log: Log
  readonly orphans: Orphans
  status(): Promise<AgentStatus>
  /** Whoever gives a command; undefined when the client has not proved who it is. */
  operator(uid: number | undefined): Promise<Operator>
  connections(): Promise<readonly LiveConnection[]>
  /** The installed policy; undefined before the first. */
  installed(): PasearchSource
  readonly console: ConsoleParts
}

export function operatorAnswers(parts: AnswerParts): Answer {
  const lines = new Map<ControlClient, OrphanLine>()
  return async (request, client) => {
    switch (request.do) {
      case 'status': {
        const status = await parts.status()
        return { ok: status.ready, lines: [], data: status }
      }
      case 'connections':
        return { ok: true, lines: [], data: (await parts.connections()).map(shown) }
      case 'netstat': {
        const report = await netstatReport(parts.console.netstat, request.request, 'command')
        return report.ok
          ? { ok: true, lines: report.value.lines, data: report.value.data }
          : { ok: false, lines: [report.error] }
      }
      case 'pasearch': {
        const report = pasearchReport(parts.installed(), request.options)
        return report === undefined
          ? { ok: false, lines: [`there is no image ${request.options.p}`] }
          : { ok: true, lines: [report] }
      }
      case 'command':
        return obey(request.text, await parts.operator(await client.uid()), parts)
      case 'orphan': {
        const { pid, connections, generation } = request
        let line = lines.get(client)
        if (!line) {
          const opened: OrphanLine = { drop: () => client.send(DROP_LINE) }
          line = opened
          lines.set(client, opened)
          client.stay(() => {
            lines.delete(client)
            parts.orphans.gone(opened)
          })
        }
        parts.orphans.tell(line, { pid, connections, generation })
        return { ok: true, lines: [] }
      }
    }
  }
}

/** A live connection as programs read it. */
export interface ShownConnection {
  readonly connid: string
  readonly direction: 'inbound' | 'outbound'
  readonly local: string
  readonly remote: string
  readonly job: string
  readonly user: string
  readonly rule: string | null
  readonly generation: number
  readonly startedAt: string
}

function shown({ connid, facts, rule, generation, startedAt }: LiveConnection): ShownConnection {
  return {
    connid: connid.toString(16).toUpperCase().padStart(8, '0'),
    direction: facts.direction,
    local: formatHostPort({ host: formatAddress(facts.local.address), port: facts.local.port }),
    remote: formatHostPort({ host: formatAddress(facts.remote.address), port: facts.remote.port }),
    job: facts.job,
    user: facts.user,
    rule: rule ?? null,
    generation,
    startedAt: new Date(startedAt).toISOString(),
  }
}

async function obey(text: string, operator: Operator, parts: AnswerParts): Promise<Reply> {
  const command = parseOperatorCommand(text)
  const refusal = command.ok ? operator.refusal(resourceOf(command.value)) : command.error
  if (!command.ok || refusal !== undefined) {
    parts.log.message(messages.ATL0060W.render({ userid: operator.user, reason: refusal ?? '' }))
    return { ok: false, lines: [refusal ?? ''] }
  }
  parts.log.message(messages.ATL0061I.render({ userid: operator.user, command: text.trim() }))
  return perform(command.value, operator.user, parts)
}

async function perform(command: OperatorCommand, by: string, parts: AnswerParts): Promise<Reply> {
  const { agent, refresher, log, orphans } = parts
  const accepted = messages.EZZ8443I.render({})
  switch (command.kind) {
    case 'refresh':
    case 'keystore':
    case 'update': {
      log.message(accepted)
      const outcome = await refresher.refresh(command.kind)
      return { ok: outcome.result !== 'refused', lines: [accepted.text, ...describe(outcome)], data: outcome }
    }
    case 'stop':
      // The answer goes out first; the agent drains as after SIGTERM.
      setImmediate(() => void agent.drain('P PAGENT'))
      return { ok: true, lines: ['attls drains its connections and stops'] }
    case 'drop': {
      const count = orphans.drop(command.process)
      const whom = command.process === 'all' ? 'of an earlier agent' : `with process id ${command.process}`
      return count === 0
        ? { ok: false, lines: [`there is no worker ${whom} whose agent has died`] }
        : {
            ok: true,
            lines: [`${count} worker${count === 1 ? '' : 's'} ${whom} asked to drop all connections`],
          }
    }
    default:
      return performConsole(command, by, parts.console)
  }
}

function describe({ result, generation, lines }: RefreshOutcome): readonly string[] {
  switch (result) {
    case 'installed':
      return [...lines, `policy generation ${generation} is installed`]
    case 'unchanged':
      return [`nothing has changed; generation ${generation} stays`]
    case 'refused':
      return [...lines, `the policy has errors; generation ${generation} stays in force`]
  }
}
