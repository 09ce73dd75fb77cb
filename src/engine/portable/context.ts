// TlsSettings in the words of node:tls, for both roles. Everything that a session of one environment must not
// carry into another hangs on sessionScope(): the tickets' key and the session ID context (engine.md 3, item 4).

import { constants, createHash, hkdfSync, randomBytes, X509Certificate } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'
import type { TlsIdentity, TlsProtocol, TlsSettings } from '../settings.ts'
import { hasLooseAnchor } from './anchor.ts'

/** SSL_OP_NO_EXTENDED_MASTER_SECRET; Node does not export it. */
const NO_EXTENDED_MASTER_SECRET = 1

const TICKET_KEY_BYTES = 48
/** SSL_MAX_SID_CTX_LENGTH is 32 bytes. */
const SESSION_ID_CONTEXT_CHARACTERS = 32

const VERSION_OFF: { readonly [protocol in TlsProtocol]: number } = {
  TLSv1: constants.SSL_OP_NO_TLSv1,
  'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
  'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
  'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
}

export function contextOptions(settings: TlsSettings): SecureContextOptions {
  const identities = onePerKeyType(settings.identities)
  const oldest = settings.protocols[0]
  const newest = settings.protocols.at(-1)
  return {
    ca: [...settings.trust],
    // A chain may end at a trusted certificate that is no root (policy-language.md 4.8).
    allowPartialTrustChain: true,
    cert: identities.map(({ chain }) => chain.join('\n')),
    key: identities.map(({ privateKey }) => privateKey),
    ...(oldest && newest ? { minVersion: oldest, maxVersion: newest } : {}),
    secureOptions: secureOptions(settings),
    ciphers: cipherString(settings),
    honorCipherOrder: true,
    ecdhCurve: settings.groups.length > 0 ? settings.groups.join(':') : 'auto',
    ...(settings.signatureAlgorithms.length > 0 ? { sigalgs: settings.signatureAlgorithms.join(':') } : {}),
    ...(settings.role === 'server' ? serverSessions(settings) : {}),
  }
}

function secureOptions(settings: TlsSettings): number {
  let options = constants.SSL_OP_NO_RENEGOTIATION
  for (const protocol of Object.keys(VERSION_OFF) as TlsProtocol[])
    if (!settings.protocols.includes(protocol)) options |= VERSION_OFF[protocol]
  if (!settings.extendedMasterSecret) options |= NO_EXTENDED_MASTER_SECRET
  if (!mayResume(settings)) options |= constants.SSL_OP_NO_TICKET
  return options
}

function mayResume({ sessionTimeoutSeconds, role, peerCertificate, trust }: TlsSettings): boolean {
  if (sessionTimeoutSeconds === 0) return false
  return role === 'client' || peerCertificate === 'none' || !hasLooseAnchor(trust)
}

/** Node takes the suites of TLS 1.3 and the older ones in one string. The security level can only be set in the
 * older half; when that is empty, ALL stands there for the level's sake and the version range keeps it unused. */
function cipherString({ ciphers, cipherSuites, securityLevel }: TlsSettings): string {
  const older = ciphers.length > 0 ? ciphers : ['ALL']
  return [...cipherSuites, ...older, `@SECLEVEL=${securityLevel}`].join(':')
}

function serverSessions(settings: TlsSettings): SecureContextOptions {
  const scope = sessionScope(settings)
  // Workers share one secret; without it the environment's tickets are good for this process only.
  const secret = settings.ticketKey ?? randomBytes(TICKET_KEY_BYTES)
  return {
    dhparam: 'auto',
    sessionIdContext: scope.toString('hex').slice(0, SESSION_ID_CONTEXT_CHARACTERS),
    ticketKeys: Buffer.from(hkdfSync('sha256', secret, scope, 'attls ticket key', TICKET_KEY_BYTES)),
    ...(settings.sessionTimeoutSeconds > 0 ? { sessionTimeout: settings.sessionTimeoutSeconds } : {}),
  }
}

/** Differs whenever the environment instance, the demand on the peer or the trusted certificates do. */
export function sessionScope({ id, peerCertificate, trust }: TlsSettings): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([id, peerCertificate, trust]))
    .digest()
}

/** OpenSSL holds one certificate per key type; of several the policy's first one counts. */
export function onePerKeyType(identities: readonly TlsIdentity[]): readonly TlsIdentity[] {
  const seen = new Set<string | undefined>()
  return identities.filter((identity) => {
    const type = keyType(identity)
    if (seen.has(type)) return false
    seen.add(type)
    return true
  })
}

export function keyType({ chain }: TlsIdentity): string | undefined {
  return new X509Certificate(chain[0] ?? '').publicKey.asymmetricKeyType
}

/** False when no certificate of a server fits any of its own cipher suites, so that nobody could connect. */
export function keyFitsCiphers(settings: TlsSettings): boolean {
  if (settings.protocols.includes('TLSv1.3')) return true
  const types = new Set(settings.identities.map(keyType))
  return settings.ciphers.some((name) => {
    if (name.includes('ECDSA')) return types.has('ec') || types.has('ed25519') || types.has('ed448')
    if (name.includes('DSS')) return types.has('dsa')
    return types.has('rsa') || types.has('rsa-pss')
  })
}
