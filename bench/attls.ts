// attls as a subject: policy, configuration and key ring generated for the run; one worker.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Role, Station } from './subject.ts'
import { writeFile } from './subject.ts'

export interface AttlsVariant {
  /** The node binary; default that of the run. */
  readonly node?: string
  readonly nodeOptions?: readonly string[]
  /** Rules in the policy; the one that maps is the last in order of lookup. */
  readonly rules?: number
  readonly trace?: number
  readonly workers?: number
}

const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
]

export const HTTP_PORT = 9465

export function attlsCommand(station: Station, variant: AttlsVariant = {}): Command {
  const { role, listen, backend } = station
  writeFile(station, 'bench.policy', attlsPolicy(station, variant))
  const direction = role === 'client' ? 'outbound' : 'inbound'
  mkdirSync(join(station.folder, 'log'), { recursive: true })
  const config = writeFile(station, 'attls.yaml', [
    'policy: bench.policy',
    'racf: racf',
    `http: 127.0.0.1:${HTTP_PORT}`,
    'control: attls.sock',
    // Not beside the policy: the agent watches that folder and would look at every write.
    'log: { to: log/attls.log }',
    `workers: ${variant.workers ?? 1}`,
    'limits: { connections: 60000 }',
    'listeners:',
    `  - { direction: ${direction}, listen: "127.0.0.1:${listen}", connect: "127.0.0.1:${backend}", job: BENCH, user: BENCH }`,
  ])
  const program = variant.node ?? process.execPath
  return [program, ...(variant.nodeOptions ?? []), 'dist/main.js', 'start', '-c', config]
}

/** Policy lines: `rules - 1` rules for other ports and addresses, then the one of the station. */
export function attlsPolicy(station: Station, { rules = 1, trace = 2 }: AttlsVariant): readonly string[] {
  const { role, listen, backend } = station
  const others = Array.from({ length: rules - 1 }, (_, number) =>
    rule(`other${number}`, 255, [
      // Every third rule is for the same port, so that its addresses have to be looked at.
      number % 3 === 0 ? portOf(role, listen, backend) : `LocalPortRange ${10_000 + (number % 50_000)}`,
      `RemoteAddr 10.${(number >> 8) & 255}.${number & 255}.0/24`,
      `Direction ${direction(role)}`,
    ]),
  )
  return [
    ...others,
    rule('bench', 1, [portOf(role, listen, backend), `Direction ${direction(role)}`]),
    block('TTLSGroupAction group', [`TTLSEnabled ${role === 'clear' ? 'Off' : 'On'}`, `Trace ${trace}`]),
    block('TTLSEnvironmentAction environment', [
      `HandshakeRole ${role === 'client' ? 'Client' : 'Server'}`,
      block('TTLSKeyringParms', [`Keyring ${role === 'client' ? station.keys.ca : station.keys.both}`]),
      block('TTLSEnvironmentAdvancedParms', [
        'TLSv1 Off',
        'TLSv1.1 Off',
        'TLSv1.2 On',
        'TLSv1.3 On',
        ...(role === 'client' ? ['HostReferenceIdDNS localhost'] : []),
      ]),
      block(
        'TTLSCipherParms',
        CIPHERS.map((name) => `V3CipherSuites ${name}`),
      ),
    ]),
  ]
}

function direction(role: Role): string {
  return role === 'client' ? 'Outbound' : 'Inbound'
}

function portOf(role: Role, listen: number, backend: number): string {
  return role === 'client' ? `RemotePortRange ${backend}` : `LocalPortRange ${listen}`
}

function rule(name: string, priority: number, lines: readonly string[]): string {
  return block(`TTLSRule ${name}`, [
    ...lines,
    `Priority ${priority}`,
    'TTLSGroupActionRef group',
    'TTLSEnvironmentActionRef environment',
  ])
}

function block(head: string, lines: readonly string[]): string {
  return `${head}\n{\n${lines.join('\n')}\n}`
}
