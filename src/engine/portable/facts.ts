// Copies what is known of a finished handshake. Called in the secure event and nowhere else: on a TLS socket that
// has failed or closed the same getters end the process (engine.md 3, item 2).

import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { TlsFacts } from '../engine.ts'

/** A chain that OpenSSL has accepted is not longer; a hostile one must not be followed without end. */
const CHAIN_LIMIT = 10

export function copyFacts(
  stream: TLSSocket,
  role: 'client' | 'server',
  serverName: string | undefined,
  isAnchored: (certificates: readonly X509Certificate[]) => boolean,
): TlsFacts {
  const certificates = chainOf(stream)
  const resumed = stream.isSessionReused()
  return {
    protocol: stream.getProtocol() as TlsFacts['protocol'],
    cipher: stream.getCipher().standardName,
    group: role === 'client' ? groupOf(stream) : undefined,
    resumed,
    serverName: role === 'client' ? serverName : serverNameOf(stream),
    alpn: typeof stream.alpnProtocol === 'string' ? stream.alpnProtocol : undefined,
    chain: certificates.map((certificate) => certificate.raw),
    verify: verifyCode(stream, certificates, resumed, isAnchored),
  }
}

function chainOf(stream: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  let certificate = stream.getPeerX509Certificate()
  while (certificate && chain.length < CHAIN_LIMIT) {
    chain.push(certificate)
    certificate = certificate.issuerCertificate
  }
  return chain
}

function verifyCode(
  stream: TLSSocket,
  certificates: readonly X509Certificate[],
  resumed: boolean,
  isAnchored: (certificates: readonly X509Certificate[]) => boolean,
): string {
  const [own] = certificates
  // Asked first: without a certificate OpenSSL's code is an arbitrary error, or success on a resumed session.
  if (!own) return 'no-certificate'
  if (!stream.authorized) {
    // The type says Error; node puts OpenSSL's code here.
    const code = String(stream.authorizationError)
    if (code !== 'UNABLE_TO_GET_ISSUER_CERT' || !isAnchored(certificates)) return code
  }
  // A resumed session carries the verdict of its full handshake, which may be a day old.
  return resumed ? dateCode(own) : 'OK'
}

function dateCode(certificate: X509Certificate): string {
  const now = Date.now()
  if (now > Date.parse(certificate.validTo)) return 'CERT_HAS_EXPIRED'
  return now < Date.parse(certificate.validFrom) ? 'CERT_NOT_YET_VALID' : 'OK'
}

/** The ephemeral key belongs to the handshake as the client saw it; the server role cannot ask for it. */
function groupOf(stream: TLSSocket): string | undefined {
  const key = stream.getEphemeralKeyInfo()
  return key && 'name' in key && typeof key.name === 'string' ? key.name : undefined
}

function serverNameOf(stream: TLSSocket): string | undefined {
  const { servername } = stream as { servername?: unknown }
  return typeof servername === 'string' && servername !== '' ? servername : undefined
}
