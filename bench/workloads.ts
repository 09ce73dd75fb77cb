// What is measured: the load generator's arguments for each row of the table, and the sets that rows belong to.

import type { KeyType } from './certificates.ts'
import type { Role } from './subject.ts'

export interface Workload {
  readonly name: string
  readonly title: string
  readonly role: Role
  readonly key: KeyType
  /** Arguments of the load generator. */
  readonly load: readonly string[]
  /** The field of its answer that is compared, and whether more is better. */
  readonly metric:
    | 'connections_per_second'
    | 'requests_per_second'
    | 'mb_per_second'
    | 'kb_per_connection_5000'
  readonly isQuick?: boolean
}

const AES_128 = ['--cipher', 'TLS_AES_128_GCM_SHA256']
const AES_256 = ['--cipher', 'TLS_AES_256_GCM_SHA384']
const CHACHA = ['--cipher', 'TLS_CHACHA20_POLY1305_SHA256']
const TLS_12 = ['--tls', '1.2']

function handshakes(name: string, title: string, role: Role, key: KeyType, ...more: string[]): Workload {
  return { name, title, role, key, load: ['--test', 'handshakes', ...more], metric: 'connections_per_second' }
}

function bulk(
  name: string,
  title: string,
  role: Role,
  connections: number,
  way: 'to-client' | 'from-client',
  ...more: string[]
): Workload {
  const load = ['--test', way, '--connections', String(connections), ...more]
  return { name, title, role, key: 'ec', load, metric: 'mb_per_second' }
}

function pingPong(name: string, title: string, role: Role, connections: number, message: number): Workload {
  const load = ['--test', 'ping-pong', '--connections', String(connections), '--message', String(message)]
  return { name, title, role, key: 'ec', load, metric: 'requests_per_second' }
}

const quick = (workload: Workload): Workload => ({ ...workload, isQuick: true })
const RESUME = ['--resume', 'yes']

export const WORKLOADS: readonly Workload[] = [
  quick(handshakes('hs13', 'full handshake, TLS 1.3 ECDSA', 'server', 'ec')),
  quick(handshakes('hs13-resumed', 'resumed handshake, TLS 1.3', 'server', 'ec', ...RESUME)),
  handshakes('hs12', 'full handshake, TLS 1.2 ECDSA', 'server', 'ec', ...TLS_12),
  handshakes('hs12-resumed', 'resumed handshake, TLS 1.2', 'server', 'ec', ...TLS_12, ...RESUME),
  bulk('to-128-1', 'to client, AES-128, 1 connection', 'server', 1, 'to-client', ...AES_128),
  quick(bulk('to-128-16', 'to client, AES-128, 16 connections', 'server', 16, 'to-client', ...AES_128)),
  bulk('to-256-16', 'to client, AES-256, 16 connections', 'server', 16, 'to-client', ...AES_256),
  bulk('to-chacha-16', 'to client, ChaCha20, 16 connections', 'server', 16, 'to-client', ...CHACHA),
  bulk('from-128-1', 'from client, AES-128, 1 connection', 'server', 1, 'from-client', ...AES_128),
  quick(bulk('from-128-16', 'from client, AES-128, 16 connections', 'server', 16, 'from-client', ...AES_128)),
  bulk('from-256-16', 'from client, AES-256, 16 connections', 'server', 16, 'from-client', ...AES_256),
  bulk('from-chacha-16', 'from client, ChaCha20, 16 connections', 'server', 16, 'from-client', ...CHACHA),
  quick(pingPong('pp64', 'request/response 64 B, 64 connections', 'server', 64, 64)),
  pingPong('pp1k', 'request/response 1 KiB, 64 connections', 'server', 64, 1024),
  pingPong('pp64-1', 'request/response 64 B, 1 connection', 'server', 1, 64),
  pingPong('pp1k-1', 'request/response 1 KiB, 1 connection', 'server', 1, 1024),
  handshakes('hs13-rsa', 'full handshake, TLS 1.3 RSA-2048', 'server', 'rsa'),
  handshakes('hs12-rsa', 'full handshake, TLS 1.2 RSA-2048', 'server', 'rsa', ...TLS_12),
  {
    name: 'idle',
    title: 'idle memory per connection at 5,000',
    role: 'server',
    key: 'ec',
    load: ['--test', 'idle', '--connections', '1000', '--more-connections', '5000'],
    metric: 'kb_per_connection_5000',
  },
  handshakes('client-hs13', 'client role: full handshake, TLS 1.3 ECDSA', 'client', 'ec'),
  handshakes('client-hs13-resumed', 'client role: resumed handshake, TLS 1.3', 'client', 'ec', ...RESUME),
  bulk(
    'client-from-server-16',
    'client role: from server, AES-128, 16',
    'client',
    16,
    'to-client',
    ...AES_128,
  ),
  bulk('client-to-server-16', 'client role: to server, AES-128, 16', 'client', 16, 'from-client', ...AES_128),
  pingPong('client-pp64', 'client role: request/response 64 B, 64', 'client', 64, 64),
  pingPong('client-pp1k', 'client role: request/response 1 KiB, 64', 'client', 64, 1024),
  handshakes('clear-connections', 'clear-text relay: connections', 'clear', 'ec'),
  bulk('clear-16', 'clear-text relay: to client, 16', 'clear', 16, 'to-client'),
  pingPong('clear-pp64', 'clear-text relay: request/response 64 B, 64', 'clear', 64, 64),
]

/** Less is better for memory; everything else is a rate. */
export function isLessBetter({ metric }: Workload): boolean {
  return metric === 'kb_per_connection_5000'
}
