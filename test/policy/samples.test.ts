// Our own samples, one for each oddity of real files. Good ones are valid at every level that knows their keywords;
// beside each bad one stands what is found in it. ATTLS_UPDATE=1 writes those lists anew.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { readPolicy } from '../../src/policy/read-policy.ts'

const ROOT = join(import.meta.dirname, '../policies')

function sources(folder: string) {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.policy'))
    .map((file) => ({ file, text: readFileSync(join(ROOT, folder, file), 'utf8') }))
}

test('every good sample is a policy without errors and warnings', (t) => {
  for (const source of sources('good')) {
    const { policy, diagnostics } = readPolicy([source], { level: '3.1', strict: true })
    const loud = diagnostics
      // A sample of every parameter has those, too, that no engine acts on yet.
      .filter((one) => one.severity !== 'info' && one.code !== 'ATTLS0424')
      .map((one) => `${one.place?.line} ${one.message}`)
    t.same(loud, [], source.file)
    t.ok(policy, source.file)
  }
  t.end()
})

test('every bad sample has the findings that stand beside it', (t) => {
  for (const source of sources('bad')) {
    const { diagnostics } = readPolicy([source], { level: '3.1' })
    const found = diagnostics
      .map(({ code, severity, place }) => `${code} ${severity} ${place?.line ?? '-'}\n`)
      .join('')
    const list = join(ROOT, 'bad', source.file.replace(/\.policy$/, '.expected'))
    if (process.env['ATTLS_UPDATE']) writeFileSync(list, found)
    t.equal(found, readFileSync(list, 'utf8'), source.file)
    t.match(found, /error|warning|ATTLS0411/, source.file)
  }
  t.end()
})
