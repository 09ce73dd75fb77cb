import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { COMMAND_SYNTAXES } from '../../src/racf/commands/table.ts'
import { MESSAGES } from '../../src/racf/messages.ts'
import { READER_FINDINGS } from '../../src/racf/reader/findings.ts'

const text = readFileSync(new URL('../../docs/racf.md', import.meta.url), 'utf8')

test('docs/racf.md lists exactly the messages and findings that there are', async (t) => {
  const rows = [...text.matchAll(/^\| ((?:ICH|IRRD|IKJ|ATTLS)\w+) \| (\w+) \| (.*) \|$/gm)].map(
    ([, id, severity, words]) => [id, severity, words],
  )
  const tables = [...Object.entries(READER_FINDINGS), ...Object.entries(MESSAGES)]
  t.strictSame(
    rows,
    tables.map(([id, [severity, words]]) => [id, severity, words]),
  )
})

test('docs/racf.md names every command with its abbreviation', async (t) => {
  for (const { name, abbreviations } of COMMAND_SYNTAXES)
    t.ok(text.includes([name, ...abbreviations.map((each) => `(${each})`)].join(' ')), name)
  const functions = COMMAND_SYNTAXES.flatMap(({ operands }) => operands.filter((each) => each.isFunction))
  for (const { name } of functions) t.match(text, new RegExp(`\\b${name}\\b`))
})
