import fs from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { jsonSchemaText } from '../../src/config/json-schema.ts'
import { findConfig, loadConfig, parseConfig } from '../../src/config/load.ts'
import { UNAVAILABLE } from '../../src/config/unavailable.ts'

const FULL = `
image: wg31
stack: tcpip1
level: 3.1
ttls: true
policy: policies/ims-connect.policy
unmapped: refuse
beforePolicy: refuse
racf: var/racf
listeners:
  - { direction: inbound,  listen: "0.0.0.0:5555",    connect: "127.0.0.1:15555", job: ims15hws, user: IMSSTC }
  - { direction: inbound,  listen: "[::1]:5556",      connect: "unix:run/ims.sock" }
  - { direction: outbound, listen: "127.0.0.1:15556", connect: "wg31:5555", job: BAQSTRT, user: LIBSERV }
intercept: { mode: none }
jobs: [{ job: ims15hws, program: imsconnect }]
users: { "1001": libserv }
sysplex: {}
identity: {}
datasets: { sys1.tcpparms: tcpparms }
http: 127.0.0.1:9465
control: var/attls.sock
services: var/attls-services.sock
log: { format: json, to: logs/attls.log, level: warn }
workers: 2
engine: portable
limits: { connections: 100, handshakesPerSecond: 50, idleSeconds: 60, rules: { R~1: { connections: 5 } } }
`

test('a full configuration is read, with paths relative to the file', async (t) => {
  const config = parseConfig('/etc/attls/attls.yaml', FULL)
  if (!config.ok) throw new Error(JSON.stringify(config.error))
  t.match(config.value, {
    file: '/etc/attls/attls.yaml',
    image: 'WG31',
    stack: 'TCPIP1',
    level: '3.1',
    policy: '/etc/attls/policies/ims-connect.policy',
    unmapped: 'refuse',
    racf: '/etc/attls/var/racf',
    listeners: [
      {
        direction: 'inbound',
        listen: { host: '0.0.0.0', port: 5555, address: { family: 4, value: 0 } },
        connect: { host: '127.0.0.1', port: 15555 },
        job: 'IMS15HWS',
        user: 'IMSSTC',
      },
      { listen: { host: '::1', port: 5556 }, connect: { path: '/etc/attls/run/ims.sock' }, job: undefined },
      { direction: 'outbound', connect: { host: 'wg31', port: 5555 } },
    ],
    http: { host: '127.0.0.1', port: 9465 },
    control: '/etc/attls/var/attls.sock',
    log: { format: 'json', to: { kind: 'file', path: '/etc/attls/logs/attls.log' }, level: 'warn' },
    workers: 2,
    engine: 'portable',
    jobs: [{ job: 'IMS15HWS', program: 'imsconnect' }],
    datasets: { 'SYS1.TCPPARMS': '/etc/attls/tcpparms' },
    users: { 1001: 'LIBSERV' },
    limits: {
      connections: 100,
      handshakesPerSecond: 50,
      idleSeconds: 60,
      rules: { 'R~1': { connections: 5 } },
    },
  })
})

test('everything but the policy has a default', async (t) => {
  const config = parseConfig('/x/attls.yaml', 'policy: a.policy\n')
  if (!config.ok) throw new Error(JSON.stringify(config.error))
  t.match(config.value, {
    image: /^[^a-z.]+$/,
    stack: 'TCPIP',
    level: '3.2',
    ttls: true,
    unmapped: 'clear',
    racf: '/x/var/racf',
    listeners: [],
    http: { host: '127.0.0.1', port: 9465 },
    log: { format: 'text', to: { kind: 'stdout' }, level: 'info' },
    workers: 'auto',
    engine: 'auto',
    limits: { connections: 20000, idleSeconds: 0 },
  })
})

test('ATTLS_RACF goes before the configured database', async (t) => {
  const config = parseConfig('/x/attls.yaml', 'policy: a\nracf: b\n', { ATTLS_RACF: '/elsewhere' })
  t.equal(config.ok && config.value.racf, '/elsewhere')
})

