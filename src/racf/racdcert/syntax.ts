// The operands of RACDCERT. Functions are operands like the others, marked as such; what belongs to some functions
// only says so, so that a misplaced operand is refused and not ignored.

import type { CommandSyntax, OperandSyntax } from '../reader/syntax.ts'
import { KEY_USAGE_WORDS } from '../x509/extensions.ts'
import { EXPORT_FORMATS } from './export.ts'

const LABEL: OperandSyntax = { name: 'LABEL', takes: 'value', help: 'label of the certificate' }
const FILTER_LABEL: OperandSyntax = { name: 'LABEL', takes: 'value', help: 'label of the filter' }
const RING: OperandSyntax = { name: 'RING', takes: 'value', help: 'name of the ring' }

const OWNERS: readonly OperandSyntax[] = [
  { name: 'ID', takes: 'value', help: 'the user ID that owns it' },
  { name: 'CERTAUTH', takes: 'nothing', help: 'a certificate authority certificate' },
  { name: 'SITE', takes: 'nothing', help: 'a certificate of the site' },
]

const TIME: readonly OperandSyntax[] = [
  { name: 'DATE', takes: 'value', help: 'yyyy-mm-dd or yyyy/mm/dd' },
  { name: 'TIME', takes: 'value', help: 'hh:mm:ss' },
]

type FunctionShape = Pick<OperandSyntax, 'takes'> & Partial<Pick<OperandSyntax, 'optional' | 'operands'>>

const LABELLED: FunctionShape = { takes: 'operands', operands: [LABEL] }
const DATA_SET: FunctionShape = { takes: 'value' }

function functionOperand(name: string, help: string, shape: FunctionShape): OperandSyntax {
  return { name, ...shape, isFunction: true, help }
}

const FUNCTIONS: readonly OperandSyntax[] = [
  functionOperand('GENCERT', 'makes a certificate, for a new key or a request in a data set', {
    takes: 'value',
    optional: true,
  }),
  functionOperand('GENREQ', 'writes a certificate request', LABELLED),
  functionOperand('ADD', 'adds what a data set holds: PEM, DER, PKCS#7 or PKCS#12', DATA_SET),
  functionOperand('EXPORT', 'writes a certificate to a data set', LABELLED),
  functionOperand('ALTER', 'changes status or label', LABELLED),
  functionOperand('DELETE', 'deletes a certificate and its connections', LABELLED),
  functionOperand('LIST', 'shows certificates', { ...LABELLED, optional: true }),
  functionOperand('LISTCHAIN', 'shows a certificate and its issuers', LABELLED),
  functionOperand('CHECKCERT', 'shows what a data set holds', DATA_SET),
  functionOperand('REKEY', 'makes a copy of a certificate with a new key', LABELLED),
  functionOperand('ROLLOVER', 'puts a new certificate in the place of an old one', LABELLED),
  functionOperand('ADDRING', 'makes a key ring', { takes: 'value' }),
  functionOperand('DELRING', 'deletes a key ring', { takes: 'value' }),
  functionOperand('LISTRING', 'shows a key ring, or all with *', { takes: 'value' }),
  functionOperand('CONNECT', 'puts a certificate on a key ring', {
    takes: 'operands',
    operands: [
      ...OWNERS,
      LABEL,
      RING,
      {
        name: 'USAGE',
        takes: 'value',
        choices: ['PERSONAL', 'CERTAUTH', 'SITE'],
        help: 'what it is used as',
      },
      { name: 'DEFAULT', takes: 'nothing', help: 'the certificate that is used when no label is asked for' },
    ],
  }),
  functionOperand('REMOVE', 'takes a certificate off a key ring', {
    takes: 'operands',
    operands: [...OWNERS, LABEL, RING],
  }),
  functionOperand('MAP', 'makes a name filter, with a data set as model', { takes: 'value', optional: true }),
  functionOperand('ALTMAP', 'changes a name filter', {
    takes: 'operands',
    optional: true,
    operands: [FILTER_LABEL],
  }),
  functionOperand('DELMAP', 'deletes a name filter', {
    takes: 'operands',
    optional: true,
    operands: [FILTER_LABEL],
  }),
  functionOperand('LISTMAP', 'shows name filters', {
    takes: 'operands',
    optional: true,
    operands: [FILTER_LABEL],
  }),
]

