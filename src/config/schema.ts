// The keys of attls.yaml, their values, defaults and descriptions: the one table that reading, attls.schema.json and
// the test of docs/configuration.md go by. Values stay as written here; load.ts turns them into a Config.

import { z } from 'zod'
import { LEVELS, NEWEST_LEVEL } from '../common/level.ts'
import { parseJobName, parseUserId } from '../common/names.ts'
import { parseHostPort, parseLocalAddress, parseUnixPath } from './endpoint.ts'

const path = z.string('expected a path').min(1, 'expected a path')

const localAddress = z
  .string('expected address:port')
  .refine(
    (text) => parseLocalAddress(text) !== undefined,
    'expected address:port, such as 0.0.0.0:5555 or [::]:5555',
  )

const target = z
  .string('expected host:port')
  .refine(
    (text) => parseUnixPath(text) !== undefined || (parseHostPort(text)?.port ?? 0) > 0,
    'expected host:port, such as 127.0.0.1:15555 or [::1]:15555, or unix:PATH',
  )

const mvsName = (what: string, parse: (text: string) => unknown) =>
  z
    .string(`expected ${what}`)
    .refine((text) => parse(text) !== undefined, `expected ${what} of 1 to 8 letters, digits, @, # or $`)

const listener = z.strictObject({
  direction: z
    .enum(['inbound', 'outbound'])
    .describe(
      'inbound: the local program accepts, its partner connects to us; outbound: the local program connects to us.',
    ),
  listen: localAddress.describe('Address and port that attls listens on.'),
  connect: target.describe(
    'Where the other half of the connection goes: host:port, or unix:PATH for an inbound listener.',
  ),
  job: mvsName('a job name', parseJobName)
    .optional()
    .describe("Job name of the local program; without it the socket's owner is looked up."),
  user: mvsName('a user ID', parseUserId)
    .optional()
    .describe("User ID of the local program; without it the socket's owner is looked up."),
  starttls: z
    .unknown()
    .optional()
    .describe('Protocol spoken in the clear before TLS. Not available in this version.'),
  clientAddress: z
    .unknown()
    .optional()
    .describe('How the service learns the address of its client. Not available in this version.'),
})

const whole = (minimum: number) =>
  z.int(`expected a whole number from ${minimum}`).min(minimum, `expected a whole number from ${minimum}`)

const jobRule = z.strictObject({
  job: mvsName('a job name', parseJobName).describe('Job name of the programs that fit.'),
  program: z.string('expected a name').min(1).optional().describe('Base name of the executable.'),
  unit: z.string('expected a name').min(1).optional().describe('systemd unit, such as redis-server.service.'),
})

const ruleLimits = z.strictObject({
  connections: whole(1).optional(),
  handshakesPerSecond: whole(0).optional(),
  idleSeconds: whole(0).optional(),
})

const WORKERS = 'expected auto, or a whole number from 0 to 1024'

/** YAML reads an unquoted 3.2 as a number. */
const LEVEL_VALUES = LEVELS.flatMap((level) =>
  Number.isNaN(Number(level)) ? [level] : [level, Number(level)],
)

