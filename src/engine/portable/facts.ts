// Copies what is known of a finished handshake. Called in the secure event and nowhere else: on a TLS socket that
// has failed or closed the same getters end the process (engine.md 3, item 2).

import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { TlsFacts } from '../engine.ts'

/** A chain that OpenSSL has accepted is not longer; a hostile one must not be followed without end. */
const CHAIN_LIMIT = 10

/** `isAnchored` is asked about a chain that ends at a certificate which may be a trusted intermediate. */
export function serverFacts(
  stream: TLSSocket,
  isAnchored: (chain: readonly X509Certificate[]) => boolean,
): TlsFacts {
  const { servername } = stream as { servername?: unknown }
  const certificates = presented(stream)
  return {
    ...common(stream),
    // The ephemeral key is known as the client saw it; node does not tell it in this role.
    group: undefined,
    serverName: typeof servername === 'string' && servername !== '' ? servername : undefined,
    chain: certificates.map((certificate) => certificate.raw),
    verify: verifyCode(stream, certificates, isAnchored),
  }
}

/** The server's certificates as they were shown, kept with the session that they vouch for. */
export interface ServerChain {
  /** DER, the server's own first. */
  readonly der: readonly Uint8Array[]
  /** Parsed, because parsing costs more than resuming. */
  readonly own: X509Certificate
}

/** `remembered` belongs to the session that was offered: resuming it, the server shows no certificate, and node
 * does not give out the one that OpenSSL keeps with the session. */
export function clientFacts(
  stream: TLSSocket,
  serverName: string | undefined,
  remembered: ServerChain | undefined,
): { readonly facts: TlsFacts; readonly chain: ServerChain | undefined } {
  const shown = presented(stream)
  const chain = shown.length === 0 && stream.isSessionReused() ? remembered : chainOf(shown)
  const facts = {
    ...common(stream),
    group: groupOf(stream),
    serverName,
    chain: chain?.der ?? [],
    // The context allows a trusted intermediate at the end of a chain by itself.
    verify: verifyCode(stream, chain ? [chain.own] : [], () => false),
  }
  return { facts, chain }
}

function chainOf(shown: readonly X509Certificate[]): ServerChain | undefined {
  const [own] = shown
  return own && { own, der: shown.map((certificate) => certificate.raw) }
}

function common(stream: TLSSocket): Pick<TlsFacts, 'protocol' | 'cipher' | 'resumed' | 'alpn'> {
  return {
    protocol: stream.getProtocol() as TlsFacts['protocol'],
    cipher: stream.getCipher().standardName,
    resumed: stream.isSessionReused(),
    alpn: typeof stream.alpnProtocol === 'string' ? stream.alpnProtocol : undefined,
  }
}

/** The peer's own certificate first. */
function presented(stream: TLSSocket): X509Certificate[] {
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
  isAnchored: (chain: readonly X509Certificate[]) => boolean,
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
  return stream.isSessionReused() ? dateCode(own) : 'OK'
}

function dateCode(certificate: X509Certificate): string {
  const now = Date.now()
  if (now > Date.parse(certificate.validTo)) return 'CERT_HAS_EXPIRED'
  return now < Date.parse(certificate.validFrom) ? 'CERT_NOT_YET_VALID' : 'OK'
}

/** DHE groups have no name here. */
function groupOf(stream: TLSSocket): string | undefined {
  const key = stream.getEphemeralKeyInfo()
  return key && 'name' in key && typeof key.name === 'string' ? key.name : undefined
}
