import { test } from 'tap'
import type { Diagnostic } from '../../src/common/diagnostic.ts'
import { COMMAND_SYNTAXES as SYNTAXES } from '../../src/racf/commands/table.ts'
import { joinLines } from '../../src/racf/reader/join-lines.ts'
import { logicalCommands } from '../../src/racf/reader/logical-commands.ts'
import { maskSecrets } from '../../src/racf/reader/mask-secrets.ts'
import { parseCommand } from '../../src/racf/reader/parse.ts'
import type { Operands } from '../../src/racf/reader/parsed-command.ts'
import { sourceLines } from '../../src/racf/reader/source-line.ts'
import { newDatabase, runJob } from './job.ts'

interface Read {
  readonly commands: unknown[]
  readonly findings: string[]
  readonly messages: Diagnostic[]
}

function read(text: string): Read {
  const logical = logicalCommands(sourceLines(text), 'job')
  const messages = [...logical.findings]
  const parsed = joinLines(logical.commands, SYNTAXES, messages).map((command) => {
    const { command: result, findings } = parseCommand(command, SYNTAXES)
    messages.push(...findings)
    if (!result) return null
    return [
      result.syntax.name,
      ...result.positionals.map((values) => values.map((value) => value.text).join(' ')),
      shape(result.operands),
    ]
  })
  return { commands: parsed, findings: messages.map((each) => each.code), messages }
}

function shape(operands: Operands): Record<string, unknown> {
  return Object.fromEntries(
    [...operands].map(({ syntax, values, operands: inner, segment }) => [
      syntax.name,
      syntax.takes === 'operands'
        ? shape(inner)
        : syntax.takes === 'segment'
          ? segment
          : values.map((value) => value.text).join(' '),
    ]),
  )
}

test('one command can be written in many ways', async (t) => {
  const wanted = [['RACDCERT', { ID: 'FRED', CONNECT: { LABEL: 'My Cert', RING: 'A.Ring', DEFAULT: '' } }]]
  const spellings = [
    "RACDCERT ID(FRED) CONNECT(LABEL('My Cert') RING(A.Ring) DEFAULT)",
    "racdcert id(FRED) connect(label('My Cert') ring(A.Ring) default)",
    "RACDCERT ID( FRED ) CONNECT ( LABEL ('My Cert') , RING (A.Ring) , DEFAULT )",
    "RACDCERT ID(FRED) +\n   CONNECT(LABEL('My Cert') +\n   RING(A.Ring) DEFAULT)",
    "RACDCERT ID(FRED) -  \n   CONNECT(LABEL('My Cert') -\n   RING(A.Ring) DEFAULT)",
    "/* who */ RACDCERT /* whose */ ID(FRED) /* what */ +\n/* more */\n CONNECT(LABEL('My Cert') RING(A.Ring) DEF)",
    "RACDCERT ID(FRED) CONNECT(LAB('My Cert') RIN(A.Ring) DEFAULT)\r\n",
  ]
  for (const text of spellings) {
    const { commands, findings } = read(text)
    t.strictSame(commands, wanted, text)
    t.strictSame(findings, [], text)
  }
})

test('a plus sign joins words and a minus sign keeps the blanks', async (t) => {
  t.strictSame(read('ADDGR+\n   OUP STC').commands, [['ADDGROUP', 'STC', {}]])
  t.strictSame(read('ADDGROUP-\n STC').commands, [['ADDGROUP', 'STC', {}]])
  t.strictSame(read("ADDGROUP STC DATA('two +\n   words')").commands, [
    ['ADDGROUP', 'STC', { DATA: 'two words' }],
  ])
})

test('apostrophes, slashes and stars inside quotation marks are text', async (t) => {
  t.strictSame(read("ADDGROUP STC DATA('it''s /* not a comment */')").commands, [
    ['ADDGROUP', 'STC', { DATA: "it's /* not a comment */" }],
  ])
})

test('each leniency is accepted with a warning of its own', async (t) => {
  const table: [string, string, unknown][] = [
    ['ADDGROUP STC /* open', 'ATTLS0801', ['ADDGROUP', 'STC', {}]],
    ['ADDGROUP STC DATA(\u2018x\u2019)', 'ATTLS0802', ['ADDGROUP', 'STC', { DATA: 'x' }]],
    ['ADDGROUP STC \u2013\n DATA(x)', 'ATTLS0803', ['ADDGROUP', 'STC', { DATA: 'x' }]],
    ['ADDGROUP STC\n DATA(x)', 'ATTLS0804', ['ADDGROUP', 'STC', { DATA: 'x' }]],
    ['ADDGROUP STC DATA(x', 'ATTLS0805', ['ADDGROUP', 'STC', { DATA: 'x' }]],
    ['CONNECT (FRED, USER1 GROUP (STC)', 'ATTLS0806', ['CONNECT', 'FRED USER1', { GROUP: 'STC' }]],
    ['ADDGROUP A. B', 'ATTLS0807', ['ADDGROUP', 'A.B', {}]],
    ['ADDGROUP STC)', 'ATTLS0808', ['ADDGROUP', 'STC', {}]],
    ["ADDGROUP STC DATA('x", 'ATTLS0809', ['ADDGROUP', 'STC', { DATA: 'x' }]],
    ['ADDGROUP STC DATA(x) DATA(y)', 'ATTLS0810', ['ADDGROUP', 'STC', { DATA: 'y' }]],
    ['ADDGROUP STC +\n\n DATA(x)', 'ATTLS0811', ['ADDGROUP', 'STC', { DATA: 'x' }]],
  ]
  for (const [text, code, wanted] of table) {
    const { commands, findings, messages } = read(text)
    t.strictSame(commands, [wanted], text)
    t.ok(findings.includes(code), `${text}: ${findings.join(' ')}`)
    t.ok(
      messages.every((each) => each.severity === 'warning'),
      text,
    )
  }
})