/** One qualifier or several. */
const DATA_SET_PREFIX = /^[A-Za-z@#$][A-Za-z0-9@#$-]{0,7}(?:\.[A-Za-z@#$][A-Za-z0-9@#$-]{0,7})*$/

/** Names stand in blank-separated text lines. */
const IMAGE_NAME = /^[A-Za-z0-9@#$_.-]{1,63}$/

export const configSchema = z
  .strictObject({
    image: z
      .string('expected a name')
      .regex(IMAGE_NAME, 'expected a name of letters, digits, @, #, $, _, . or -')
      .optional()
      .describe('z/OS image name in records. Default: the short host name in upper case.'),
    stack: mvsName('a stack name', parseJobName).default('TCPIP').describe('TCP/IP stack (TcpImage) name.'),
    stacks: z
      .array(z.unknown(), 'expected a list')
      .default([])
      .describe('Several stacks, each with the keys of one. Not available in this version.'),
    level: z
      .preprocess((value) => (typeof value === 'number' ? String(value) : value), z.enum(LEVELS))
      .default(NEWEST_LEVEL)
      .describe('z/OS level whose policy defaults apply.')
      .meta({ type: ['string', 'number'], enum: LEVEL_VALUES, default: NEWEST_LEVEL }),
    ttls: z
      .boolean('expected true or false')
      .default(true)
      .describe('TCPCONFIG TTLS (true) or NOTTLS (false: policy is installed and not enforced).'),
    policy: path.optional().describe('AT-TLS policy file. Needed unless pagent is given.'),
    pagent: path.optional().describe('Policy Agent main configuration file. Not available in this version.'),
    unmapped: z
      .enum(['clear', 'refuse'])
      .default('clear')
      .describe('A connection without a rule passes in the clear, as with AT-TLS, or is refused.'),
    beforePolicy: z
      .enum(['refuse', 'wait', 'clear'])
      .default('refuse')
      .describe('What connections meet before a policy is installed. Only refuse in this version.'),
    racf: path
      .default('var/racf')
      .describe('Folder of the security database. ATTLS_RACF in the environment goes before it.'),
    racfExposed: z
      .enum(['refuse', 'allow'])
      .default('refuse')
      .describe('What to do with a security database that other users of the machine can read.'),
    listeners: z
      .array(listener, 'expected a list')
      .default([])
      .describe('Interception without privileges: explicit pairs.'),
    intercept: z
      .strictObject({ mode: z.enum(['none', 'nftables']).default('none') })
      .prefault({})
      .describe('Transparent interception. Only none in this version.'),
    jobs: z
      .array(jobRule, 'expected a list')
      .default([])
      .describe('How local programs get job names, for listeners without job: the first entry that fits.'),
    users: z
      .record(z.string(), mvsName('a user ID', parseUserId), 'expected a mapping')
      .default({})
      .describe(
        'Linux user name or uid to RACF user ID. Default: root is IBMUSER, others are their name in upper case.',
      ),
    sysplex: z
      .record(z.string(), z.unknown(), 'expected a mapping')
      .default({})
      .describe('Many hosts as one. Not available in this version.'),
    identity: z
      .record(z.string(), z.unknown(), 'expected a mapping')
      .default({})
      .describe('PassTickets and tokens by rule name. Not available in this version.'),
    datasets: z
      .record(
        z.string().regex(DATA_SET_PREFIX, 'expected a data set name or its beginning, such as SYS1.TCPPARMS'),
        path,
        'expected a mapping',
      )
      .default({})
      .describe('MVS data set prefix to folder, for V TCPIP,,OBEY and other names of data sets.'),
    http: localAddress
      .default('127.0.0.1:9465')
      .describe('Address and port of /metrics, /healthz, /readyz and /status.'),
    control: path.default('var/attls.sock').describe('Operator socket, mode 0660.'),
    services: path
      .default('var/attls-services.sock')
      .describe('Socket for local programs. Not available in this version.'),
    log: z
      .strictObject({
        format: z
          .enum(['text', 'json'])
          .default('text')
          .describe('Lines as syslogd writes them, or one JSON object per line.'),
        to: z
          .string('expected stdout, stderr, syslog, udp://host:port, tcp://host:port or a path')
          .min(1, 'expected stdout, stderr, syslog, udp://host:port, tcp://host:port or a path')
          .refine(isLogTarget, 'expected host:port after udp:// or tcp://')
          .default('stdout')
          .describe(
            'stdout, stderr, syslog (the local daemon), udp://host:port, tcp://host:port, or a path.',
          ),
        level: z
          .enum(['error', 'warn', 'info', 'debug'])
          .default('info')
          .describe('Least severity that is written. AT-TLS messages are decided by Trace alone.'),
      })
      .prefault({})
      .describe('Where records go.'),
    workers: z
      .union([z.literal('auto'), whole(0).max(1024, WORKERS)], WORKERS)
      .default('auto')
      .describe('Stack worker processes: auto is one per core, 0 runs the stack inside the agent.'),
    engine: z
      .enum(['auto', 'portable', 'native'])
      .default('auto')
      .describe('TLS engine. native is not available in this version.'),
    limits: z
      .strictObject({
        connections: whole(1).default(20000).describe('Open connections in all.'),
        handshakesPerSecond: whole(0)
          .default(0)
          .describe('New handshakes per second in all, 0 for no limit.'),
        idleSeconds: whole(0)
          .default(0)
          .describe('Seconds without a byte after which a connection is cut, 0 for never.'),
        rules: z
          .record(z.string(), ruleLimits, 'expected a mapping')
          .default({})
          .describe('The same limits for single rules, by rule name.'),
      })
      .prefault({})
      .describe('Bounds that protect the host.'),
  })
  .describe('Configuration of attls. Relative paths are relative to the file.')

export type ConfigText = z.infer<typeof configSchema>

function isLogTarget(text: string): boolean {
  const remote = /^(?:udp|tcp):\/\/(.*)$/.exec(text)
  return !remote || (parseHostPort(remote[1] ?? '')?.port ?? 0) > 0
}
