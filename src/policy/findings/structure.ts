// Findings 00xx (reading) and 01xx (structure: braces, names, keywords in their places).

import type { Finding } from './kinds.ts'

export const STRUCTURE_FINDINGS = {
  'file-too-large': {
    code: 'ATTLS0001',
    severity: 'error',
    message: '<file> has <size> bytes, more than the limit of <limit>',
    hint: 'is this really a policy file?',
    explanation:
      'A policy file larger than 16 MiB is not read, so that a wrong file name cannot exhaust memory.',
    wrong: '(a log file given as a policy file)',
    right: '(the policy file)',
  },
  'too-many-lines': {
    code: 'ATTLS0002',
    severity: 'error',
    message: '<file> has more than <limit> lines',
    hint: 'is this really a policy file?',
    explanation: 'A policy file of more than a million lines is not read.',
    wrong: '(a log file given as a policy file)',
    right: '(the policy file)',
  },
  'file-unreadable': {
    code: 'ATTLS0003',
    severity: 'error',
    message: 'cannot read <file>: <reason>',
    explanation: 'The file does not exist or may not be read. Nothing is installed and the old policy stays.',
    wrong: 'attls check polices/web.policy',
    right: 'attls check policies/web.policy',
  },
  'more-findings': {
    code: 'ATTLS0004',
    severity: 'info',
    message: '<count> more findings are not shown',
    hint: 'mend the first ones and check again',
    explanation: 'Only the first 1,000 findings are kept. Errors among the others still count.',
    wrong: '(a file with thousands of mistakes)',
    right: '(the same file after the first round of corrections)',
  },
  'no-rules': {
    code: 'ATTLS0005',
    severity: 'warning',
    message: 'the policy has no TTLSRule, so all traffic passes in the clear',
    explanation:
      'A policy without rules is valid and is installed (z/OS says EZZ4249I), but it protects nothing. Often the wrong file was named.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n}',
    right:
      'TTLSRule r1\n{\n  LocalPortRange 8443\n  Direction Inbound\n  TTLSGroupActionRef g1\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled Off\n}',
  },
  'missing-open-brace': {
    code: 'ATTLS0101',
    severity: 'error',
    message: "<keyword> <name> has no opening '{'",
    hint: "put '{' alone on the line behind the statement",
    explanation:
      'Every statement is a block in braces. The lines that follow are read as if the brace were there, so that the rest of the file is still judged.',
    wrong: 'PortRange p1\n  Port 8443\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}',
  },
  'missing-close-brace': {
    code: 'ATTLS0102',
    severity: 'error',
    message: "<keyword> <name>, begun on line <line>, has no closing '}' before this point",
    hint: "put '}' alone on its own line where the block ends",
    explanation:
      'A statement that can stand only at file level begins, or the file ends, inside an open block. The block is closed here so that the rest of the file is still judged.',
    wrong: 'PortRange p1\n{\n  Port 8443\n\nTTLSGroupAction g1\n{\n  TTLSEnabled On\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}\nTTLSGroupAction g1\n{\n  TTLSEnabled On\n}',
  },
  'unexpected-close-brace': {
    code: 'ATTLS0103',
    severity: 'error',
    message: "'}' closes nothing",
    explanation: 'There is one closing brace too many, or an opening one was lost further up.',
    wrong: 'PortRange p1\n{\n  Port 8443\n}\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}',
  },
  'unexpected-open-brace': {
    code: 'ATTLS0104',
    severity: 'error',
    message: "'{' follows no statement",
    hint: 'a block needs a statement keyword on the line before it',
    explanation: 'Only statements have blocks. The block is skipped.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  {\n    Trace 7\n  }\n}',
    right: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trace 7\n}',
  },
  'brace-on-line': {
    code: 'ATTLS0105',
    severity: 'warning',
    strict: true,
    message: "'<brace>' does not stand alone on its line",
    hint: 'z/OS wants every brace on a line of its own',
    explanation:
      'The syntax of Policy Agent puts braces and parameters on separate lines; z/OS may ignore a brace behind other text. It is accepted here, but not with --strict.',
    wrong: 'PortRange p1 {\n  Port 8443\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}',
  },
  'reference-with-block': {
    code: 'ATTLS0106',
    severity: 'error',
    message: '<keyword> takes a name; an inline block is written <block>',
    explanation:
      'The Ref form names a statement that stands elsewhere. A block in place has no Ref in its keyword.',
    wrong:
      'TTLSEnvironmentAction e1\n{\n  HandshakeRole Server\n  TTLSKeyringParmsRef\n  {\n    Keyring web/Ring\n  }\n}',
    right:
      'TTLSEnvironmentAction e1\n{\n  HandshakeRole Server\n  TTLSKeyringParms\n  {\n    Keyring web/Ring\n  }\n}',
  },
  'missing-name': {
    code: 'ATTLS0107',
    severity: 'error',
    message: '<keyword> has no name',
    hint: 'write the name behind the keyword, on the same line',
    explanation: 'A statement at file level needs a name, or nothing can refer to it.',
    wrong: 'PortRange\n{\n  Port 8443\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}',
  },
  'not-policy': {
    code: 'ATTLS0108',
    severity: 'error',
    message: "'<text>' is not policy text",
    hint: 'begin a comment with #',
    explanation: 'A line outside every block is neither a statement nor a comment. It is skipped.',
    wrong: 'Client Authentication\nPortRange p1\n{\n  Port 8443\n}',
    right: '# Client Authentication\nPortRange p1\n{\n  Port 8443\n}',
  },
  'star-comment': {
    code: 'ATTLS0109',
    severity: 'error',
    message: "a line that begins with '*' is not a comment",
    hint: 'begin a comment with #',
    explanation: 'Other z/OS configuration files use * for comments; Policy Agent files do not.',
    wrong: '* the web server\nPortRange p1\n{\n  Port 8443\n}',
    right: '# the web server\nPortRange p1\n{\n  Port 8443\n}',
  },
  'parameter-outside': {
    code: 'ATTLS0110',
    severity: 'error',
    message: '<keyword> stands outside of every statement',
    hint: 'it belongs into <home>',
    explanation:
      'A parameter has a meaning only inside the block of a statement. Perhaps a brace closed too early.',
    wrong: 'PortRange p1\n{\n}\nPort 8443',
    right: 'PortRange p1\n{\n  Port 8443\n}',
  },
  'unknown-parameter': {
    code: 'ATTLS0112',
    severity: 'warning',
    strict: true,
    message: '<statement> has no parameter <keyword>; it is ignored and the default applies',
    explanation:
      'Policy Agent ignores parameters that it does not know, in silence. A misspelt one therefore leaves the default in force.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trase 7\n}',
    right: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trace 7\n}',
  },
  'unknown-statement': {
    code: 'ATTLS0113',
    severity: 'warning',
    strict: true,
    message: '<keyword> is not a statement of the policy language; its block is ignored',
    explanation:
      'An unknown statement is skipped with everything in its block. References to its name then miss.',
    wrong: 'PortGroup2\n{\n  Port 8443\n}',
    right: 'PortGroup portGroup2\n{\n  PortRange\n  {\n    Port 8443\n  }\n}',
  },
  'wrong-block': {
    code: 'ATTLS0114',
    severity: 'warning',
    strict: true,
    message: '<keyword> has no effect in <statement>',
    hint: 'it belongs into <home>',
    explanation:
      'The keyword is known, but not in this block. Policy Agent ignores it there, so it has no effect: typically ClientAuthType directly in TTLSEnvironmentAction.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  TLSv1.2 On\n}',
    right:
      'TTLSGroupAction g1\n{\n  TTLSEnabled On\n}\nTTLSConnectionAction c1\n{\n  TTLSConnectionAdvancedParms\n  {\n    TLSv1.2 On\n  }\n}',
  },
  'nesting-too-deep': {
    code: 'ATTLS0115',
    severity: 'error',
    message: 'blocks are nested more than <limit> deep',
    explanation: 'No statement needs more than four levels. What is deeper is skipped.',
    wrong: '(a file with hundreds of opening braces)',
    right: '(the same file with its closing braces)',
  },
  'trailing-text': {
    code: 'ATTLS0116',
    severity: 'warning',
    message: "'<text>' behind <keyword> is ignored",
    hint: 'begin a comment with #; write several values by repeating the keyword',
    explanation: 'A parameter takes its value; Policy Agent ignores what stands behind it on the line.',
    wrong: 'PortRange p1\n{\n  Port 8443 8444 8445\n}',
    right: 'PortRange p1\n{\n  Port 8443-8445\n}',
  },
  'image-statement': {
    code: 'ATTLS0117',
    severity: 'error',
    message: '<keyword> does not belong into a policy file',
    hint: 'it belongs into the Policy Agent configuration (pagent.conf or the image file)',
    explanation:
      'TTLSConfig and its like say where policy files are; they stand in the files of Policy Agent itself.',
    wrong: 'TTLSConfig /etc/web.policy\nPortRange p1\n{\n  Port 8443\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}',
  },
  'duplicate-name': {
    code: 'ATTLS0118',
    severity: 'warning',
    message: '<keyword> <name> is defined again; this definition replaces the one on line <line>',
    explanation: 'Two statements of one kind have the same name. The last one counts, as a whole.',
    wrong: 'PortRange p1\n{\n  Port 8443\n}\nPortRange p1\n{\n  Port 9443\n}',
    right: 'PortRange p1\n{\n  Port 8443\n}\nPortRange p2\n{\n  Port 9443\n}',
  },
  'similar-name': {
    code: 'ATTLS0119',
    severity: 'warning',
    message: '<keyword> <name> differs from <other> only in upper and lower case',
    explanation: 'Names are case-sensitive: these are two statements. One of them is probably a slip.',
    wrong: 'PortRange web\n{\n  Port 8443\n}\nPortRange Web\n{\n  Port 9443\n}',
    right: 'PortRange web\n{\n  Port 8443\n}\nPortRange webAdmin\n{\n  Port 9443\n}',
  },
  'repeated-parameter': {
    code: 'ATTLS0120',
    severity: 'warning',
    message: '<keyword> is coded again with another value; <value> counts',
    explanation: 'The parameter takes one value. When it is coded twice the last one counts.',
    wrong: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trace 2\n  Trace 7\n}',
    right: 'TTLSGroupAction g1\n{\n  TTLSEnabled On\n  Trace 7\n}',
  },
  'replaced-block': {
    code: 'ATTLS0121',
    severity: 'warning',
    message: '<keyword> replaces <earlier> on line <line> as a whole; nothing is merged',
    explanation:
      'A reference and an inline block of one kind, or two of them, stand in one statement. The last one counts; what only the first one codes has no effect.',
    wrong:
      'TTLSEnvironmentAction e1\n{\n  HandshakeRole Server\n  TTLSKeyringParmsRef k1\n  TTLSKeyringParms\n  {\n    Keyring web/Ring\n  }\n}',
    right:
      'TTLSEnvironmentAction e1\n{\n  HandshakeRole Server\n  TTLSKeyringParms\n  {\n    Keyring web/Ring\n  }\n}',
  },
  'name-too-long': {
    code: 'ATTLS0123',
    severity: 'error',
    message: 'the name <name> has <length> characters, more than 32',
    explanation:
      'Names of statements have 1 to 32 characters. A longer name is an error on z/OS; it is not shortened.',
    wrong: 'PortRange aNameThatIsMuchLongerThanThirtyTwoCharacters\n{\n  Port 8443\n}',
    right: 'PortRange aShortName\n{\n  Port 8443\n}',
  },
  'overridden-by-stack': {
    code: 'ATTLS0124',
    severity: 'info',
    message: '<keyword> <name> of the stack replaces the one in <file>',
    explanation:
      'A statement in the file of a stack replaces a statement of the same name in the common file.',
    wrong: '(the common file and the stack file define PortRange p1)',
    right: '(the stack file uses a name of its own)',
  },
  'unused-name': {
    code: 'ATTLS0125',
    severity: 'info',
    message: '<keyword> <name> is used by no rule',
    explanation: 'The statement is valid, but nothing that a rule refers to uses it.',
    wrong: 'PortRange p1\n{\n  Port 8443\n}',
    right: 'TTLSRule r1\n{\n  LocalPortRangeRef p1\n  ...\n}\nPortRange p1\n{\n  Port 8443\n}',
  },
} as const satisfies Record<string, Finding>
