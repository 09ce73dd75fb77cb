// Findings 05xx: what the policy needs of key rings and certificates, when an inventory of them is given (--racf).

import type { Finding } from './kinds.ts'

export const RING_FINDINGS = {
  'ring-missing': {
    code: 'ATTLS0501',
    severity: 'error',
    message: 'there is no key ring <ring>',
    hint: 'RACDCERT ID(<owner>) ADDRING(<name>) makes it',
    explanation: 'The environment cannot be opened: every handshake ends with return code 202.',
    wrong: 'Keyring WEBUSER/Wrong.Ring',
    right: 'Keyring WEBUSER/Web.Ring',
  },
  'no-certificate': {
    code: 'ATTLS0502',
    severity: 'error',
    message:
      'the key ring <ring> has no default certificate with a private key, which <action> needs as a server',
    hint: 'connect one with USAGE(PERSONAL) DEFAULT, or code CertificateLabel',
    explanation: 'A server must show a certificate. Handshakes end with return code 7 or 428.',
    wrong: '(a ring of CA certificates only, used by HandshakeRole Server)',
    right: '(a ring with a personal certificate connected as DEFAULT)',
  },
  'label-missing': {
    code: 'ATTLS0503',
    severity: 'error',
    message: '<keyword> names <label>, which is not in the key ring <ring>',
    explanation: 'Labels are compared exactly, case and blanks included. Handshakes end with return code 7.',
    wrong: 'CertificateLabel webcert',
    right: 'CertificateLabel WebCert',
  },
  'certificate-expired': {
    code: 'ATTLS0504',
    severity: 'error',
    message: 'the certificate <label> in the key ring <ring> expired on <date>',
    hint: 'renew it with RACDCERT REKEY and ROLLOVER, or GENCERT with a later NOTAFTER',
    explanation: 'Partners refuse an expired certificate; return code 401.',
    wrong: '(a certificate whose NOTAFTER has passed)',
    right: '(a valid certificate)',
  },
  'certificate-expiring': {
    code: 'ATTLS0505',
    severity: 'warning',
    message: 'the certificate <label> in the key ring <ring> expires on <date>, in <days> days',
    hint: 'renew it now',
    explanation: 'From that day on partners refuse it.',
    wrong: '(a certificate with less than 30 days left)',
    right: '(a certificate with more than 30 days left)',
  },
  'certificate-not-yet': {
    code: 'ATTLS0506',
    severity: 'error',
    message: 'the certificate <label> in the key ring <ring> is not valid before <date>',
    explanation: 'Partners refuse a certificate before its first day; return code 401.',
    wrong: '(a certificate with NOTBEFORE in the future)',
    right: '(a valid certificate)',
  },
  'no-trust': {
    code: 'ATTLS0507',
    severity: 'error',
    message: 'the key ring <ring> trusts no CA, but <action> validates the certificates of its partners',
    hint: 'connect the CA certificates with USAGE(CERTAUTH)',
    explanation: 'Without a CA certificate no partner certificate can be validated; return code 109.',
    wrong: '(a ring with a personal certificate only, used by HandshakeRole Client)',
    right: '(the same ring with the CA of the partners connected)',
  },
  'key-type': {
    code: 'ATTLS0508',
    severity: 'error',
    message: 'no cipher suite of <action> works with the <type> key of <label> in the key ring <ring>',
    hint: 'add suites for that key type, or use a certificate with another one',
    explanation:
      'Up to TLS 1.2 a cipher suite says which kind of key the server has: RSA suites need an RSA key, ECDSA suites an elliptic curve key.',
    wrong: '(only ECDHE_ECDSA suites, and an RSA certificate)',
    right: '(ECDHE_RSA suites, and an RSA certificate)',
  },
} as const satisfies Record<string, Finding>
