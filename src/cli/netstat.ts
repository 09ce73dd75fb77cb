// attls netstat: connection displays of the running agent, as netstat -x, -c, -A and -f print them on z/OS UNIX.

import { type Command, InvalidArgumentError } from 'commander'
import { askControl } from '../operator/control-client.ts'
import { CONTROL_VERSION } from '../operator/control-protocol.ts'
import type { NetstatRequest } from '../operator/netstat/request.ts'
import { parseCount, parseId } from '../operator/operands.ts'
import { controlPath } from './control-path.ts'
import type { CommandOutput } from './output.ts'

interface Where {
  readonly config?: string
  readonly json?: boolean
}

type Options = Where & Omit<NetstatRequest, 'report' | 'type' | 'actions'> & Flags

interface Flags {
  readonly conn?: number
  readonly ttls?: boolean
  readonly nottls?: boolean
  readonly clear?: boolean
  readonly current?: boolean
  readonly stale?: boolean
}

export function registerNetstat(program: Command, output: CommandOutput): void {
  const netstat = program.command('netstat').description('connection displays of the running agent')
  const report = (name: NetstatRequest['report'], description: string): Command =>
    netstat
      .command(name)
      .description(description)
      .option('-c, --config <file>', 'configuration; else ./attls.yaml, else /etc/attls/attls.yaml')
      .option('--json', 'as JSON (docs/operator.md)')
      .option('-p, --stack <name>', 'TCP/IP stack')
      .action(async (options: Options) => output.exit(await run(name, options, output)))
  report('ttls', 'AT-TLS groups, or one connection with its TLS session')
    .option('--conn <connid>', 'one connection', id)
    .option('--detail', 'what stands behind the names')
    .option('--max <n>', 'records at most', count)
  withFilters(report('conn', 'connections, one line each'))
  withFilters(report('all', 'everything that is known of each connection'))
  report('config', 'is AT-TLS on, and by which policy')
}

function withFilters(command: Command): void {
  command
    .option('--ttls', 'only those that a rule matched')
    .option('--nottls', 'only those that no rule matched, or that came while AT-TLS was off')
    .option('--clear', 'only those without TLS, for whatever reason')
    .option('--current', 'with --ttls: only those whose actions are in force')
    .option('--stale', 'with --ttls: only those whose actions have been replaced')
    .option('--group <id>', 'with --ttls: only those of this group', id)
    .option('--conn <connid>', 'only this connection', id)
    .option('--port <n>', 'local or remote port', port)
    .option('--ip <address>', 'local or remote address, or address/prefix')
    .option('--rule <name>', 'rule')
    .option('--job <name>', 'job name; a trailing * stands for any ending')
    .option('--user <id>', 'user ID; a trailing * stands for any ending')
    .option('--max <n>', 'connections to show at most', count)
}

/** 0 displayed, 1 no agent or nothing of that name, 2 options that contradict each other. */
async function run(
  report: NetstatRequest['report'],
  options: Options,
  output: CommandOutput,
): Promise<number> {
  const { config, json, conn, ttls, nottls, clear, current, stale, ...rest } = options
  const complain = (sentence: string, code: number) => {
    output.stderr(`attls netstat: ${sentence}\n`)
    return code
  }
  if ([ttls, nottls, clear].filter(Boolean).length > 1)
    return complain('--ttls, --nottls and --clear exclude each other', 2)
  if (current && stale) return complain('--current and --stale exclude each other', 2)
  if ((current || stale || rest.group !== undefined) && !ttls)
    return complain('--current, --stale and --group go with --ttls', 2)
  const path = controlPath(config, output)
  if (path === undefined) return 1
  const request: NetstatRequest = {
    report,
    ...rest,
    ...(conn !== undefined && { connid: conn }),
    ...(ttls && { type: 'ttls' }),
    ...(nottls && { type: 'nottls' }),
    ...(clear && { type: 'clear' }),
    ...(current && { actions: 'current' }),
    ...(stale && { actions: 'stale' }),
  }
  const reply = await askControl(path, { v: CONTROL_VERSION, do: 'netstat', request })
  if (!reply.ok) return complain(reply.error, 1)
  if (!reply.value.ok) return complain(reply.value.lines.join('\n'), 1)
  output.stdout(json ? `${JSON.stringify(reply.value.data, null, 2)}\n` : `${reply.value.lines.join('\n')}\n`)
  return 0
}

function id(text: string): number {
  const number = parseId(text)
  if (number === undefined) throw new InvalidArgumentError('expected up to 8 hexadecimal digits.')
  return number
}

function port(text: string): number {
  const number = parseCount(text, 65_535)
  if (!number) throw new InvalidArgumentError('expected a port, 1 to 65535.')
  return number
}

function count(text: string): number {
  const number = parseCount(text, 1_000_000)
  if (!number) throw new InvalidArgumentError('expected a number from 1.')
  return number
}
