// The names in a certificate as the records show them. Certificates come from the peer: one that cannot be read
// gives undefined, never a throw.

import { X509Certificate } from 'node:crypto'

export interface CertificateNames {
  /** `CN=WG31,OU=LAB,O=IBM`: most specific part first, as System SSL prints it. */
  readonly subject: string
  readonly issuer: string
  /** Upper-case hexadecimal. */
  readonly serialNumber: string
}

export function certificateNames(der: Uint8Array): CertificateNames | undefined {
  try {
    const certificate = new X509Certificate(der)
    const { subject, issuer, serialNumber } = certificate
    return { subject: distinguishedName(subject), issuer: distinguishedName(issuer), serialNumber }
  } catch {
    // Not a certificate: what the peer sent is shown nowhere.
    return undefined
  }
}

/** Node gives one part per line in the order of the encoding, which begins with the country. */
function distinguishedName(lines: string | undefined): string {
  return (lines ?? '').split('\n').reverse().join(',')
}
