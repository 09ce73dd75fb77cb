// Does the operator commands that are not about reading policy again: displays, levels, TTLS on and off, the end of
// one connection. What z/OS says on the console goes to the log as well as to whoever gave the command.

import { assertNever } from '../common/assert-never.ts'
import { releaseOf } from '../policy/render.ts'
import type { Log } from '../record/log.ts'
import type { Message } from '../record/message.ts'
import { messages } from '../record/messages.ts'
import type { ControlReply } from './control-protocol.ts'
import type { DisplayCommand } from './display-commands.ts'
import type { ModifyCommand } from './modify-commands.ts'
import { type NetstatSource, netstatReport } from './netstat/report.ts'
import { type ObeyPlaces, obeyFile } from './obey.ts'
import type { VaryCommand } from './vary-commands.ts'

export interface ConsoleParts {
  readonly log: Log
  readonly netstat: NetstatSource
  readonly places: ObeyPlaces
  readonly pagent: PagentLevels
  /** File of the configuration, for F PAGENT,QUERY. */
  readonly configuration: string
  /** Resolves when every stack has it, with what is to be said about it; with nothing when it was so before. */
  switchTtls(on: boolean): Promise<Message | undefined>
  /** False when no stack has this connection. */
  drop(connid: number, by: string): Promise<boolean>
}

/** The levels of the policy agent's log. */
export interface PagentLevels {
  readonly level: number
  readonly debug: number
  setLevel(level: number): void
  setDebug(bits: number): void
}

type Reply = Omit<ControlReply, 'v'>
export type ConsoleCommand = ModifyCommand | DisplayCommand | VaryCommand

export async function performConsole(
  command: ConsoleCommand,
  by: string,
  parts: ConsoleParts,
): Promise<Reply> {
  const { log, netstat } = parts
  switch (command.kind) {
    case 'netstat': {
      const report = await netstatReport(netstat, command.request, 'console')
      return report.ok
        ? { ok: true, lines: report.value.lines, data: report.value.data }
        : { ok: false, lines: [report.error] }
    }
    case 'display-tcpip':
      return { ok: true, lines: statusReport(netstat) }
    case 'drop-connection':
    case 'obey': {
      const { stack } = command
      if (stack !== '' && stack !== netstat.stack)
        return { ok: false, lines: [`there is no TCP/IP stack ${stack}; there is ${netstat.stack}`] }
      return command.kind === 'obey' ? obey(command, parts) : drop(command, by, parts)
    }
    case 'pagent-loglevel':
      if (command.level !== undefined) parts.pagent.setLevel(command.level)
      return told(log, true, [messages.EZZ8443I.render({}), queried(parts)])
    case 'pagent-debug':
      parts.pagent.setDebug(command.level)
      return told(log, true, [messages.EZZ8443I.render({}), queried(parts)])
    case 'pagent-query':
      return told(log, true, [messages.EZZ8443I.render({}), queried(parts)])
    case 'pagent-memory': {
      const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
      const memory = messages.ATL0063I.render({ rss, heapUsed, heapTotal, external })
      return told(log, true, [messages.EZZ8443I.render({}), memory])
    }
    default:
      return assertNever(command)
  }
}

function told(log: Log, isOk: boolean, said: readonly Message[]): Reply {
  for (const message of said) log.message(message)
  return { ok: isOk, lines: said.flatMap(({ text }) => text.split('\n')) }
}

function queried({ pagent, netstat, configuration }: ConsoleParts): Message {
  const { level, debug } = pagent
  const generation = netstat.snapshot()?.generation ?? 0
  return messages.ATL0062I.render({ logLevel: level, debug, configuration, generation })
}

function statusReport({ stack, level }: NetstatSource): readonly string[] {
  const row = (count: string, name: string, release: string, status: string) =>
    `${count.padStart(5)}   ${name.padEnd(10)}   ${release.padEnd(8)}   ${status}`
  return [
    messages.EZAOP50I.render({}).text,
    row('COUNT', 'TCPIP NAME', 'VERSION', 'STATUS'),
    row('1', stack, releaseOf(level), 'ACTIVE'),
    '*** END TCPIP STATUS REPORT ***',
    messages.EZAOP41I.render({}).text,
  ]
}

async function obey(command: VaryCommand & { kind: 'obey' }, parts: ConsoleParts): Promise<Reply> {
  const { ok, said, ttls } = await obeyFile(command.file, command.echo, parts.places)
  const about = ttls === undefined ? undefined : await parts.switchTtls(ttls)
  const reply = told(parts.log, ok, said)
  if (about) parts.log.message(about)
  return reply
}

async function drop(
  { connid, echo }: VaryCommand & { kind: 'drop-connection' },
  by: string,
  { log, ...parts }: ConsoleParts,
): Promise<Reply> {
  const command = 'VARY DROP'
  const processing = messages.EZZ0060I.render({ command: echo })
  const isDropped = await parts.drop(connid, by)
  return isDropped
    ? told(log, true, [processing, messages.EZZ0053I.render({ command })])
    : told(log, false, [
        processing,
        messages.ATL0066E.render({ connid }),
        messages.EZZ0059I.render({ command }),
      ])
}
