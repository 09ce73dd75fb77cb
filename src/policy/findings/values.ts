// Findings 02xx (values) and 03xx (references and what a statement must have).

import type { Finding } from './kinds.ts'

export const VALUE_FINDINGS = {
  'missing-value': {
    code: 'ATTLS0201',
    severity: 'error',
    message: '<keyword> has no value',
    hint: 'write the value behind the keyword, on the same line',
    explanation: 'Every parameter needs a value on its own line.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled\n}',
    right: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n}',
  },
  'wrong-choice': {
    code: 'ATTLS0202',
    severity: 'error',
    message: "<keyword> cannot be '<value>'; it takes <choices>",
    explanation: 'The parameter takes one of a few words, in upper or lower case.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled Yes\n}',
    right: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n}',
  },
  'wrong-number': {
    code: 'ATTLS0203',
    severity: 'error',
    message: "<keyword> takes a number from <low> to <high>, not '<value>'",
    explanation: 'The parameter takes a decimal number in a range.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trace 999\n}',
    right: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trace 7\n}',
  },
  'wrong-port': {
    code: 'ATTLS0204',
    severity: 'error',
    message: "<keyword> takes a port or a range of ports, not '<value>'",
    hint: 'ports go from 1 to 65535; a range is written 7000-7010, the lower one first',
    explanation:
      'A port condition is one port, or two ports with a hyphen, a colon or a blank between them; 0 is any.',
    wrong: 'PortRange p1\n{\n  Port 8443-80\n}',
    right: 'PortRange p1\n{\n  Port 80-8443\n}',
  },
  'all-ports': {
    code: 'ATTLS0205',
    severity: 'error',
    message: "<keyword> cannot be '<value>'",
    hint: 'leave the parameter out: then every port matches',
    explanation:
      'All is a value of address conditions only. A rule without a port condition matches every port.',
    wrong:
      'TTLSRule r1\n{\n  LocalPortRange All\n  Direction Both\n  Jobname WEB*\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
    right:
      'TTLSRule r1\n{\n  Direction Both\n  Jobname WEB*\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
  },
  'wrong-address': {
    code: 'ATTLS0206',
    severity: 'error',
    message: "<keyword> takes <form>, not '<value>'",
    explanation:
      'IPv4 addresses are written 192.0.2.10, IPv6 addresses 2001:db8::10. Host names are not resolved.',
    wrong: 'IpAddr a1\n{\n  Addr www.example.com\n}',
    right: 'IpAddr a1\n{\n  Addr 192.0.2.10\n}',
  },
  'short-address': {
    code: 'ATTLS0207',
    severity: 'warning',
    message: '<keyword> <value> is the address <address>',
    hint: 'if a port was meant, write LocalPortRange or RemotePortRange; otherwise write the address with four parts',
    explanation:
      'z/OS accepts addresses with fewer than four parts: the last number fills the rest. A port written there by mistake becomes an address, and the rule never matches.',
    wrong: 'IpAddr a1\n{\n  Addr 6793\n}',
    right: 'IpAddr a1\n{\n  Addr 0.0.26.137\n}',
  },
  'mapped-address': {
    code: 'ATTLS0208',
    severity: 'error',
    message: '<keyword> cannot be the IPv4-mapped address <value>',
    hint: 'write the IPv4 address',
    explanation:
      '::ffff:a.b.c.d and ::a.b.c.d stand for IPv4 addresses; policy names those in their own form.',
    wrong: 'IpAddr a1\n{\n  Addr ::ffff:192.0.2.10\n}',
    right: 'IpAddr a1\n{\n  Addr 192.0.2.10\n}',
  },
  'unknown-code': {
    code: 'ATTLS0209',
    severity: 'error',
    message: "<keyword> knows no <what> '<value>'",
    explanation:
      'Cipher suites, groups and signature pairs are written by their constant or by their code; see the tables of the policy reference.',
    wrong: 'TTLSCipherParms c1\n{\n  V3CipherSuites TLS_AES_256_GCM_SHA256\n}',
    right: 'TTLSCipherParms c1\n{\n  V3CipherSuites TLS_AES_256_GCM_SHA384\n}',
  },
  'odd-codes': {
    code: 'ATTLS0210',
    severity: 'error',
    message: "<keyword> takes codes of <digits> hexadecimal digits run together, not '<value>'",
    explanation: 'The length of a string of codes must be a multiple of the length of one code.',
    wrong: 'TTLSCipherParms c1\n{\n  V3CipherSuites4Char C030C02\n}',
    right: 'TTLSCipherParms c1\n{\n  V3CipherSuites4Char C030C02F\n}',
  },
  'wrong-pattern': {
    code: 'ATTLS0211',
    severity: 'error',
    message: "<keyword> cannot be '<value>'",
    hint: 'a name has 1 to 8 letters, digits, @ # or $, and may end with *',
    explanation: 'Job names and user IDs have at most 8 characters.',
    wrong:
      'TTLSRule r1\n{\n  Jobname WEBSERVER1\n  Direction Both\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
    right:
      'TTLSRule r1\n{\n  Jobname WEBSERV*\n  Direction Both\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
  },
  'inner-wildcard': {
    code: 'ATTLS0212',
    severity: 'warning',
    message: "the wildcard inside <keyword> '<value>' is taken literally and matches no name",
    hint: 'only a * at the end is a wildcard',
    explanation: 'No other wildcard than a trailing * is known to work on z/OS.',
    wrong:
      'TTLSRule r1\n{\n  Jobname WEB*A\n  Direction Both\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
    right:
      'TTLSRule r1\n{\n  Jobname WEB*\n  Direction Both\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
  },
  placeholder: {
    code: 'ATTLS0213',
    severity: 'error',
    message: "<keyword> '<value>' looks like a placeholder that was not filled in",
    explanation: 'Samples mark what must be replaced with ?name?, [name], <name>, &name or {{ name }}.',
    wrong: 'PortRange p1\n{\n  Port [port]\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}',
  },
  'wrong-mask': {
    code: 'ATTLS0214',
    severity: 'error',
    message: "<keyword> takes <bits> digits 0 and 1, not '<value>'",
    explanation: 'A mask has one digit for each month, day of the month or day of the week.',
    wrong: 'IpTimeCondition t1\n{\n  DayOfWeekMask 011111\n}',
    right: 'IpTimeCondition t1\n{\n  DayOfWeekMask 0111110\n}',
  },
  'wrong-time': {
    code: 'ATTLS0215',
    severity: 'error',
    message: "<keyword> takes <form>, not '<value>'",
    explanation: 'Times of day go from 00:00 to 24:00; dates are written yyyymmddhhmmss.',
    wrong: 'IpTimeCondition t1\n{\n  TimeOfDayRange 8-17\n}',
    right: 'IpTimeCondition t1\n{\n  TimeOfDayRange 08:00-17:00\n}',
  },
  'blanks-in-label': {
    code: 'ATTLS0216',
    severity: 'warning',
    message: "<keyword> is taken as '<value>', with its blanks",
    hint: 'begin a comment with #; a label without blanks avoids all doubt',
    explanation:
      'RACF labels and ring names may hold blanks, but the rules of Policy Agent say that text behind a value is ignored. Here the rest of the line up to a comment counts.',
    wrong: 'TTLSKeyringParms k1\n{\n  Keyring web/My Ring\n}',
    right: 'TTLSKeyringParms k1\n{\n  Keyring web/MyRing\n}',
  },
  'too-long': {
    code: 'ATTLS0217',
    severity: 'error',
    message: '<keyword> takes <what> of at most <longest> characters; this one has <length>',
    explanation: 'The value is longer than AT-TLS accepts.',
    wrong: '(a Keyring of more than 1023 characters)',
    right: 'TTLSKeyringParms k1\n{\n  Keyring web/MyRing\n}',
  },
  'any-with-others': {
    code: 'ATTLS0218',
    severity: 'warning',
    message: '<keyword> Any stands alone: the other values are ignored',
    explanation: 'Any sends no list at all, so it cannot be combined with a list.',
    wrong: 'TTLSSignatureParms s1\n{\n  ClientECurves Any\n  ClientECurves secp256r1\n}',
    right: 'TTLSSignatureParms s1\n{\n  ClientECurves Any\n}',
  },
  'not-at-level': {
    code: 'ATTLS0219',
    severity: 'warning',
    message: '<what> does not exist at level <level>; it came with <since>',
    hint: 'a stack of that level ignores it or refuses the file',
    explanation:
      'The keyword or value is newer than the level that was asked for (--level, or level: in attls.yaml).',
    wrong: '(TLSv1.3 On, checked with --level V2R3)',
    right: '(TLSv1.3 On, checked with --level V2R4)',
  },
  'wrong-sni-label': {
    code: 'ATTLS0220',
    severity: 'error',
    message: "<keyword> takes servername/label, not '<value>'",
    explanation: 'Each entry of the list pairs a server name with the label of the certificate to show.',
    wrong: 'TTLSEnvironmentAdvancedParms a1\n{\n  ServerHandshakeSNIList www.example.com\n}',
    right: 'TTLSEnvironmentAdvancedParms a1\n{\n  ServerHandshakeSNIList www.example.com/WEBCERT\n}',
  },
  'undefined-name': {
    code: 'ATTLS0301',
    severity: 'error',
    message: '<keyword> names <name>, but there is no <statement> of that name',
    explanation:
      'Names are compared exactly, case included. The definition may stand before or behind its use.',
    wrong:
      'TTLSRule r1\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef grp1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
    right:
      'TTLSRule r1\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
  },
  'inline-name': {
    code: 'ATTLS0302',
    severity: 'warning',
    message: '<keyword> names <name>, which is an inline block of another statement',
    hint: 'move the block to file level',
    explanation:
      'It is not known whether z/OS lets a named inline block be referred to from elsewhere. Here it works.',
    wrong:
      'TTLSEnvironmentAction e1\n{\n  HandshakeRole Server\n  TTLSKeyringParms k1\n  {\n    Keyring web/Ring\n  }\n}\nTTLSEnvironmentAction e2\n{\n  HandshakeRole Client\n  TTLSKeyringParmsRef k1\n}',
    right:
      'TTLSKeyringParms k1\n{\n  Keyring web/Ring\n}\nTTLSEnvironmentAction e2\n{\n  HandshakeRole Client\n  TTLSKeyringParmsRef k1\n}',
  },
  'missing-parameter': {
    code: 'ATTLS0303',
    severity: 'error',
    message: '<statement> <name> needs <keyword>',
    explanation: 'The statement cannot do without this parameter.',
    wrong: 'TTLSGroupAction g1\n{\n  Trace 7\n}',
    right: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trace 7\n}',
  },
  'no-condition': {
    code: 'ATTLS0304',
    severity: 'error',
    message: 'TTLSRule <name> has no condition',
    hint: 'code an address, a port, Jobname or Userid',
    explanation:
      'A rule needs at least one of local or remote address, local or remote port, job name and user ID.',
    wrong:
      'TTLSRule r1\n{\n  Direction Both\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
    right:
      'TTLSRule r1\n{\n  LocalPortRange 8443\n  Direction Both\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
  },
  'environment-needed': {
    code: 'ATTLS0305',
    severity: 'error',
    message: 'TTLSRule <name> needs TTLSEnvironmentActionRef, because <group> says TTLSEnabled On',
    explanation: 'Without an environment action there is no role and no key ring.',
    wrong:
      'TTLSRule r1\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled On\n}',
    right:
      'TTLSRule r1\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
  },
  'empty-group': {
    code: 'ATTLS0306',
    severity: 'error',
    message: '<statement> <name> has no entries',
    explanation: 'A group needs at least one entry, inline or by reference.',
    wrong: 'PortGroup g1\n{\n}',
    right: 'PortGroup g1\n{\n  PortRange\n  {\n    Port 8443\n  }\n}',
  },
} as const satisfies Record<string, Finding>
