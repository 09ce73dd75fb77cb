// Table: TTLSGskAdvancedParms and its LDAP, OCSP and HTTP CDP blocks (policy-language.md 2.13 to 2.16).

import {
  always,
  choice,
  label,
  number,
  ON_OFF,
  type Parameter,
  reference,
  type StatementKind,
  text,
} from './kinds.ts'

const GSK = ['TTLSGskAdvancedParms']
const LDAP = ['TTLSGskLdapParms']
const OCSP = ['TTLSGskOcspParms']
const CDP = ['TTLSGskHttpCdpParms']
const BYTES = 2_147_483_647
const LOW_MEDIUM_HIGH = choice('Low', 'Medium', 'High')

export const GSK_STATEMENTS: readonly StatementKind[] = [
  {
    keyword: 'TTLSGskAdvancedParms',
    parents: ['TTLSEnvironmentAction'],
    global: true,
    since: 'V2R1',
    about: 'session caches, tickets and revocation',
  },
  {
    // Older pages also allow it directly in the environment action.
    keyword: 'TTLSGskLdapParms',
    parents: ['TTLSGskAdvancedParms', 'TTLSEnvironmentAction'],
    global: true,
    since: 'V2R1',
    about: 'certificate revocation lists from LDAP',
  },
  {
    keyword: 'TTLSGskOcspParms',
    parents: ['TTLSGskAdvancedParms'],
    global: true,
    since: 'V2R2',
    about: 'revocation by OCSP',
  },
  {
    keyword: 'TTLSGskHttpCdpParms',
    parents: ['TTLSGskAdvancedParms'],
    global: true,
    since: 'V2R2',
    about: 'certificate revocation lists by HTTP',
  },
]

type Row = readonly [
  keyword: string,
  value: Parameter['value'],
  about: string,
  rest?: Partial<
    Pick<Parameter, 'defaults' | 'defaultRule' | 'systemSsl' | 'list' | 'since' | 'sinceNote' | 'family'>
  >,
]

function rows(statements: readonly string[], table: readonly Row[]): Parameter[] {
  return table.map(([keyword, value, about, rest]) => ({
    since: 'V2R1',
    ...rest,
    keyword,
    in: statements,
    value,
    about,
  }))
}

const V2R2 = { since: 'V2R2' } as const
const V2R4 = { since: 'V2R4' } as const
const PH49284 = { since: '3.1', sinceNote: 'V2R5 with PH49284' } as const
const pairs = { kind: 'codes', table: 'signature-pair', digits: 4 } as const

