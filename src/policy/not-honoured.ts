// Parameters that are read and shown but that no engine of this version acts on: the one list of them. `check`, the
// agent's log and docs/not-honoured.md go by it, so that nothing a policy asks for is passed over in silence. A parameter
// that begins to work takes its row out.

import type { AttributeValue } from './policy.ts'

export interface NotHonoured {
  readonly keyword: string
  /** Values that ask for what is missing. */
  isAskedFor(value: AttributeValue): boolean
  /** What happens instead, as the end of "KEYWORD VALUE is not honoured: ...". */
  readonly instead: string
}

const row = (keyword: string, asked: readonly string[], instead: string): NotHonoured => ({
  keyword,
  isAskedFor: (value) => asked.includes(String(value)),
  instead,
})

/** Whatever is coded asks for it. */
const any = (keyword: string, instead: string): NotHonoured => ({ keyword, isAskedFor: () => true, instead })

const more = (keyword: string, than: number, instead: string): NotHonoured => ({
  keyword,
  isAskedFor: (value) => Number(value) > than,
  instead,
})

const NO_REVOCATION = 'no certificate is checked for revocation'
const NO_FRAGMENT = 'the extension is neither sent nor answered'
const NO_SYSPLEX = 'sessions are shared by the workers of one host only'
const LIBRARY_TICKETS = 'tickets are made as OpenSSL makes them'

export const NOT_HONOURED: readonly NotHonoured[] = [
  row('FIPS140', ['On', 'Level1', 'Level2', 'Level3'], 'TLS runs outside FIPS mode'),
  any('Envfile', 'the file is not read'),
  row('ApplicationControlled', ['On'], 'no program can ask for TLS, so the connection stays in the clear'),
  row('SecondaryMap', ['On'], 'every connection is mapped by itself'),
  row('CertValidationMode', ['RFC2459', 'RFC3280', 'RFC5280'], 'chains are validated as OpenSSL does it'),
  row('PeerMinCertVersion', ['3'], 'the version of the certificate is not looked at'),
  more('ResetCipherTimer', 0, 'session keys are not refreshed'),
  row('Renegotiation', ['All', 'Abbreviated'], 'renegotiation is always refused'),
  row('RenegotiationIndicator', ['Client', 'Server', 'Both'], 'a partner without it is not refused'),
  row('TruncatedHMAC', ['Optional', 'Required'], 'OpenSSL has no such extension'),
  row('ClientMaxSSLFragment', ['Optional', 'Required'], NO_FRAGMENT),
  row('ServerMaxSSLFragment', ['Optional', 'Required'], NO_FRAGMENT),
  row('ClientHandshakeSNIMatch', ['Required'], 'a server that does not know the name is not refused'),
  row('ServerHandshakeSNI', ['Optional', 'Required'], 'the name in the client hello decides nothing'),
  row('ClientExtendedMasterSecret', ['Required'], 'a partner without it is not refused'),
  row('ServerExtendedMasterSecret', ['Required'], 'a partner without it is not refused'),
  row('ClientEDHGroupSize', ['2048'], 'smaller groups are not refused beyond what OpenSSL refuses'),
  row('ServerEDHGroupSize', ['2048', 'Match'], 'the group goes by the size of the server key'),
  any('SignaturePairsCert', 'SignaturePairs count for certificates too'),
  row('GSK_SYSPLEX_SIDCACHE', ['On'], NO_SYSPLEX),
  row('GSK_SYSPLEX_SESSION_TICKET_CACHE', ['On'], NO_SYSPLEX),
  row('GSK_SESSION_TICKET_CLIENT_ENABLE', ['Off'], 'GSK_V3_SESSION_TIMEOUT 0 switches resumption off'),
  row('GSK_SESSION_TICKET_SERVER_ENABLE', ['Off'], 'GSK_V3_SESSION_TIMEOUT 0 switches resumption off'),
  any('GSK_SESSION_TICKET_CLIENT_MAXSIZE', LIBRARY_TICKETS),
  any('GSK_SESSION_TICKET_CLIENT_MAXCACHED', LIBRARY_TICKETS),
  any('GSK_SESSION_TICKET_SERVER_ALGORITHM', LIBRARY_TICKETS),
  any('GSK_SESSION_TICKET_SERVER_COUNT', LIBRARY_TICKETS),
  any('GSK_SESSION_TICKET_SERVER_KEY_REFRESH', 'ticket keys change with the environment and with a restart'),
  any('GSK_SESSION_TICKET_SERVER_TIMEOUT', 'GSK_V3_SESSION_TIMEOUT counts for tickets too'),
  any('OcspUrl', NO_REVOCATION),
  row('OcspAiaEnable', ['On'], NO_REVOCATION),
  row('OcspServerStapling', ['Any', 'EndEntity'], 'no OCSP response is stapled'),
  row('HttpCdpEnable', ['On'], NO_REVOCATION),
  any('GSK_LDAP_SERVER', NO_REVOCATION),
]

const BY_KEYWORD = new Map(NOT_HONOURED.map((each) => [each.keyword, each]))

/** What happens instead of what the coded value asks for; undefined when it is honoured. */
export function notHonoured(keyword: string, value: AttributeValue): string | undefined {
  const found = BY_KEYWORD.get(keyword)
  return found?.isAskedFor(value) ? found.instead : undefined
}