/** Configuration, then `line:column code message` of each finding. */
const WRONG: readonly [string, readonly string[]][] = [
  [
    'polcy: a\n',
    [
      '1:1 ATTLS0703 unknown key polcy (did you mean policy?)',
      '1:1 ATTLS0705 policy is missing (policy: names the AT-TLS policy file)',
    ],
  ],
  ['', ['1:1 ATTLS0705 policy is missing (policy: names the AT-TLS policy file)']],
  [
    'policy: a\nlog:\n  level: trace\n',
    ['3:10 ATTLS0704 log.level is "trace": expected error, warn, info or debug'],
  ],
  [
    'policy: a\nworkers: many\n',
    ['2:10 ATTLS0704 workers is "many": expected auto, or a whole number from 0 to 1024'],
  ],
  ['policy: a\nworkers: -1\n', ['2:10 ATTLS0704 workers is -1: expected a whole number from 0']],
  [
    'policy: a\nworkers: 5000\n',
    ['2:10 ATTLS0704 workers is 5000: expected auto, or a whole number from 0 to 1024'],
  ],
  ['policy: a\nttls: "yes"\n', ['2:7 ATTLS0704 ttls is "yes": expected true or false']],
  [
    'policy: a\nlevel: V9\n',
    ['2:8 ATTLS0704 level is "V9": expected V2R1, V2R2, V2R3, V2R4, V2R5, 3.1 or 3.2'],
  ],
  [
    'policy: a\nlimits: { idelSeconds: 3 }\n',
    ['2:11 ATTLS0703 unknown key limits.idelSeconds (did you mean idleSeconds?)'],
  ],
  ['policy: a\nlisteners: here\n', ['2:12 ATTLS0704 listeners is "here": expected a list']],
  ['policy: a\nlog: stdout\n', ['2:6 ATTLS0704 log is "stdout": expected a mapping of keys']],
  ['policy: a\npolicy: b\n', ['2:1 ATTLS0702 map keys must be unique']],
  [
    'policy: [\n',
    ['2:1 ATTLS0702 flow sequence in block collection must be sufficiently indented and end with a ]'],
  ],
  [
    '- policy\n',
    [
      '1:1 ATTLS0704 the file: expected a mapping of keys',
      '1:1 ATTLS0705 policy is missing (policy: names the AT-TLS policy file)',
    ],
  ],
  [
    'policy: a\npagent: b\n',
    [
      '2:1 ATTLS0706 policy and pagent are both given (keep one)',
      '2:1 ATTLS0707 pagent asks for a Policy Agent main configuration file, which is not available in this version',
    ],
  ],
  [
    'policy: a\nlisteners:\n- direction: inbound\n  listen: 5555\n  conect: "x:1"\n',
    [
      '3:3 ATTLS0705 listeners[1].connect is missing',
      '4:11 ATTLS0704 listeners[1].listen is 5555: expected address:port',
      '5:3 ATTLS0703 unknown key listeners[1].conect (did you mean connect?)',
    ],
  ],
  [
    'policy: a\nlisteners:\n- { direction: outbound, listen: "wg31:5", connect: "::1:5" }\n',
    [
      '3:34 ATTLS0704 listeners[1].listen is "wg31:5": expected address:port, such as 0.0.0.0:5555 or [::]:5555',
      '3:53 ATTLS0704 listeners[1].connect is "::1:5": expected host:port, such as 127.0.0.1:15555 or [::1]:15555, or unix:PATH',
    ],
  ],
  [
    'policy: a\nlisteners:\n- { direction: outbound, listen: "127.0.0.1:5", connect: "unix:x" }\n- { direction: inbound, listen: "127.0.0.1:5", connect: "h:1", job: LONGJOBNAME }\n',
    [
      '4:69 ATTLS0704 listeners[2].job is "LONGJOBNAME": expected a job name of 1 to 8 letters, digits, @, # or $',
    ],
  ],
  [
    'policy: a\nlisteners:\n- { direction: outbound, listen: "127.0.0.1:5", connect: "unix:x" }\n- { direction: inbound, listen: "127.0.0.1:5", connect: "h:1" }\n',
    [
      '3:58 ATTLS0706 an outbound listener cannot connect to unix:x: its rule is looked up by the remote address',
      '4:33 ATTLS0706 two listeners listen on 127.0.0.1:5',
    ],
  ],
  [
    `policy: a\ncontrol: ${'x'.repeat(120)}\n`,
    [
      `2:10 ATTLS0704 control is /x/${'x'.repeat(120)}: expected a path of at most 107 bytes, the limit of a socket`,
    ],
  ],
  [
    'policy: a\nlog: { to: "udp://collector" }\n',
    ['2:12 ATTLS0704 log.to is "udp://collector": expected host:port after udp:// or tcp://'],
  ],
]

