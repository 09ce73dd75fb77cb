import { existsSync, readFileSync, statSync } from 'node:fs'
import { test } from 'tap'
import { dataSetPath, readDataSet, writeDataSet } from '../../src/racf/data-sets.ts'
import type { Value } from '../../src/racf/reader/parsed-command.ts'

function name(text: string): Value {
  const isQuoted = text.startsWith("'")
  return { text: isQuoted ? text.slice(1, -1) : text, isQuoted, place: { file: 'job', line: 1, column: 1 } }
}

test('a data set name is a file, a member a file in the folder of its library', async (t) => {
  const folders = { folder: '/d', prefixes: { SYS1: '/sys', 'SYS1.TCPPARMS': '/tcp', 'SYS1.T': '/wrong' } }
  const table: [string, string | RegExp][] = [
    ['cert.pem', '/d/FRED.CERT.PEM'],
    ["'cert.pem'", '/d/CERT.PEM'],
    ["'a.b(mem)'", '/d/A.B/MEM'],
    ["'sys1.parmlib(x)'", '/sys/SYS1.PARMLIB/X'],
    ["'SYS1.TCPPARMS(PROF)'", '/tcp/SYS1.TCPPARMS/PROF'],
    ["'SYS1.TCPPARMS.OLD'", '/tcp/SYS1.TCPPARMS.OLD'],
    ["'SYS10.X'", '/d/SYS10.X'],
    ["'/abs/file.pem'", '/abs/file.pem'],
    ["'./file.pem'", '/d/file.pem'],
    ["'a b'", /is not a data set name/],
    ["'..'", /is not a data set name/],
    ["'A..B'", /is not a data set name/],
    ["'TOOLONGQUALIFIER'", /is not a data set name/],
    ["'A(B'", /is not a data set name/],
  ]
  for (const [text, expected] of table) {
    const path = dataSetPath(name(text), 'FRED', folders)
    t.match(path.ok ? path.value : path.error, expected, text)
  }
})

test('what is written is whole, and secret where it must be', async (t) => {
  const folder = t.testdir()
  t.match(writeDataSet(name("'A.B(C)'"), 'FRED', { folder }, 'text', false), {
    ok: true,
    value: `${folder}/A.B/C`,
  })
  t.equal(statSync(`${folder}/A.B/C`).mode & 0o777, 0o644)
  t.ok(writeDataSet(name('KEY'), 'FRED', { folder }, Buffer.from('key'), true).ok)
  t.equal(statSync(`${folder}/FRED.KEY`).mode & 0o777, 0o600)
  t.equal(readFileSync(`${folder}/FRED.KEY`, 'utf8'), 'key')
  t.match(readDataSet(name('NONE'), 'FRED', { folder }), {
    ok: false,
    error: /FRED\.NONE cannot be read: ENOENT/,
  })
  t.match(writeDataSet(name("'A.B'"), 'FRED', { folder }, 'x', false), {
    ok: false,
    error: /cannot be written/,
  })
  t.notOk(existsSync(`${folder}/A`))
})