test('what cannot be understood is refused with its place and a hint', async (t) => {
  const table: [string, string, RegExp, RegExp][] = [
    ['ADUSER FRED', 'IKJ56500I', /no command ADUSER/, /ADDUSER/],
    ['RACDCERT ID(FRED) GENCERT SUBJECTDSN(CN(x))', 'IKJ56712I', /SUBJECTDSN is not/, /SUBJECTSDN/],
    ['RACDCERT GENCERT SUBJECTSDN(CN(x) NOTAFTER(DATE(2030/01/01))', 'IKJ56712I', /NOTAFTER/, /parenthesis/],
    ['RACDCERT GENCERT KEYUSAGE(SIGNCERT)', 'IKJ56712I', /SIGNCERT is not a value of KEYUSAGE/, /^$/],
    ['RACDCERT LI(LABEL(x)) L', 'IKJ56712I', /ambiguous: LIST/, /^$/],
    ['ADDUSER', 'IKJ56701I', /user ID is missing/, /^$/],
    ['ADDUSER FRED DFLTGRP', 'IKJ56701I', /value of DFLTGRP is missing/, /^$/],
    ['DFLTGRP(STC)', 'IKJ56712I', /operand of ADDUSER/, /ADDUSER or ALTUSER must come first/],
  ]
  for (const [text, code, message, hint] of table) {
    const { commands, messages } = read(text)
    t.strictSame(commands, [null], text)
    const error = messages.find((each) => each.severity === 'error')
    t.equal(error?.code, code, text)
    t.match(error?.message, message, text)
    t.match(error?.hint ?? '', hint, text)
    t.equal(error?.place?.line, 1, text)
  }
})

test('a place is that of the file, across continued lines', async (t) => {
  const { messages } = read('RACDCERT ID(FRED) + /* x */\n   GENCERT +\n\n     KEYUSAGE(HANDSHAKE WRONG)')
  const error = messages.find((each) => each.severity === 'error')
  t.equal(error?.place?.line, 4)
  t.equal(error?.place?.column, 25)
})

test('secrets do not appear in the echo', async (t) => {
  const [command] = logicalCommands(sourceLines('ADDUSER FRED PASSWORD(GEHEIM) NAME(X)'), 'job').commands
  if (!command) throw new Error('no command')
  const { echo } = parseCommand(command, SYNTAXES)
  t.equal(echo, 'ADDUSER FRED PASSWORD(********) NAME(X)')
  const [broken] = logicalCommands(sourceLines('ADDUSER FRED PASWORD(GEHEIM)'), 'job').commands
  if (!broken) throw new Error('no command')
  t.notMatch(parseCommand(broken, SYNTAXES).echo, /GEHEIM/)
})

test('secrets are hidden in shown source lines, however they are misspelt', async (t) => {
  const table: [string, string][] = [
    ['ADDUSER FRED PASSWORD(GEHEIM) X', 'ADDUSER FRED PASSWORD(******) X'],
    ['ALU FRED PASS (GEHEIM)', 'ALU FRED PASS (******)'],
    ['ADDUSER FRED PASWORD(GEHEIM)', 'ADDUSER FRED PASWORD(******)'],
    ["ADDUSER FRED PHRASE('my secret", 'ADDUSER FRED PHRASE(*** ******'],
    [
      'RDEF PTKTDATA A SSIGNON(KEYMASK(+\n 0123456789ABCDEF))',
      'RDEF PTKTDATA A SSIGNON(KEYMASK(*\n ****************))',
    ],
    ['ADDUSER FRED NAME(X) DATA(Y)', 'ADDUSER FRED NAME(X) DATA(Y)'],
  ]
  for (const [text, shown] of table) t.equal(maskSecrets(text, SYNTAXES), shown)
})

test('arbitrary text ends in findings, never in a throw', async (t) => {
  const pieces = [
    'RACDCERT',
    'ID(',
    ')',
    "'",
    '(',
    '/*',
    '*/',
    '+\n',
    '-\n',
    '\n',
    ' ',
    'GENCERT',
    '\u2018',
    'é',
    '..',
    ',',
  ]
  let seed = 20261120
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % limit
  }
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: random(24) }, () => pieces[random(pieces.length)]).join('')
    t.doesNotThrow(() => read(text), JSON.stringify(text))
  }
})

test('arbitrary jobs in any form run to a return code', async (t) => {
  const database = await newDatabase(t.testdir())
  const pieces = [
    '//S EXEC PGM=IKJEFT01\n',
    '//SYSTSIN DD *\n',
    '//SYSTSIN DD DATA,DLM=$$\n',
    '$$\n',
    '/*\n',
    '// SET A=B,\n',
    '//* x\n',
    '/* REXX */\n',
    'address tso "',
    'tsocmd "',
    '"',
    "'",
    ' || ',
    ',\n',
    '\\',
    '&A.',
    '{x}',
    '[y]',
    '\n',
    ' ',
    '+\n',
    'LISTGRP ',
    'RLIST ',
    'RACDCERT LIST',
    'LISTRING(',
    '(',
    ')',
    '*',
    'SEARCH CLASS(',
    '\u2013\n',
    '\u00e9',
    '\u{1f511}',
  ]
  let seed = 1120
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % limit
  }
  for (let round = 0; round < 400; round++) {
    const text = Array.from({ length: random(20) }, () => pieces[random(pieces.length)]).join('')
    const { rc } = await runJob(database, text, { symbols: { A: 'B' } })
    t.ok([0, 4, 8, 12].includes(rc), JSON.stringify(text))
  }
})
