// What a verification code of OpenSSL means: the return code (return-codes.md 5.1), the alert that tells it to the
// peer (RFC 8446 6.2) and the words of EZD2052I. verify.ts decides with it, the records describe with it.

export interface CertificateFailure {
  readonly rc: number
  /** TLS alert number. */
  readonly alert: number
  /** Code of System SSL's certificate services; 0 where IBM's number is not known. */
  readonly cmsReturnCode: number
  /** As EZD2052I prints it after `Description=`. */
  readonly description: string
}

const ALERT = {
  badCertificate: 42,
  unsupportedCertificate: 43,
  certificateRevoked: 44,
  certificateExpired: 45,
  unknownCa: 48,
} as const

const SELF_SIGNED_NOT_TRUSTED = 0x0335302f
const ISSUER_NOT_FOUND = 0x03353024

type Row = readonly [rc: number, alert: number, cmsReturnCode: number, description: string]

const selfSigned = 'Self-signed certificate is not found in the trusted key source'
const issuerNotFound = 'Issuer certificate is not found in the trusted key source'

const ROWS: { readonly [verify: string]: Row } = {
  SELF_SIGNED_CERT_IN_CHAIN: [8, ALERT.unknownCa, SELF_SIGNED_NOT_TRUSTED, selfSigned],
  DEPTH_ZERO_SELF_SIGNED_CERT: [417, ALERT.unknownCa, SELF_SIGNED_NOT_TRUSTED, selfSigned],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [8, ALERT.unknownCa, ISSUER_NOT_FOUND, issuerNotFound],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [8, ALERT.unknownCa, ISSUER_NOT_FOUND, issuerNotFound],
  UNABLE_TO_GET_ISSUER_CERT: [8, ALERT.unknownCa, ISSUER_NOT_FOUND, issuerNotFound],
  CERT_HAS_EXPIRED: [401, ALERT.certificateExpired, 0, 'Certificate is expired'],
  CERT_NOT_YET_VALID: [401, ALERT.certificateExpired, 0, 'Certificate is not valid yet'],
  CERT_REVOKED: [431, ALERT.certificateRevoked, 0, 'Certificate is revoked'],
  UNABLE_TO_GET_CRL: [436, ALERT.badCertificate, 0, 'Certificate revocation list is not found'],
  CRL_HAS_EXPIRED: [436, ALERT.badCertificate, 0, 'Certificate revocation list is expired'],
  CRL_NOT_YET_VALID: [436, ALERT.badCertificate, 0, 'Certificate revocation list is not valid yet'],
  CRL_SIGNATURE_FAILURE: [
    436,
    ALERT.badCertificate,
    0,
    'Signature of the certificate revocation list is incorrect',
  ],
  INVALID_PURPOSE: [
    440,
    ALERT.unsupportedCertificate,
    0,
    'Key usage of the certificate does not allow this role',
  ],
  CERT_SIGNATURE_FAILURE: [413, ALERT.badCertificate, 0, 'Certificate signature is incorrect'],
  INVALID_CA: [8, ALERT.unknownCa, 0, 'Issuer is not a certificate authority'],
  PATH_LENGTH_EXCEEDED: [8, ALERT.unknownCa, 0, 'Path length of the certificate authority is exceeded'],
  CERT_CHAIN_TOO_LONG: [8, ALERT.unknownCa, 0, 'Certificate chain is too long'],
  CERT_REJECTED: [8, ALERT.badCertificate, 0, 'Certificate is marked as rejected'],
  CERT_UNTRUSTED: [8, ALERT.badCertificate, 0, 'Certificate is not trusted for this use'],
  EE_KEY_TOO_SMALL: [8, ALERT.badCertificate, 0, 'Key of the certificate is too small'],
  CA_KEY_TOO_SMALL: [8, ALERT.badCertificate, 0, 'Key of a certificate authority is too small'],
  CA_MD_TOO_WEAK: [467, ALERT.badCertificate, 0, 'Signature of a certificate authority uses a weak digest'],
  // policy-language.md 2.7 and 7 give System SSL's 508 for PeerMin...KeySize; return-codes.md 5.1 has 8 for OpenSSL's own.
  PEER_KEY_TOO_SMALL: [
    508,
    ALERT.badCertificate,
    0,
    'Key of the certificate is smaller than the policy allows',
  ],
  // The number of this code is not known; until it is, 8 with the symbol in the words (return-codes.md 5.1).
  HOST_REFERENCE_ID_NO_MATCH: [8, ALERT.badCertificate, 0, 'GSK_ERR_SERVER_REF_ID_NO_MATCH'],
}

/** Host name check of HostReferenceIdDNS and HostReferenceIdCN; OpenSSL has no part in it. */
export const HOST_REFERENCE_ID_NO_MATCH = 'HOST_REFERENCE_ID_NO_MATCH'

/** PeerMinRsaKeySize and kin; OpenSSL's security level is another thing. */
export const PEER_KEY_TOO_SMALL = 'PEER_KEY_TOO_SMALL'

/** For a verification code other than 'OK'; a code that is not in the table is a validation error. */
export function certificateFailure(verify: string): CertificateFailure {
  const row = ROWS[verify]
  if (!row)
    return {
      rc: 8,
      alert: ALERT.badCertificate,
      cmsReturnCode: 0,
      description: `Certificate validation error ${verify}`,
    }
  const [rc, alert, cmsReturnCode, description] = row
  return { rc, alert, cmsReturnCode, description }
}

/** The two fields of EZD2052I that say which check failed. */
export function certificateDiagnosis(verify: string): { cmsReturnCode: number; description: string } {
  const { cmsReturnCode, description } = certificateFailure(verify)
  return { cmsReturnCode, description }
}
