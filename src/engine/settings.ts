// What an engine needs to make an environment: plain, structured-cloneable data in OpenSSL's terms, with no type
// of node:tls. Computed by settingsFor() from the effective action and the key ring; both engines are fed by it.

export type TlsProtocol = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** One certificate that may be presented: the chain as PEM, own certificate first, and its PKCS#8 PEM key. */
export interface TlsIdentity {
  readonly label: string
  readonly chain: readonly string[]
  readonly privateKey: string
}

export interface TlsSettings {
  /** Unique per environment instance and user; ticket keys and session contexts are derived from it, so that a
   * session of one environment is never accepted by another (engine.md 3, item 4). */
  readonly id: string
  readonly role: 'client' | 'server'
  /** none: no certificate is asked for (server role); optional, required: what the policy demands of the peer. A
   * client always verifies the server. */
  readonly peerCertificate: 'none' | 'optional' | 'required'
  /** Switched-on versions, oldest first; need not be contiguous. */
  readonly protocols: readonly TlsProtocol[]
  /** OpenSSL names for TLS 1.2 and older, in policy order. */
  readonly ciphers: readonly string[]
  /** TLS 1.3 suites in policy order. */
  readonly cipherSuites: readonly string[]
  /** Groups in order of preference, OpenSSL names; empty: the library's own list. */
  readonly groups: readonly string[]
  /** OpenSSL signature algorithm names; empty: the library's own list. */
  readonly signatureAlgorithms: readonly string[]
  /** OpenSSL security level: 0 where the policy asks for what level 1 refuses (TLS 1.0, SHA-1 signatures). */
  readonly securityLevel: 0 | 1 | 2
  /** The first is the default; a server may have one per key type. Empty for a client without a certificate. */
  readonly identities: readonly TlsIdentity[]
  /** Trust anchors, PEM. */
  readonly trust: readonly string[]
  readonly extendedMasterSecret: boolean
  /** Sessions: seconds a session may be resumed, 0 for none. */
  readonly sessionTimeoutSeconds: number
  /** 48 bytes, shared by the workers; undefined: the environment makes its own. */
  readonly ticketKey?: Uint8Array
}
