// The operands of RACDCERT. Functions are operands like the others, marked as such; what belongs to one function
// only says so, so that a misplaced operand is refused and not ignored.

import type { CommandSyntax, OperandSyntax } from '../reader/syntax.ts'
import { KEY_USAGE_WORDS } from '../x509/extensions.ts'

const LABEL: OperandSyntax = { name: 'LABEL', takes: 'value', help: 'label of the certificate' }

const OWNERS: readonly OperandSyntax[] = [
  { name: 'ID', takes: 'value', help: 'the user ID that owns it' },
  { name: 'CERTAUTH', takes: 'nothing', help: 'a certificate authority certificate' },
  { name: 'SITE', takes: 'nothing', help: 'a certificate of the site' },
]

const TIME: readonly OperandSyntax[] = [
  { name: 'DATE', takes: 'value', help: 'yyyy-mm-dd or yyyy/mm/dd' },
  { name: 'TIME', takes: 'value', help: 'hh:mm:ss' },
]

const FUNCTIONS: readonly OperandSyntax[] = [
  { name: 'GENCERT', takes: 'nothing', isFunction: true, help: 'makes a key pair and a certificate' },
  {
    name: 'LIST',
    takes: 'operands',
    optional: true,
    operands: [LABEL],
    isFunction: true,
    help: 'shows certificates',
  },
  { name: 'ADDRING', takes: 'value', isFunction: true, help: 'makes a key ring' },
  { name: 'LISTRING', takes: 'value', isFunction: true, help: 'shows a key ring, or all with *' },
  {
    name: 'CONNECT',
    takes: 'operands',
    operands: [
      ...OWNERS,
      LABEL,
      { name: 'RING', takes: 'value', help: 'name of the ring' },
      {
        name: 'USAGE',
        takes: 'value',
        choices: ['PERSONAL', 'CERTAUTH', 'SITE'],
        help: 'what it is used as',
      },
      { name: 'DEFAULT', takes: 'nothing', help: 'the certificate that is used when no label is asked for' },
    ],
    isFunction: true,
    help: 'puts a certificate on a key ring',
  },
]

const GENERATE: readonly OperandSyntax[] = [
  {
    name: 'SUBJECTSDN',
    takes: 'operands',
    operands: [
      { name: 'CN', takes: 'value', help: 'common name' },
      { name: 'T', takes: 'value', help: 'title' },
      { name: 'OU', takes: 'values', help: 'organizational units' },
      { name: 'O', takes: 'value', help: 'organization' },
      { name: 'L', takes: 'value', help: 'locality' },
      { name: 'SP', takes: 'value', help: 'state or province' },
      { name: 'C', takes: 'value', help: 'country, two letters' },
    ],
    of: ['GENCERT'],
    help: "the subject's name",
  },
  { name: 'SIZE', takes: 'value', of: ['GENCERT'], help: 'key size in bits' },
  { name: 'RSA', takes: 'nothing', of: ['GENCERT'], help: 'an RSA key (the default)' },
  { name: 'NISTECC', takes: 'nothing', of: ['GENCERT'], help: 'a key on a NIST curve' },
  { name: 'BPECC', takes: 'nothing', of: ['GENCERT'], help: 'a key on a Brainpool curve' },
  { name: 'DSA', takes: 'nothing', of: ['GENCERT'], help: 'a DSA key' },
  { name: 'NOTBEFORE', takes: 'operands', operands: TIME, of: ['GENCERT'], help: 'begin of validity' },
  { name: 'NOTAFTER', takes: 'operands', operands: TIME, of: ['GENCERT'], help: 'end of validity' },
  { name: 'WITHLABEL', takes: 'value', of: ['GENCERT'], help: 'label of the new certificate' },
  {
    name: 'SIGNWITH',
    takes: 'operands',
    operands: [
      { name: 'CERTAUTH', takes: 'nothing', help: 'the signer is a certificate authority certificate' },
      { name: 'SITE', takes: 'nothing', help: 'the signer is a site certificate' },
      LABEL,
    ],
    of: ['GENCERT'],
    help: 'the certificate whose key signs; without it the new certificate signs itself',
  },
  {
    name: 'KEYUSAGE',
    takes: 'values',
    choices: KEY_USAGE_WORDS,
    of: ['GENCERT'],
    help: 'what the key is for',
  },
  {
    name: 'ALTNAME',
    takes: 'operands',
    operands: [
      { name: 'IP', takes: 'value', help: 'IP address' },
      { name: 'DOMAIN', takes: 'value', help: 'host name' },
      { name: 'EMAIL', takes: 'value', help: 'mail address' },
      { name: 'URI', takes: 'value', help: 'uniform resource identifier' },
    ],
    of: ['GENCERT'],
    help: 'other names of the subject',
  },
]

const STATUS: readonly OperandSyntax[] = [
  { name: 'TRUST', takes: 'nothing', of: ['GENCERT'], help: 'the certificate is trusted' },
  { name: 'NOTRUST', takes: 'nothing', of: ['GENCERT'], help: 'the certificate is not trusted' },
  { name: 'HIGHTRUST', takes: 'nothing', of: ['GENCERT'], help: 'CERTAUTH only: trusted to name users' },
]

export const RACDCERT_SYNTAX: CommandSyntax = {
  name: 'RACDCERT',
  abbreviations: [],
  positionals: [],
  operands: [...OWNERS, ...FUNCTIONS, ...GENERATE, ...STATUS],
  help: 'manages certificates and key rings',
}
