import fs from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { knownReturnCodes } from '../../src/engine/return-codes.ts'
import { CATALOGUE } from '../../src/record/messages.ts'
import { messagesPage, RETURN_CODES_HEADING } from '../../src/record/messages-page.ts'

const root = path.resolve(import.meta.dirname, '../..')
const page = fs.readFileSync(path.join(root, 'docs/messages.md'), 'utf8')

function beforeReturnCodes(text: string): string {
  return text.slice(0, text.indexOf(RETURN_CODES_HEADING))
}

test('docs/messages.md is what the catalogue says; "make docs" writes it', async (t) => {
  t.equal(beforeReturnCodes(page), beforeReturnCodes(messagesPage([])))
  for (const { id } of CATALOGUE) t.ok(page.includes(`\n### ${id}\n`), id)
})

test('docs/messages.md is what the return code table says', async (t) => {
  t.equal(page, messagesPage(knownReturnCodes()))
})