export const GSK_PARAMETERS: readonly Parameter[] = [
  ...rows(GSK, [
    [
      'TTLSGskOcspParmsRef',
      reference('TTLSGskOcspParms'),
      'names a TTLSGskOcspParms',
      { ...V2R2, family: 'TTLSGskOcspParms' },
    ],
    [
      'TTLSGskHttpCdpParmsRef',
      reference('TTLSGskHttpCdpParms'),
      'names a TTLSGskHttpCdpParms',
      { ...V2R2, family: 'TTLSGskHttpCdpParms' },
    ],
    [
      'GSK_SYSPLEX_SIDCACHE',
      ON_OFF,
      'share sessions up to TLS 1.2 of servers in the sysplex',
      { systemSsl: 'Off' },
    ],
    [
      'GSK_SYSPLEX_SESSION_TICKET_CACHE',
      ON_OFF,
      'share TLS 1.3 sessions in the sysplex',
      { ...PH49284, systemSsl: 'Off' },
    ],
    ['GSK_V2_SESSION_TIMEOUT', number(0, 100, 'seconds'), 'life of an SSL V2 session', { systemSsl: 100 }],
    [
      'GSK_V2_SIDCACHE_SIZE',
      number(0, 32_000, 'entries'),
      'size of the SSL V2 session cache',
      { systemSsl: 256 },
    ],
    [
      'GSK_V3_SESSION_TIMEOUT',
      number(0, 86_400, 'seconds'),
      'life of a session, and of tickets in a client; 0 is no caching',
      { defaults: always(86_400) },
    ],
    [
      'GSK_V3_SIDCACHE_SIZE',
      number(0, 64_000, 'entries'),
      'size of the session cache; 0 is no caching',
      { defaults: always(512) },
    ],
    [
      'GSK_SESSION_TICKET_CLIENT_ENABLE',
      ON_OFF,
      'client keeps TLS 1.3 tickets and tries resumption',
      { ...V2R4, defaults: always('On') },
    ],
    [
      'GSK_SESSION_TICKET_CLIENT_MAXSIZE',
      number(0, BYTES, 'bytes'),
      'larger tickets are not kept; 0 is no limit',
      { ...V2R4, defaults: always(8192) },
    ],
    [
      'GSK_SESSION_TICKET_CLIENT_MAXCACHED',
      number(1, 128, 'tickets'),
      'tickets kept per TLS 1.3 session',
      { ...PH49284, systemSsl: 8 },
    ],
    [
      'GSK_SESSION_TICKET_SERVER_ENABLE',
      ON_OFF,
      'server sends tickets and accepts resumption',
      { ...V2R4, defaults: always('On') },
    ],
    [
      'GSK_SESSION_TICKET_SERVER_ALGORITHM',
      choice('AESCBC128', 'AESCBC256'),
      'how tickets are encrypted',
      { ...V2R4, defaults: always('AESCBC128') },
    ],
    [
      'GSK_SESSION_TICKET_SERVER_COUNT',
      number(0, 16, 'tickets'),
      'tickets sent after a full handshake',
      { ...V2R4, defaults: always(2) },
    ],
    [
      'GSK_SESSION_TICKET_SERVER_KEY_REFRESH',
      number(0, 604_800, 'seconds'),
      'interval of ticket key rotation; 0 is never',
      { ...V2R4, defaults: always(300) },
    ],
    [
      'GSK_SESSION_TICKET_SERVER_TIMEOUT',
      number(1, 604_800, 'seconds'),
      'how long after the first handshake resumption is allowed',
      {
        ...V2R4,
        defaults: always(300),
        defaultRule: '600 from 3.1 when GSK_SYSPLEX_SESSION_TICKET_CACHE is On',
      },
    ],
    ['AIACDPPriority', ON_OFF, 'On: OCSP before HTTP CDP', { ...V2R2, systemSsl: 'On' }],
    [
      'MaxSrcRevExtLocValues',
      number(0, 256, 'locations'),
      'locations tried per AIA or CDP extension',
      { ...V2R2, systemSsl: 10 },
    ],
    [
      'MaxValidRevExtLocValues',
      number(0, 1024, 'locations'),
      'locations tried per validation',
      { ...V2R2, systemSsl: 100 },
    ],
    [
      'RevocationSecurityLevel',
      LOW_MEDIUM_HIGH,
      'what an unreachable responder or CDP server means',
      { ...V2R2, systemSsl: 'Medium' },
    ],
    ['CrlSigAlgPairs', pairs, 'signature pairs allowed for revocation lists', { since: '3.2', list: true }],
  ]),
  ...rows(
    ['TTLSGskAdvancedParms', 'TTLSEnvironmentAction'],
    [
      [
        'TTLSGskLdapParmsRef',
        reference('TTLSGskLdapParms'),
        'names a TTLSGskLdapParms',
        { family: 'TTLSGskLdapParms' },
      ],
    ],
  ),
  ...rows(LDAP, [
    ['GSK_LDAP_SERVER', text('host or host:port', 255), 'LDAP server of revocation lists', { list: true }],
    [
      'GSK_LDAP_SERVER_PORT',
      number(1, 65_535),
      'port of servers written without one',
      { defaults: always(389) },
    ],
    ['GSK_LDAP_USER', label('a distinguished name', 1023), 'name to bind with'],
    ['GSK_LDAP_USER_PW', { kind: 'text', what: 'a password', longest: 128, secret: true }, 'its password'],
    ['GSK_CRL_CACHE_TIMEOUT', number(0, 720, 'hours'), 'life of the basic cache', { defaults: always(24) }],
    [
      'GSK_CRL_SECURITY_LEVEL',
      LOW_MEDIUM_HIGH,
      'Low: an unreachable server is no failure; High: a list must be found',
      { defaults: always('Medium') },
    ],
    [
      'CRLCacheSize',
      number(-1, 32_000, 'entries'),
      'size of the cache; -1 is no limit',
      { ...V2R2, defaults: always(-1), defaultRule: '32 with CRLCacheExtended On' },
    ],
    [
      'CRLCacheEntryMaxsize',
      number(0, BYTES, 'bytes'),
      'largest list kept; 0 is no limit',
      { ...V2R2, defaults: always(0) },
    ],
    ['CRLCacheExtended', ON_OFF, 'each list expires on its own', { ...V2R2, defaults: always('Off') }],
    [
      'CRLCacheTempCRL',
      ON_OFF,
      'keep an empty list when LDAP has none',
      { ...V2R2, defaults: always('On'), defaultRule: 'Off with CRLCacheExtended On' },
    ],
    [
      'CRLCacheTempCRLTimeout',
      number(1, 720, 'hours'),
      'life of such an empty list',
      { ...V2R2, defaults: always(24) },
    ],
    [
      'LDAPResponseTimeout',
      number(0, 43_200, 'seconds'),
      'time to wait for LDAP',
      { ...V2R2, defaults: always(15) },
    ],
  ]),
  ...rows(CDP, [
    [
      'HttpCdpEnable',
      ON_OFF,
      'fetch revocation lists named in certificates',
      { ...V2R2, defaults: always('Off') },
    ],
    ['HttpCdpProxyServerName', text('a host', 255), 'proxy', V2R2],
    ['HttpCdpProxyServerPort', number(1, 65_535), 'port of the proxy', { ...V2R2, defaults: always(80) }],
    [
      'HttpCdpResponseTimeout',
      number(0, 43_200, 'seconds'),
      'time to wait for the server',
      { ...V2R2, defaults: always(15) },
    ],
    [
      'HttpCdpMaxResponseSize',
      number(0, BYTES, 'bytes'),
      'largest answer',
      { ...V2R2, defaults: always(204_800) },
    ],
    ['HttpCdpCacheSize', number(0, 32_000, 'entries'), 'lists kept', { ...V2R2, defaults: always(32) }],
    [
      'HttpCdpCacheEntryMaxsize',
      number(0, BYTES, 'bytes'),
      'largest list kept; 0 is no limit',
      { ...V2R2, defaults: always(0) },
    ],
  ]),
  ...rows(OCSP, [
    ['OcspUrl', text('an http URL', 2083), 'dedicated responder', V2R2],
    [
      'OcspAiaEnable',
      ON_OFF,
      'use the responders named in certificates',
      { ...V2R2, defaults: always('Off') },
    ],
    ['OcspProxyServerName', text('a host', 255), 'proxy', V2R2],
    ['OcspProxyServerPort', number(1, 65_535), 'port of the proxy', { ...V2R2, defaults: always(80) }],
    ['OcspRetrieveViaGet', ON_OFF, 'GET instead of POST', { ...V2R2, defaults: always('Off') }],
    ['OcspUrlPriority', ON_OFF, 'OcspUrl before AIA', { ...V2R2, defaults: always('On') }],
    ['OcspRequestSigkeylabel', label('a certificate label', 127), 'key that signs requests', V2R2],
    [
      'OcspRequestSigalg',
      { ...pairs, one: true },
      'signature pair of requests',
      { ...V2R2, defaults: always(['0401']) },
    ],
    ['OcspResponseSigAlgPairs', pairs, 'pairs preferred in answers', { since: 'V2R3', list: true }],
    ['OcspClientCacheSize', number(0, 32_000, 'entries'), 'answers kept', { ...V2R2, defaults: always(256) }],
    [
      'OcspCliCacheEntryMaxsize',
      number(0, 32_000, 'entries'),
      'answers kept per issuer; 0 is no limit',
      { ...V2R2, defaults: always(0) },
    ],
    ['OcspNonceGenEnable', ON_OFF, 'send a nonce', { ...V2R2, defaults: always('Off') }],
    [
      'OcspNonceCheckEnable',
      ON_OFF,
      'check the nonce, which also sends one',
      { ...V2R2, defaults: always('Off') },
    ],
    ['OcspNonceSize', number(8, 256, 'bytes'), 'size of the nonce', { ...V2R2, defaults: always(8) }],
    [
      'OcspResponseTimeout',
      number(0, 43_200, 'seconds'),
      'time to wait for the responder',
      { ...V2R2, defaults: always(15) },
    ],
    [
      'OcspMaxResponseSize',
      number(0, BYTES, 'bytes'),
      'largest answer',
      { ...V2R2, defaults: always(20_480) },
    ],
    [
      'OcspServerStapling',
      choice('Off', 'Any', 'EndEntity'),
      'staple answers as a server: for its own certificate, or for the chain',
      { since: 'V2R3', defaults: always('Off') },
    ],
  ]),
]
