import { test } from 'tap'
import { CONFIG_FINDINGS } from '../../src/config/findings.ts'
import { FINDINGS } from '../../src/policy/findings.ts'
import { PARAMETERS } from '../../src/policy/keywords.ts'
import { NOT_HONOURED } from '../../src/policy/not-honoured.ts'
import { MESSAGES } from '../../src/racf/messages.ts'
import { READER_FINDINGS } from '../../src/racf/reader/findings.ts'
import { CATALOGUE } from '../../src/record/messages.ts'

test('every code means one thing: no two tables use the same', async (t) => {
  const codes = [
    ...Object.values(FINDINGS).map(({ code }) => code),
    ...Object.values(CONFIG_FINDINGS).map(({ code }) => code),
    // TSO/E numbers stand for the same in the reader and in the commands.
    ...new Set([...Object.keys(READER_FINDINGS), ...Object.keys(MESSAGES)]),
    ...CATALOGUE.map(({ id }) => id),
  ]
  const twice = codes.filter((code, index) => codes.indexOf(code) !== index)
  t.strictSame(twice, [])
})

test('what is not honoured is a parameter of the keyword table, each once', async (t) => {
  const known = new Set<string>(PARAMETERS.map(({ keyword }) => keyword))
  const rows = NOT_HONOURED.map(({ keyword }) => keyword)
  for (const keyword of rows) t.ok(known.has(keyword), keyword)
  t.equal(new Set(rows).size, rows.length)
})
