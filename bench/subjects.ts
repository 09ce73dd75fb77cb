// The programs that are measured side by side: their configuration for one run, written into a folder, and the
// command that starts them in the foreground. All take the same certificates, listen on one port, go to another, use
// one thread or process for traffic, and keep their own defaults otherwise.

import { join } from 'node:path'
import { attlsCommand } from './attls.ts'
import { type Command, type Station, type Subject, writeFile } from './subject.ts'

export const NODE_24 = 'var/node24/node_modules/node/bin/node'

export const SUBJECTS: readonly Subject[] = [
  { name: 'stunnel', isPeer: true, command: stunnel },
  { name: 'haproxy', isPeer: true, command: haproxy },
  { name: 'nginx', isPeer: true, command: nginx },
  { name: 'hitch', isPeer: true, command: hitch },
  { name: 'attls', isPeer: false, command: (station) => attlsCommand(station) },
  { name: 'attls-node24', isPeer: false, command: (station) => attlsCommand(station, { node: NODE_24 }) },
  { name: 'fixed-target', isPeer: false, command: fixedTarget },
]

function stunnel(station: Station): Command {
  const { role, listen, backend, keys } = station
  if (role === 'clear') return undefined
  const file = writeFile(station, 'stunnel.conf', [
    'foreground = yes',
    'pid =',
    'debug = 3',
    'socket = l:TCP_NODELAY=1',
    'socket = r:TCP_NODELAY=1',
    '[bench]',
    `accept = 127.0.0.1:${listen}`,
    `connect = 127.0.0.1:${backend}`,
    'curves = X25519:P-256',
    'sslVersionMin = TLSv1.2',
    ...(role === 'server'
      ? [`cert = ${keys.both}`]
      : ['client = yes', `CAfile = ${keys.ca}`, 'verifyChain = yes', 'checkHost = localhost']),
  ])
  return ['stunnel', file]
}

function haproxy(station: Station): Command {
  const { role, listen, backend, keys } = station
  const bind = role === 'server' ? ` ssl crt ${keys.both} curves X25519:P-256 ssl-min-ver TLSv1.2` : ''
  const out =
    role === 'client'
      ? ` ssl verify required ca-file ${keys.ca} verifyhost localhost sni str(localhost) ssl-min-ver TLSv1.2`
      : ''
  const file = writeFile(station, 'haproxy.cfg', [
    'global',
    ' nbthread 1',
    ' maxconn 9000',
    ' tune.ssl.cachesize 20000',
    'defaults',
    ' mode tcp',
    ' timeout connect 5s',
    ' timeout client 300s',
    ' timeout server 300s',
    'frontend bench',
    ` bind 127.0.0.1:${listen}${bind}`,
    ' default_backend service',
    'backend service',
    ` server one 127.0.0.1:${backend}${out}`,
  ])
  return ['haproxy', '-db', '-f', file]
}

function nginx(station: Station): Command {
  const { role, folder, listen, backend, keys } = station
  const tls = {
    server: [
      `listen 127.0.0.1:${listen} ssl backlog=4096;`,
      `ssl_certificate ${keys.both};`,
      `ssl_certificate_key ${keys.key};`,
      'ssl_protocols TLSv1.2 TLSv1.3;',
      'ssl_ciphers HIGH:!aNULL;',
      'ssl_session_cache shared:sessions:10m;',
      'ssl_ecdh_curve X25519:P-256;',
    ],
    client: [
      `listen 127.0.0.1:${listen} backlog=4096;`,
      'proxy_ssl on;',
      'proxy_ssl_protocols TLSv1.2 TLSv1.3;',
      'proxy_ssl_verify on;',
      `proxy_ssl_trusted_certificate ${keys.ca};`,
      'proxy_ssl_name localhost;',
      'proxy_ssl_server_name on;',
    ],
    clear: [`listen 127.0.0.1:${listen} backlog=4096;`],
  }[role]
  const file = writeFile(station, 'nginx.conf', [
    'load_module /usr/lib/nginx/modules/ngx_stream_module.so;',
    'worker_processes 1;',
    'daemon off;',
    'error_log /dev/null crit;',
    `pid ${join(folder, 'nginx.pid')};`,
    'worker_rlimit_nofile 20000;',
    'events { worker_connections 16000; }',
    'stream {',
    '  proxy_timeout 300s;',
    `  server { ${tls.join(' ')} proxy_pass 127.0.0.1:${backend}; }`,
    '}',
  ])
  return ['nginx', '-c', file, '-e', '/dev/null']
}

function hitch(station: Station): Command {
  const { role, listen, backend, keys } = station
  // It has no TLS towards the backend.
  if (role !== 'server') return undefined
  const file = writeFile(station, 'hitch.conf', [
    `frontend = "[127.0.0.1]:${listen}"`,
    `backend = "[127.0.0.1]:${backend}"`,
    `pem-file = "${keys.both}"`,
    'workers = 1',
    'user = "root"',
    'group = "root"',
    'backlog = 4096',
    'daemon = off',
    'quiet = on',
    'log-level = 0',
    'ecdh-curve = "X25519:prime256v1"',
    'tls-protos = TLSv1.2 TLSv1.3',
    'ciphers = "HIGH:!aNULL"',
  ])
  return ['hitch', `--config=${file}`]
}

/** The same engine behind one listener and one target: what policy, records and processes cost is the difference. */
function fixedTarget({ role, listen, backend, keys }: Station): Command {
  return [
    'node',
    '--import=tsx',
    'bench/fixed-target.ts',
    role,
    String(listen),
    String(backend),
    keys.certificate,
    keys.key,
    keys.ca,
  ]
}
