// Findings 06xx: the configuration files of Policy Agent around AT-TLS policy.

import type { Finding } from './kinds.ts'

export const PAGENT_FINDINGS = {
  'not-applicable': {
    code: 'ATTLS0601',
    severity: 'info',
    message: '<keyword> has no effect here: <reason>',
    explanation:
      'The statement is known, but what it controls on z/OS does not exist in this product. It is named so that nobody relies on it.',
    wrong: 'Codepage IBM-1047',
    right: '(no such line)',
  },
  'wrong-image': {
    code: 'ATTLS0602',
    severity: 'error',
    message: '<keyword> <problem>',
    hint: 'it is written: TcpImage name [path] [FLUSH|NOFLUSH] [PURGE|NOPURGE] [seconds]',
    explanation: 'A wrong TcpImage statement leaves its stack without policy (EZZ8779I on z/OS).',
    wrong: 'TcpImage TCPIP /etc/image.conf SOMETIMES',
    right: 'TcpImage TCPIP /etc/image.conf FLUSH PURGE 600',
  },
  'repeated-config': {
    code: 'ATTLS0603',
    severity: 'warning',
    message: '<keyword> is coded again; the one on line <line> is not used',
    explanation: 'Of several TTLSConfig or CommonTTLSConfig lines in one file the last one is used.',
    wrong: 'TTLSConfig /etc/a.policy\nTTLSConfig /etc/b.policy',
    right: 'TTLSConfig /etc/b.policy',
  },
  'no-policy-for-image': {
    code: 'ATTLS0604',
    severity: 'warning',
    message: 'the stack <image> gets no AT-TLS policy: its image file has no TTLSConfig',
    hint: 'add TTLSConfig with the path of the policy file',
    explanation: 'Without TTLSConfig a stack has no AT-TLS policy and all its traffic passes in the clear.',
    wrong: '(an image file without TTLSConfig)',
    right: 'TTLSConfig /etc/web.policy FLUSH',
  },
  'image-is-policy': {
    code: 'ATTLS0605',
    severity: 'error',
    message: '<file> is an AT-TLS policy file, but it is named where an image configuration file belongs',
    hint: 'name an image file there that says: TTLSConfig <file>',
    explanation:
      'TcpImage must not point straight at an AT-TLS policy: Policy Agent then reports success and installs no AT-TLS policy.',
    wrong: 'TcpImage TCPIP /etc/web.policy',
    right: 'TcpImage TCPIP /etc/image.conf\n(and in image.conf)\nTTLSConfig /etc/web.policy',
  },
  'data-set': {
    code: 'ATTLS0606',
    severity: 'error',
    message: 'the data set <name> is mapped to no folder',
    hint: 'name a folder for its prefix under datasets: in attls.yaml, or with --dataset PREFIX=FOLDER',
    explanation:
      'There are no MVS data sets here. A prefix of their names is mapped to a folder that holds the members.',
    wrong: "TTLSConfig //'SYS1.TCPPARMS(TTLS)'   (and nothing under datasets:)",
    right: "TTLSConfig //'SYS1.TCPPARMS(TTLS)'   (and datasets: { SYS1.TCPPARMS: tcpparms })",
  },
  'same-image': {
    code: 'ATTLS0607',
    severity: 'error',
    message: 'the stack <image> is defined again; it was defined on line <line>',
    explanation: 'Each TCP/IP stack has one TcpImage statement.',
    wrong: 'TcpImage TCPIP /etc/a.conf\nTcpImage TCPIP /etc/b.conf',
    right: 'TcpImage TCPIP /etc/a.conf\nTcpImage TCPIPB /etc/b.conf',
  },
  'too-many-images': {
    code: 'ATTLS0608',
    severity: 'error',
    message: 'there are <count> TcpImage statements, more than 8',
    explanation: 'Policy Agent serves at most eight stacks of an image.',
    wrong: '(nine TcpImage statements)',
    right: '(eight TcpImage statements)',
  },
} as const satisfies Record<string, Finding>
