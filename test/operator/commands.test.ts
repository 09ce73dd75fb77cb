import { test } from 'tap'
import { parseOperatorCommand } from '../../src/operator/commands.ts'

test('commands are taken as operators type them', async (t) => {
  const table: [string, string][] = [
    ['F PAGENT,REFRESH', 'refresh'],
    ['/f pagent, refresh', 'refresh'],
    ['MODIFY PAGENT,UPDATE', 'update'],
    ['  P PAGENT ', 'stop'],
    ['STOP PAGENT', 'stop'],
  ]
  for (const [text, kind] of table)
    t.strictSame(parseOperatorCommand(text), { ok: true, value: { kind } }, text)
})

test('what is not known is refused in one sentence that says what is', async (t) => {
  for (const text of [
    '',
    'F',
    'F PAGENT',
    'F TCPIP,REFRESH',
    'F PAGENT,REFRESH,NOW',
    'P',
    'P TCPIP',
    'D A,L',
    'x'.repeat(9999),
  ]) {
    const parsed = parseOperatorCommand(text)
    t.notOk(parsed.ok, text.slice(0, 40))
    if (!parsed.ok) t.match(parsed.error, /PAGENT/)
  }
})