test('every problem is told at its line, all of them together', async (t) => {
  for (const [text, expected] of WRONG) {
    const config = parseConfig('/x/attls.yaml', text)
    const found = config.ok
      ? []
      : config.error.map(
          ({ place, code, message, hint }) =>
            `${place?.line}:${place?.column} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
        )
    t.strictSame([...found].sort(), [...expected].sort(), text)
  }
})

test('a key of a function that is missing is refused, wherever it stands', async (t) => {
  const asking: readonly [string, string][] = [
    ['stacks: [{ stack: A }]', 'stacks'],
    ['pagent: /etc/pagent.conf', 'pagent'],
    ['beforePolicy: wait', 'beforePolicy'],
    ['intercept: { mode: nftables }', 'intercept.mode'],
    ['sysplex: { name: PLEX1 }', 'sysplex'],
    ['identity: { rule: x }', 'identity'],
    ['services: other.sock', 'services'],
    [
      'listeners: [{ direction: inbound, listen: "1.2.3.4:5", connect: "a:1", starttls: smtp }]',
      'listeners[1].starttls',
    ],
    [
      'listeners: [{ direction: inbound, listen: "1.2.3.4:5", connect: "a:1", clientAddress: proxy }]',
      'listeners[1].clientAddress',
    ],
  ]
  t.equal(asking.length, UNAVAILABLE.length)
  for (const [text, key] of asking) {
    const config = parseConfig('/x/attls.yaml', `${text.startsWith('pagent') ? '' : 'policy: a\n'}${text}\n`)
    const [found] = config.ok ? [] : config.error
    t.equal(found?.code, 'ATTLS0707', text)
    t.match(found?.message, new RegExp(`^${key.replaceAll(/[.[\]]/g, '\\$&')} asks for `))
    t.match(found?.message, /which is not available in this version$/)
  }
})

test('a policy is not needed with AT-TLS switched off', async (t) => {
  t.ok(parseConfig('/x/attls.yaml', 'ttls: false\n').ok)
})

test('an alias bomb ends in a finding', async (t) => {
  const rows = Array.from(
    { length: 12 },
    (_, n) => `a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1}, *a${n - 1}, *a${n - 1}`}]`,
  )
  const config = parseConfig('/x/attls.yaml', `${rows.join('\n')}\n`)
  t.match(config.ok ? [] : config.error, [{ code: 'ATTLS0702', message: /alias/ }])
})

test('the file that -c names goes before ./attls.yaml, and a missing one is named', async (t) => {
  const folder = t.testdir({ 'attls.yaml': 'ttls: false\ncontrol: /run/attls.sock\n' })
  t.strictSame(findConfig('other.yaml', folder), { ok: true, value: path.join(folder, 'other.yaml') })
  t.strictSame(findConfig(undefined, folder), { ok: true, value: path.join(folder, 'attls.yaml') })
  t.ok(loadConfig(path.join(folder, 'attls.yaml'), {}).ok)
  const missing = loadConfig(path.join(folder, 'other.yaml'), {})
  t.match(missing.ok ? [] : missing.error, [
    { code: 'ATTLS0701', message: /other\.yaml cannot be read: ENOENT/ },
  ])
})

const root = path.resolve(import.meta.dirname, '../..')

test('attls.schema.json is what the schema says; "make schema" writes it', async (t) => {
  const published = fs.readFileSync(path.join(root, 'attls.schema.json'), 'utf8')
  t.strictSame(JSON.parse(published), JSON.parse(jsonSchemaText()))
})

test('docs/configuration.md names every key of the schema with its default', async (t) => {
  const page = fs.readFileSync(path.join(root, 'docs/configuration.md'), 'utf8')
  const keys = page.slice(page.indexOf('## Keys'), page.indexOf('## Listeners'))
  const documented = new Map(
    [...keys.matchAll(/^\| `([^`]+)` \| (.+?) \|/gm)].map(([, key, value]) => [key, value]),
  )
  const schema = keysOf(JSON.parse(jsonSchemaText()))
  t.strictSame(new Set(documented.keys()), new Set(schema.keys()))
  for (const [key, { default: value }] of schema) {
    if (value === undefined) continue
    const shown = typeof value === 'string' ? value : JSON.stringify(value)
    t.equal(documented.get(key), `\`${shown}\``, key)
  }
})

interface SchemaNode {
  readonly default?: unknown
  readonly properties?: { readonly [key: string]: SchemaNode }
  readonly items?: SchemaNode
  readonly additionalProperties?: SchemaNode | boolean
}

/** `log.level`, `listeners[].job`, `limits.rules.NAME.connections`: every key that has no keys below it. */
function keysOf(node: SchemaNode, prefix = ''): ReadonlyMap<string, SchemaNode> {
  const { properties, items, additionalProperties } = node
  const children: [string, SchemaNode][] = Object.entries(properties ?? {}).map(([key, child]) => [
    prefix === '' ? key : `${prefix}.${key}`,
    child,
  ])
  if (items?.properties) children.push([`${prefix}[]`, items])
  if (typeof additionalProperties === 'object' && additionalProperties.properties)
    children.push([`${prefix}.NAME`, additionalProperties])
  if (children.length === 0) return new Map([[prefix, node]])
  return new Map(children.flatMap(([key, child]) => [...keysOf(child, key)]))
}