const MAKES_KEY = ['GENCERT', 'REKEY']

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
  { name: 'FROMLABEL', takes: 'value', of: ['GENCERT'], help: 'use the key pair of this certificate' },
  { name: 'SIZE', takes: 'value', of: MAKES_KEY, help: 'key size in bits' },
  { name: 'RSA', takes: 'nothing', of: MAKES_KEY, help: 'an RSA key (the default)' },
  { name: 'NISTECC', takes: 'nothing', of: MAKES_KEY, help: 'a key on a NIST curve' },
  { name: 'BPECC', takes: 'nothing', of: MAKES_KEY, help: 'a key on a Brainpool curve' },
  { name: 'DSA', takes: 'nothing', of: MAKES_KEY, help: 'a DSA key' },
  { name: 'NOTBEFORE', takes: 'operands', operands: TIME, of: MAKES_KEY, help: 'begin of validity' },
  { name: 'NOTAFTER', takes: 'operands', operands: TIME, of: MAKES_KEY, help: 'end of validity' },
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

const MAKES = ['GENCERT', 'ADD', 'REKEY', 'MAP']
const HAS_STATUS = ['GENCERT', 'ADD', 'ALTER', 'MAP', 'ALTMAP']

const OTHERS: readonly OperandSyntax[] = [
  { name: 'WITHLABEL', takes: 'value', of: MAKES, help: 'label of the new certificate or filter' },
  { name: 'NEWLABEL', takes: 'value', of: ['ALTER', 'ALTMAP', 'ROLLOVER'], help: 'the new label' },
  { name: 'TRUST', takes: 'nothing', of: HAS_STATUS, help: 'it is trusted' },
  { name: 'NOTRUST', takes: 'nothing', of: HAS_STATUS, help: 'it is not trusted' },
  {
    name: 'HIGHTRUST',
    takes: 'nothing',
    of: ['GENCERT', 'ADD', 'ALTER'],
    help: 'CERTAUTH only: it may name users',
  },
  { name: 'DSN', takes: 'value', of: ['GENREQ', 'EXPORT'], help: 'data set to write' },
  { name: 'FORMAT', takes: 'value', choices: EXPORT_FORMATS, of: ['EXPORT'], help: 'what is written' },
  { name: 'PASSWORD', takes: 'value', secret: true, of: ['ADD', 'EXPORT', 'CHECKCERT'], help: 'of PKCS#12' },
  { name: 'FORCE', takes: 'nothing', of: ['ROLLOVER'], help: 'whatever the two certificates are' },
  {
    name: 'MULTIID',
    takes: 'nothing',
    of: ['MAP', 'ALTMAP', 'DELMAP', 'LISTMAP'],
    help: 'a filter for many users',
  },
  { name: 'SDNFILTER', takes: 'value', of: ['MAP'], help: "end of the subject's name" },
  { name: 'IDNFILTER', takes: 'value', of: ['MAP'], help: "end of the issuer's name" },
  {
    name: 'CRITERIA',
    takes: 'value',
    of: ['MAP'],
    help: 'NAME=value.NAME=value, looked up in class DIGTCRIT',
  },
  { name: 'NEWCRITERIA', takes: 'value', of: ['ALTMAP'], help: 'other criteria' },
]

export const RACDCERT_SYNTAX: CommandSyntax = {
  name: 'RACDCERT',
  abbreviations: [],
  positionals: [],
  operands: [...OWNERS, ...FUNCTIONS, ...GENERATE, ...OTHERS],
  help: 'manages certificates and key rings',
}
