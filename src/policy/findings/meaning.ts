// Findings 04xx: the text is right, the meaning is doubtful.

import type { Finding } from './kinds.ts'

const RULE = (direction: string) =>
  `TTLSRule r1\n{\n  LocalPortRange 8443\n  Direction ${direction}\n  TTLSGroupActionRef g1\n  TTLSEnvironmentActionRef e1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled On\n}\n`
const ENVIRONMENT = (role: string, advanced: string, more = '') =>
  `TTLSEnvironmentAction e1\n{\n  HandshakeRole ${role}\n  TTLSKeyringParms\n  {\n    Keyring web/Ring\n  }\n${more}  TTLSEnvironmentAdvancedParms\n  {\n    TLSv1 Off\n    TLSv1.1 Off\n${advanced}  }\n}`
const GOOD = `${RULE('Inbound')}${ENVIRONMENT('Server', '    TLSv1.2 On\n')}`

export const MEANING_FINDINGS = {
  'role-against-direction': {
    code: 'ATTLS0401',
    severity: 'warning',
    message: 'TTLSRule <name> is <direction> with HandshakeRole <role>',
    hint: '<advice>',
    explanation:
      'The program that connects is usually the TLS client, the one that accepts the TLS server. When both ends wait for a client hello the handshake ends with return code 5004. Some protocols turn the roles round on purpose.',
    wrong: `${RULE('Outbound')}${ENVIRONMENT('Server', '    TLSv1.2 On\n')}`,
    right: GOOD,
  },
  'old-protocol-left-on': {
    code: 'ATTLS0402',
    severity: 'warning',
    message: '<protocols> stays on by default at level <level> in <action>',
    hint: 'code <advice>',
    explanation:
      'Through 3.1 TLS 1.0 and 1.1 are on unless they are switched off; coding TLSv1.2 On does not switch them off.',
    wrong: '(TLSv1.2 On alone in TTLSEnvironmentAdvancedParms, checked with --level 3.1)',
    right: '(TLSv1 Off, TLSv1.1 Off and TLSv1.2 On)',
  },
  'default-differs': {
    code: 'ATTLS0403',
    severity: 'warning',
    message: '<keyword> is not coded for <action>: <values>',
    hint: 'code it, and every level does the same',
    explanation:
      'The default of the parameter changed between z/OS levels, so the same file negotiates differently after a migration.',
    wrong: `${RULE('Inbound')}TTLSEnvironmentAction e1\n{\n  HandshakeRole Server\n  TTLSKeyringParms\n  {\n    Keyring web/Ring\n  }\n}`,
    right: '(TLSv1, TLSv1.1, TLSv1.2 and a TTLSCipherParms coded in the environment action)',
  },
  'tls13-without-cipher': {
    code: 'ATTLS0404',
    severity: 'warning',
    message: 'TLSv1.3 is On for <action>, but no TLS 1.3 cipher suite is in its list',
    hint: 'add V3CipherSuites TLS_AES_256_GCM_SHA384 or another 13xx suite',
    explanation:
      'TLS 1.3 needs a suite of its own; no default list holds one. Without it TLS 1.3 is never negotiated.',
    wrong: `${RULE('Inbound')}${ENVIRONMENT('Server', '    TLSv1.2 On\n    TLSv1.3 On\n')}`,
    right: `${RULE('Inbound')}${ENVIRONMENT(
      'Server',
      '    TLSv1.2 On\n    TLSv1.3 On\n',
      '  TTLSCipherParms\n  {\n    V3CipherSuites4Char 1302C030\n  }\n',
    )}`,
  },
  'cipher-without-protocol': {
    code: 'ATTLS0405',
    severity: 'info',
    message: '<ciphers> of <action> belongs to no protocol version that is on',
    explanation: 'The suite stays in the list and is never used, because the versions that know it are off.',
    wrong: `${RULE('Inbound')}${ENVIRONMENT(
      'Server',
      '    TLSv1.2 On\n',
      '  TTLSCipherParms\n  {\n    V3CipherSuites4Char 1302C030\n  }\n',
    )}`,
    right: `${RULE('Inbound')}${ENVIRONMENT(
      'Server',
      '    TLSv1.2 On\n',
      '  TTLSCipherParms\n  {\n    V3CipherSuites4Char C030\n  }\n',
    )}`,
  },
  'nothing-usable': {
    code: 'ATTLS0406',
    severity: 'error',
    message: 'nothing can be negotiated for <action>: <reason>',
    explanation:
      'After what OpenSSL does not have (SSL V2, SSL V3, RC4, DES, 3DES, static Diffie-Hellman) no protocol version with a cipher suite is left.',
    wrong: `${RULE('Inbound')}${ENVIRONMENT(
      'Server',
      '    TLSv1.2 On\n',
      '  TTLSCipherParms\n  {\n    V3CipherSuites TLS_RSA_WITH_RC4_128_SHA\n  }\n',
    )}`,
    right: GOOD,
  },
  'not-in-openssl': {
    code: 'ATTLS0407',
    severity: 'warning',
    message: '<values> in <keyword> is not available here and is left out',
    hint: 'z/OS System SSL has it, OpenSSL 3 does not',
    explanation:
      'The suite, protocol or pair is known, but the TLS library has removed it. The others are used.',
    wrong: 'TTLSCipherParms c1\n{\n  V3CipherSuites TLS_RSA_WITH_RC4_128_SHA\n  V3CipherSuites4Char C030\n}',
    right: 'TTLSCipherParms c1\n{\n  V3CipherSuites4Char C030\n}',
  },
  'weak-cipher': {
    code: 'ATTLS0408',
    severity: 'warning',
    message: '<values> in <keyword> does not encrypt',
    explanation: 'NULL suites authenticate and do not encrypt: everybody on the way reads the data.',
    wrong: 'TTLSCipherParms c1\n{\n  V3CipherSuites TLS_RSA_WITH_NULL_SHA256\n}',
    right: 'TTLSCipherParms c1\n{\n  V3CipherSuites4Char C030\n}',
  },
  'no-host-check': {
    code: 'ATTLS0409',
    severity: 'info',
    message: '<action> acts as a client and does not check the name of the server',
    hint: 'code HostReferenceIdDNS',
    explanation:
      'A TLS client of AT-TLS accepts every certificate that the ring trusts, whatever host it names, unless HostReferenceIdDNS or HostReferenceIdCN is coded.',
    wrong: `${RULE('Outbound')}${ENVIRONMENT('Client', '    TLSv1.2 On\n')}`,
    right: `${RULE('Outbound')}${ENVIRONMENT('Client', '    TLSv1.2 On\n    HostReferenceIdDNS db.example.com\n')}`,
  },
  'pass-thru': {
    code: 'ATTLS0410',
    severity: 'warning',
    message: 'ClientAuthType PassThru of <action> asks for a client certificate and validates nothing',
    hint: 'use Required, or Full when certificates are optional',
    explanation: 'With PassThru any certificate, or none, is accepted. It does not authenticate anybody.',
    wrong: `${RULE('Inbound')}${ENVIRONMENT('ServerWithClientAuth', '    TLSv1.2 On\n    ClientAuthType PassThru\n')}`,
    right: `${RULE('Inbound')}${ENVIRONMENT('ServerWithClientAuth', '    TLSv1.2 On\n    ClientAuthType Required\n')}`,
  },
  'client-auth-without-role': {
    code: 'ATTLS0411',
    severity: 'info',
    message: 'ClientAuthType has no effect in <action>: its HandshakeRole is <role>',
    hint: 'code HandshakeRole ServerWithClientAuth to ask for client certificates',
    explanation: 'Only the role ServerWithClientAuth asks the client for a certificate.',
    wrong: `${RULE('Inbound')}${ENVIRONMENT('Server', '    TLSv1.2 On\n    ClientAuthType Required\n')}`,
    right: `${RULE('Inbound')}${ENVIRONMENT('ServerWithClientAuth', '    TLSv1.2 On\n    ClientAuthType Required\n')}`,
  },
  'secondary-map-without-effect': {
    code: 'ATTLS0412',
    severity: 'warning',
    message: 'SecondaryMap On of <name> has no effect: its TTLSEnabled is Off',
    explanation: 'Later connections can only inherit a mapping that does something.',
    wrong:
      'TTLSRule r1\n{\n  LocalPortRange 21\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n  TTLSGroupAdvancedParms\n  {\n    SecondaryMap On\n  }\n}',
    right: GOOD,
  },
  'shadowed-rule': {
    code: 'ATTLS0413',
    severity: 'warning',
    message: 'TTLSRule <name> can never match: <other> is looked up first and covers all of it',
    hint: 'give <name> a higher Priority, or make <other> narrower',
    explanation:
      'The higher Priority number wins, equal priorities go by name, and the first match ends the lookup. Every connection that this rule describes is taken by the other rule before.',
    wrong:
      'TTLSRule a\n{\n  LocalPortRange 8000-9000\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSRule b\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef g2\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}\nTTLSGroupAction g2\n{\n  TTLSEnabled Off\n}',
    right:
      'TTLSRule a\n{\n  LocalPortRange 8000-9000\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSRule b\n{\n  LocalPortRange 8443\n  Direction Inbound\n  Priority 2\n  TTLSGroupActionRef g2\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}\nTTLSGroupAction g2\n{\n  TTLSEnabled Off\n}',
  },
  'overlapping-rules': {
    code: 'ATTLS0414',
    severity: 'warning',
    message:
      'TTLSRule <name> and <other> have the same Priority and can match the same connection; the name decides',
    hint: 'give them different priorities',
    explanation:
      'Rules of equal priority are looked up in the order of their names as EBCDIC sorts them, not in file order. Renaming one then changes what happens to traffic.',
    wrong:
      'TTLSRule a\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSRule b\n{\n  Jobname WEB1\n  Direction Inbound\n  TTLSGroupActionRef g2\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}\nTTLSGroupAction g2\n{\n  TTLSEnabled Off\n}',
    right:
      'TTLSRule a\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSRule b\n{\n  Jobname WEB1\n  Direction Inbound\n  Priority 2\n  TTLSGroupActionRef g2\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}\nTTLSGroupAction g2\n{\n  TTLSEnabled Off\n}',
  },
  'tls13-with-fips': {
    code: 'ATTLS0415',
    severity: 'error',
    message: 'TLSv1.3 is On for <action>, whose group says FIPS140 <mode>',
    hint: 'switch TLSv1.3 Off, or FIPS140 Off',
    explanation: 'AT-TLS does not allow TLS 1.3 in FIPS mode (V2R4).',
    wrong: '(FIPS140 On in the group and TLSv1.3 On in the environment)',
    right: '(FIPS140 On in the group and TLSv1.3 Off in the environment)',
  },
  'secret-in-file': {
    code: 'ATTLS0416',
    severity: 'warning',
    message: '<keyword> stands in the policy file in clear text',
    hint: '<advice>',
    explanation: 'Everybody who can read the policy file, its backups and its repository has the password.',
    wrong: 'TTLSKeyringParms k1\n{\n  Keyring /etc/web.kdb\n  KeyringPw secret\n}',
    right: 'TTLSKeyringParms k1\n{\n  Keyring /etc/web.kdb\n  KeyringStashFile /etc/web.sth\n}',
  },
  'shared-connection-action': {
    code: 'ATTLS0417',
    severity: 'warning',
    message:
      'TTLSConnectionAction <name> codes HandshakeRole <role> and is shared by rules of both directions, <rules>',
    hint: 'give each direction a connection action of its own',
    explanation:
      'The role of a connection action overrides that of the environment. Shared by an Inbound and an Outbound rule, it makes both ends of a connection act in the same role.',
    wrong: '(one connection action with HandshakeRole Server, named by an Inbound and an Outbound rule)',
    right: '(two connection actions, one with HandshakeRole Server and one with HandshakeRole Client)',
  },
  'suite-b-conflict': {
    code: 'ATTLS0418',
    severity: 'warning',
    message: 'SuiteBProfile <value> of <action> <conflict>',
    explanation:
      'A Suite B profile brings its own ciphers, curves and signature pairs, needs TLS 1.2, and ignores TTLSCipherParms.',
    wrong: '(SuiteBProfile 128 together with TTLSCipherParms)',
    right: '(SuiteBProfile 128 with TLSv1.2 On and no TTLSCipherParms)',
  },
  'missing-companion': {
    code: 'ATTLS0419',
    severity: 'warning',
    message: '<keyword> <value> of <action> has no effect without <companion>',
    explanation: 'The two parameters work only together.',
    wrong: `${RULE('Outbound')}${ENVIRONMENT('Client', '    TLSv1.2 On\n    ClientHandshakeSNI Required\n')}`,
    right: `${RULE('Outbound')}${ENVIRONMENT(
      'Client',
      '    TLSv1.2 On\n    ClientHandshakeSNI Required\n    ClientHandshakeSNIList www.example.com\n',
    )}`,
  },
  'not-honoured': {
    code: 'ATTLS0424',
    severity: 'warning',
    message: '<keyword> <value> is not honoured: <instead>',
    explanation:
      'attls reads and shows the parameter and does not act on it. What happens instead may be weaker than what the policy asks for. docs/not-honoured.md lists all such parameters.',
    wrong: `${RULE('Inbound')}${ENVIRONMENT('Server', '    TLSv1.2 On\n    ResetCipherTimer 60\n')}`,
    right: `${RULE('Inbound')}${ENVIRONMENT('Server', '    TLSv1.2 On\n')}`,
  },
  'no-timeout': {
    code: 'ATTLS0420',
    severity: 'warning',
    message: 'HandshakeTimeout 0 lets a silent partner hold a connection for ever',
    hint: 'code a number of seconds',
    explanation: '0 is taken as "no timer"; whether z/OS does the same is not known.',
    wrong: 'TTLSEnvironmentAdvancedParms a1\n{\n  HandshakeTimeout 0\n}',
    right: 'TTLSEnvironmentAdvancedParms a1\n{\n  HandshakeTimeout 10\n}',
  },
  'unverified-time-syntax': {
    code: 'ATTLS0421',
    severity: 'info',
    message: 'IpTimeCondition is read by rules that could not be verified against z/OS',
    hint: 'compare the time periods that pasearch shows on z/OS',
    explanation:
      'No page of the time condition statements was available; their parameters follow what pasearch displays.',
    wrong: 'IpTimeCondition t1\n{\n  DayOfWeekMask 0111110\n}',
    right: '(no time condition)',
  },
  'versions-off-by-tls13': {
    code: 'ATTLS0422',
    severity: 'info',
    message: 'TLSv1 and TLSv1.1 default to Off for <action>, because TLSv1.3 is On',
    hint: 'code TLSv1 and TLSv1.1 to be sure',
    explanation:
      'System SSL turns the oldest versions off by default when TLS 1.3 is enabled; a footnote of the AT-TLS page most likely says the same.',
    wrong: '(TLSv1.3 On without TLSv1 and TLSv1.1, checked with --level 3.1)',
    right: '(TLSv1.3 On with TLSv1 Off and TLSv1.1 Off)',
  },
  'comparison-stopped': {
    code: 'ATTLS0423',
    severity: 'info',
    message: 'not all of the <count> rules were compared with each other',
    explanation:
      'Rules that cover or meet others are searched for with a limit on the comparisons. Very large policies of rules that differ only in address prefixes can reach it.',
    wrong: '(tens of thousands of rules for the same port)',
    right: '(fewer rules, with IpAddrGroup)',
  },
} as const satisfies Record<string, Finding>
