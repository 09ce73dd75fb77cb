// Policies of others: what is found in each of them, line by line. ATTLS_UPDATE=1 writes the lists anew; read the
// difference before committing it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { fail } from '../../src/common/result.ts'
import { diagnosticFor } from '../../src/policy/findings.ts'
import { isPagentText, readPagent } from '../../src/policy/pagent/configuration.ts'
import { readPolicy } from '../../src/policy/read-policy.ts'
import { corpusFile, corpusNames, skipWithoutCorpus } from '../support/corpus.ts'

const EXPECTED = join(import.meta.dirname, '../policies/corpus-expected')

/** `code line` of every finding, at the level of the systems that most of the files come from. */
async function findingsOf(path: string): Promise<string> {
  const text = corpusFile(path)
  const file = path.slice(path.indexOf('/') + 1)
  const missing = async (name: string) =>
    fail(diagnosticFor('file-unreadable', undefined, { file: name, reason: 'none' }))
  const { diagnostics } = isPagentText(text, file)
    ? await readPagent({ file, text }, missing)
    : readPolicy([{ file, text }], { level: '3.1' })
  return diagnostics.map(({ code, place }) => `${code} ${place?.line ?? '-'}\n`).join('')
}

test('each file of the corpus has the findings that were agreed', { skip: skipWithoutCorpus }, async (t) => {
  const paths = [
    ...corpusNames('policies').map((name) => `policies/${name}`),
    ...corpusNames('pagent').flatMap((name) => (name.endsWith('.conf') ? [`pagent/${name}`] : [])),
  ]
  t.ok(paths.length > 25, `${paths.length} files`)
  for (const path of paths) {
    const list = join(EXPECTED, `${path.replace('/', '__')}.txt`)
    const found = await findingsOf(path)
    if (process.env['ATTLS_UPDATE']) writeFileSync(list, found)
    if (!existsSync(list)) t.fail(`there is no list for ${path}`)
    else t.equal(found, readFileSync(list, 'utf8'), path)
  }
})

test('the policy printed in the lab document draws what is wrong with it', {
  skip: skipWithoutCorpus,
}, (t) => {
  const document = corpusFile('seeds/at-tls-ims-lab.txt')
  const text = document.slice(document.indexOf('## AT-TLS Policy Agent Configuration file'))
  const { policy, diagnostics } = readPolicy([{ file: 'printed.policy', text }], { level: 'V2R3' })
  t.notOk(policy)
  const said = (code: string) => diagnostics.filter((one) => one.code === code).map((one) => one.message)
  t.equal(said('ATTLS0101').length, 12, 'every statement has lost its opening brace')
  t.equal(said('ATTLS0102').length, 11, 'all but one have lost their closing brace')
  const empty = diagnostics.filter((one) => one.code === 'ATTLS0201' && !/stands alone/.test(one.hint ?? ''))
  t.match(empty.map((one) => one.message).join('; '), /TTLSEnabled has no value; Trace has no value/)
  t.match(said('ATTLS0401').join(), /IMSDBClientRule~2 is Outbound with HandshakeRole Server/)
  t.match(
    said('ATTLS0417').join(),
    /cAct1 codes HandshakeRole Server and is shared by rules of both directions/,
  )
  t.notOk(said('ATTLS0301').length, 'values on lines of their own are found again')
  t.end()
})
