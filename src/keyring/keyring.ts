// A key ring as TLS sees it, whatever it was read from: the security database, a folder, a PEM bundle or a
// PKCS#12 file. Plain, structured-cloneable data that travels from the agent to the workers.

export type CertificateUsage = 'PERSONAL' | 'CERTAUTH' | 'SITE'
export type CertificateTrust = 'TRUST' | 'NOTRUST' | 'HIGHTRUST'

export interface RingCertificate {
  readonly label: string
  /** `ID(IMSSTC)`, `CERTAUTH`, `SITE`; `PATH` for rings that come from files. */
  readonly owner: string
  readonly usage: CertificateUsage
  readonly trust: CertificateTrust
  readonly isDefault: boolean
  /** One PEM certificate. */
  readonly certificate: string
  /** PKCS#8 PEM, only where the reader of the ring may use it. Never logged. */
  readonly privateKey?: string
}

export interface KeyRing {
  /** `IMSSTC/IMS.KeyRing`, or the path as written. Shown in messages. */
  readonly name: string
  /** In the order of connection. */
  readonly certificates: readonly RingCertificate[]
  /**
   * PEM certificates of trusted authorities that continue the chains of the ring's own certificates without being
   * on the ring: they are sent, but nothing is trusted because of them.
   */
  readonly issuers?: readonly string[]
}

/** Why a ring could not be opened: a System SSL return code (return-codes.md 5.4) and one sentence. */
export interface KeyRingFailure {
  readonly rc: number
  readonly text: string
}
