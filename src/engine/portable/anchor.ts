// A ring may hold an intermediate CA without its root and still vouch for what that CA issued (policy-language.md
// 4.8). tls.Server of Node 20 does not hand `allowPartialTrustChain` to OpenSSL, which then reports
// UNABLE_TO_GET_ISSUER_CERT: the chain reached a trusted certificate, everything below it is verified, only the
// trusted one's own issuer is missing. What OpenSSL has left unchecked at that point is checked here.

import { X509Certificate } from 'node:crypto'

/** Tells of a chain with that verification code, the peer's own certificate first, whether a trusted certificate
 * may end it. Each step is verified anew, so that what else the peer has sent cannot stand in for the real path. */
export function anchorCheck(trust: readonly string[]): (chain: readonly X509Certificate[]) => boolean {
  let parsed: readonly X509Certificate[] | undefined
  return (chain) => {
    parsed ??= trust.map((pem) => new X509Certificate(pem))
    const anchors = parsed
    for (const [index, certificate] of chain.entries()) {
      if (anchors.some((anchor) => hasIssued(anchor, certificate))) return true
      const issuer = chain[index + 1]
      if (!issuer || !hasIssued(issuer, certificate)) return false
    }
    return false
  }
}

function hasIssued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  const now = Date.now()
  return (
    issuer.ca &&
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey) &&
    now >= Date.parse(issuer.validFrom) &&
    now <= Date.parse(issuer.validTo)
  )
}

/** Whether a chain may have to end at a certificate that is no root. What decides that is the chain as it was sent;
 * a resumed session has kept only its first certificate, so such an environment resumes none. */
export function hasLooseAnchor(trust: readonly string[]): boolean {
  const anchors = trust.map((pem) => new X509Certificate(pem))
  return anchors.some((anchor) => !anchors.some((issuer) => anchor.checkIssued(issuer)))
}
