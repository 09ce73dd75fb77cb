// The texts of the return codes that AT-TLS shows, the one home of them (return-codes.md 1 and 2): 1 to 4999 are
// System SSL's, 5001 to 5999 AT-TLS's own that the user can correct, 6001 to 6999 internal errors. Which code a
// failure gets is decided in failure.ts. Codes whose meaning is not known are absent on purpose.

export interface ReturnCodeText {
  readonly rc: number
  /** Name in gskssl.h where it is known; AT-TLS's own codes have none. */
  readonly symbol?: string
  readonly text: string
  /** What usually leads to it, where that is known. */
  readonly cause?: string
}

type Row = readonly [rc: number, symbol: string, text: string, cause?: string]

const ROWS: readonly Row[] = [
  [1, 'GSK_INVALID_HANDLE', 'Handle is not valid', 'an internal error'],
  [3, 'GSK_INTERNAL_ERROR', 'An internal error has occurred'],
  [4, 'GSK_INSUFFICIENT_STORAGE', 'Insufficient storage'],
  [5, 'GSK_INVALID_STATE', 'Handle is in the incorrect state', 'calls out of order'],
  [
    6,
    'GSK_KEY_LABEL_NOT_FOUND',
    'Key label is not found',
    'CertificateLabel names a certificate that is not on the key ring, or that is marked NOTRUST',
  ],
  [
    7,
    'GSK_CERTIFICATE_NOT_AVAILABLE',
    'No certificates available',
    'the key ring has no default or personal certificate',
  ],
  [
    8,
    'GSK_ERR_CERT_VALIDATION',
    'Certificate validation error',
    'the chain does not lead to a trusted certificate; EZD2052I tells the certificate and the check',
  ],
  [9, 'GSK_ERR_CRYPTO', 'Cryptographic processing error', 'a signature that does not verify'],
  [10, 'GSK_ERR_ASN', 'ASN processing error', 'a certificate that cannot be decoded'],
  [11, 'GSK_ERR_LDAP', 'LDAP processing error', 'the server of certificate revocation lists'],
  [12, 'GSK_ERR_UNKNOWN_ERROR', 'An unexpected error has occurred'],
  [102, 'GSK_KEYFILE_IO_ERROR', 'Error reading key database or SAF key ring'],
  [103, 'GSK_KEYFILE_INVALID_FORMAT', 'Incorrect key database record format'],
  [106, 'GSK_BAD_FORMAT_OR_INVALID_PASSWORD', 'Incorrect key database password'],
  [
    109,
    'GSK_NO_CA_CERTIFICATES',
    'No certificate authority certificates',
    'the key ring has no CERTAUTH certificate to verify the partner with',
  ],
  [201, 'GSK_NO_KEYFILE_PASSWORD', 'No key database password supplied', 'the stash file is missing'],
  [
    202,
    'GSK_KEYRING_OPEN_ERROR',
    'Error opening the key database',
    'the key ring does not exist, or the user may not read it',
  ],
  [203, 'GSK_RSA_TEMP_KEY_PAIR', 'Unable to generate temporary key pair'],
  [204, 'GSK_KEYFILE_PASSWORD_EXPIRED', 'Key database password is expired'],
  [302, 'GSK_CONNECTION_ACTIVE', 'Connection is active'],
  [401, 'GSK_ERR_BAD_DATE', 'Certificate is expired or not valid yet', 'own or partner certificate'],
  [
    402,
    'GSK_ERR_NO_CIPHERS',
    'No SSL cipher specifications',
    'the partners have no cipher suite, key share group or protocol feature in common',
  ],
  [403, 'GSK_ERR_NO_CERTIFICATE', 'No certificate received from partner'],
  [404, 'GSK_ERR_BAD_CERTIFICATE', 'Certificate is bad'],
  [405, 'GSK_ERR_UNSUPPORTED_CERTIFICATE_TYPE', 'Certificate format not supported'],
  [406, 'GSK_ERR_IO', 'Error while reading or writing data', 'the connection was reset during the handshake'],
  [
    407,
    'GSK_ERR_BAD_KEYFILE_LABEL',
    'Key label does not exist',
    'ServerCertificateLabel names a certificate that is not on the key ring',
  ],
  [408, 'GSK_ERR_BAD_KEYFILE_PASSWORD', 'Key database password is not correct'],
  [
    410,
    'GSK_ERR_BAD_MESSAGE',
    'SSL message format is incorrect',
    'a handshake message that cannot be decoded',
  ],
  [411, 'GSK_ERR_BAD_MAC', 'Message authentication code is incorrect', 'a corrupted record'],
  [
    412,
    'GSK_ERR_UNSUPPORTED',
    'SSL protocol or certificate type not supported',
    'the partners have no protocol version in common',
  ],
  [413, 'GSK_ERR_BAD_CERT_SIG', 'Certificate signature is incorrect'],
  [
    414,
    'GSK_ERR_BAD_CERT',
    'Certificate is not valid',
    'own or partner certificate was refused; often its CA is not connected to the key ring',
  ],
  [415, 'GSK_ERR_BAD_PEER', 'SSL protocol violation by the partner'],
  [416, 'GSK_ERR_PERMISSION_DENIED', 'Permission denied', 'no right to the private key or the key ring'],
  [417, 'GSK_ERR_SELF_SIGNED', 'Self-signed certificate cannot be validated'],
  [
    420,
    'GSK_ERR_SOCKET_CLOSED',
    'Socket closed by remote partner',
    'the partner ended the connection in the middle of a handshake or without close_notify',
  ],
  [421, '', 'SSL V2 cipher is not valid'],
  [422, '', 'SSL V3 cipher is not valid', 'the cipher list was refused'],
  [427, 'GSK_ERR_LDAP_NOT_AVAILABLE', 'LDAP is not available'],
  [
    428,
    'GSK_ERR_NO_PRIVATE_KEY',
    'Key entry does not contain a private key',
    'the certificate was connected without its key, or the key belongs to another certificate',
  ],
  [429, 'GSK_ERR_BAD_V2_HEADER', 'SSL V2 header is not valid'],
  [431, 'GSK_ERR_CERTIFICATE_REVOKED', 'Certificate is revoked'],
  [432, 'GSK_ERR_RENEGOTIATION', 'Session renegotiation is not allowed'],
  [433, '', 'Key exceeds allowable export size'],
  [
    434,
    'GSK_ERR_INCOMPATIBLE_KEY',
    'Certificate key is not compatible with cipher suite',
    'an RSA certificate with ECDSA cipher suites only, or the reverse',
  ],
  [
    435,
    'GSK_ERR_UNKNOWN_CA',
    'Certificate authority is unknown',
    'the issuer is not on the key ring of the side that refused',
  ],
  [436, 'GSK_ERR_BAD_CRL', 'Certificate revocation list cannot be processed'],
  [437, 'GSK_ERR_CONNECTION_CLOSED', 'Connection closed', 'close_notify received'],
  [438, 'GSK_ERR_INTERNAL_ERROR', 'Internal error reported by remote partner'],
  [439, 'GSK_ERR_UNKNOWN_ALERT', 'Unknown alert received from remote partner'],
  [
    440,
    'GSK_ERR_INCORRECT_KEY_USAGE',
    'Incorrect key usage',
    'keyUsage or extendedKeyUsage of the certificate does not allow this role',
  ],
  [442, '', 'Multiple certificates exist for label'],
  [443, '', 'Multiple keys are marked as the default'],
  [444, 'GSK_ERR_RNG', 'Error generating random bytes'],
  [445, '', 'Key database is not a FIPS mode database'],
  [446, '', 'TLS extension problem'],
  [448, '', 'Requested server name is not recognized', 'server name indication'],
  [
    467,
    '',
    'Signature algorithm not in signature algorithm pairs list',
    'SignaturePairs of the two sides have nothing in common that fits the certificate',
  ],
  [501, 'GSK_INVALID_BUFFER_SIZE', 'Buffer size is not valid'],
  [502, 'GSK_WOULD_BLOCK', 'Socket request would block'],
  [503, 'GSK_WOULD_BLOCK_READ', 'Socket read request would block'],
  [504, 'GSK_WOULD_BLOCK_WRITE', 'Socket write request would block'],
  [505, 'GSK_ERR_RECORD_OVERFLOW', 'Record overflow'],
  [
    508,
    '',
    'The key of the peer certificate is smaller than the policy allows',
    'PeerMinRsaKeySize, PeerMinECCKeySize or PeerMinDsaKeySize; the peer needs a larger key',
  ],
  [
    5001,
    '',
    'The client sent no certificate',
    'ClientAuthType Required or SAFCheck demands one; the client has none that the server asks for',
  ],
  [
    5002,
    '',
    'The client certificate is not associated with a user ID',
    'ClientAuthType SAFCheck demands a certificate that the security product maps to a user',
  ],
  [
    5003,
    '',
    'Clear text arrived where TLS was expected',
    'the partner does not use TLS, or an application with ApplicationControlled On started the handshake ' +
      'before it had read all clear text',
  ],
  [
    5004,
    '',
    'The handshake timed out before the partner sent anything',
    'HandshakeTimeout expired; also when both sides wait because both are servers',
  ],
  [
    5005,
    '',
    'The handshake timed out after it had begun',
    'the partner began the handshake and did not finish it in time',
  ],
  [5006, '', 'SSL failed to initialize', 'the AT-TLS group or its TLS library could not be started'],
  [5018, '', 'The AT-TLS group has failed', 'an earlier failure (EZD2042I); every later connection gets it'],
]

const BY_RC = new Map(
  ROWS.map(([rc, symbol, text, cause]): [number, ReturnCodeText] => [
    rc,
    { rc, text, ...(symbol === '' ? {} : { symbol }), ...(cause === undefined ? {} : { cause }) },
  ]),
)

/** undefined for a number that is not a return code or whose meaning is not known. */
export function describeReturnCode(rc: number): ReturnCodeText | undefined {
  if (rc === 0) return { rc, text: 'Good' }
  if (rc >= 6001 && rc <= 6999) return { rc, text: 'AT-TLS internal error' }
  return BY_RC.get(rc)
}

/** Every code that has a text, ascending: `attls help` and the documentation list them. */
export function knownReturnCodes(): readonly ReturnCodeText[] {
  return [...BY_RC.values()]
}
