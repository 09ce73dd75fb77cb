import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { COMMAND_FORMS } from '../../src/operator/command-forms.ts'
import { netstatConnection } from '../../src/operator/netstat/connection.ts'
import { CONNECTIONS, SOURCE } from './netstat/lab.ts'

const page = readFileSync(new URL('../../docs/operator.md', import.meta.url), 'utf8')

test('docs/operator.md names every command and every field of the displays', async (t) => {
  for (const { form } of COMMAND_FORMS)
    t.ok(page.includes(form) || page.includes(form.replace('NETSTAT', 'N')), form)
  const [connection] = CONNECTIONS
  if (!connection) throw new Error('the test has connections')
  for (const field of Object.keys(netstatConnection(connection))) t.ok(page.includes(`\`${field}\``), field)
  for (const field of Object.keys(SOURCE.config())) t.match(page, new RegExp(`\\b${field}\\b`), field)
})
