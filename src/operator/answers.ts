// Does what arrives on the control socket: operator commands and questions about the state. Every command is
// recorded before it is done.

import type { Agent } from '../agent/agent.ts'
import type { OrphanLine, Orphans } from '../agent/orphans.ts'
import type { Refresher, RefreshOutcome } from '../agent/refresh.ts'
import type { AgentStatus } from '../agent/status.ts'
import type { Log } from '../record/log.ts'
import { messages } from '../record/messages.ts'
import { type OperatorCommand, parseOperatorCommand } from './commands.ts'
import { type ControlReply, DROP_LINE } from './control-protocol.ts'
import type { Answer, ControlClient } from './control-server.ts'

type Reply = Omit<ControlReply, 'v'>

export interface AnswerParts {
  readonly agent: Agent
  readonly refresher: Refresher
  readonly log: Log
  readonly orphans: Orphans
  status(): Promise<AgentStatus>
}

/** Who gave a command cannot be told from a Unix socket without a native call; its mode is the authority. */
const OPERATOR = 'OPERATOR'

export function operatorAnswers(parts: AnswerParts): Answer {
  const lines = new Map<ControlClient, OrphanLine>()
  return async (request, client) => {
    switch (request.do) {
      case 'status': {
        const status = await parts.status()
        return { ok: status.ready, lines: [], data: status }
      }
      case 'command':
        return obey(request.text, parts)
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

async function obey(text: string, parts: AnswerParts): Promise<Reply> {
  const command = parseOperatorCommand(text)
  if (!command.ok) {
    parts.log.message(messages.ATL0060W.render({ userid: OPERATOR, reason: command.error }))
    return { ok: false, lines: [command.error] }
  }
  parts.log.message(messages.ATL0061I.render({ userid: OPERATOR, command: text.trim() }))
  return perform(command.value, parts)
}

async function perform(
  command: OperatorCommand,
  { agent, refresher, log, orphans }: AnswerParts,
): Promise<Reply> {
  const accepted = messages.EZZ8443I.render({})
  switch (command.kind) {
    case 'refresh':
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
