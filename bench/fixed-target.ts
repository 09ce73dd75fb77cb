// The baseline of "policy must be free": the same engine between one listener and one target, without policy,
// records, metrics, limits or a second process. usage: fixed-target.ts ROLE LISTEN BACKEND CERTIFICATE KEY CA

import { readFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import type { Side } from '../src/engine/engine.ts'
import { PortableEngine } from '../src/engine/portable/engine.ts'
import type { TlsSettings } from '../src/engine/settings.ts'

const [role = 'server', listen = '', backend = '', certificate = '', key = '', ca = ''] =
  process.argv.slice(2)
const isClient = role === 'client'

const settings: TlsSettings = {
  id: 'fixed',
  role: isClient ? 'client' : 'server',
  peerCertificate: isClient ? 'required' : 'none',
  protocols: ['TLSv1.2', 'TLSv1.3'],
  ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  cipherSuites: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  groups: [],
  signatureAlgorithms: [],
  securityLevel: 1,
  identities: isClient
    ? []
    : [{ label: 'fixed', chain: [readFileSync(certificate, 'utf8')], privateKey: readFileSync(key, 'utf8') }],
  trust: [readFileSync(ca, 'utf8')],
  extendedMasterSecret: true,
  sessionTimeoutSeconds: 300,
}

const engine = new PortableEngine()
const made = engine.environment(settings)
if (!made.ok) throw new Error(made.error.text)
const environment = made.value
const life = new AbortController()

async function serve(accepted: Socket): Promise<void> {
  const dialled = isClient ? await dial() : undefined
  const network = dialled ?? accepted
  let remote: Side = engine.adopt(network)
  if (role !== 'clear') {
    const request = {
      role: settings.role,
      firstByteMs: 10_000,
      finishMs: 100_000,
      authorize: () => ({ accept: true }) as const,
    }
    const secured = await engine.secure(remote, environment, request, life.signal)
    if (!secured.ok) return void accepted.destroy()
    remote = secured.value
  }
  const local = engine.adopt(isClient ? accepted : await dial())
  await engine.relay(remote, local, { idleMs: 0 }, life.signal).ended
}

function dial(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: Number(backend), host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    socket.once('error', reject).once('connect', () => resolve(socket.off('error', reject).pause()))
  })
}

createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
  serve(socket).catch(() => socket.destroy())
}).listen({ port: Number(listen), host: '127.0.0.1', backlog: 4096 })
process.once('SIGTERM', () => process.exit(0))
