import { PassThrough } from 'node:stream'
import { test } from 'tap'
import { complete, help, promptForCommands } from '../../src/cli/console-prompt.ts'
import { COMMAND_FORMS } from '../../src/operator/command-forms.ts'
import { parseOperatorCommand } from '../../src/operator/commands.ts'

async function converse(typed: string): Promise<{ given: string[]; shown: string }> {
  const input = new PassThrough()
  const output = new PassThrough()
  const given: string[] = []
  input.end(typed)
  await promptForCommands({ input, output }, async (command) => given.push(command))
  return { given, shown: String(output.read() ?? '') }
}

test('the prompt gives what is typed, one command at a time, until END', async (t) => {
  const { given, shown } = await converse('F PAGENT,QUERY\r\n\r\n  D TCPIP \r\nend\r\nP PAGENT\r\n')
  t.strictSame(given, ['F PAGENT,QUERY', 'D TCPIP'])
  t.match(shown, /HELP lists them[^]*attls> /)
})

test('HELP lists every command and is not sent', async (t) => {
  const { given, shown } = await converse('help\r\n')
  t.strictSame(given, [])
  for (const { form, does } of COMMAND_FORMS) t.ok(shown.includes(form) && shown.includes(does), form)
  t.equal(help().length, COMMAND_FORMS.length)
  for (const line of help()) t.ok(line.length <= 132, line)
})

test('the arrow key brings the last command back, and completion goes on in the case that is typed', async (t) => {
  t.strictSame((await converse('F PAGENT,QUERY\r\u001b[A\r')).given, ['F PAGENT,QUERY', 'F PAGENT,QUERY'])
  t.strictSame(complete('f pagent,ref')[0], ['f pagent,refRESH', 'f pagent,refRESH,KEYSTORE'])
  t.strictSame(complete('nothing')[0], [])
})

test('every form that is offered is a command, once its value is there', async (t) => {
  const values = new Map([
    ['LEVEL=', '1'],
    ['OBEY,', '/x'],
    ['CONN=', 'A36'],
    ['PROCESS=', '4711'],
  ])
  for (const { form } of COMMAND_FORMS) {
    const [, value = ''] = [...values].find(([end]) => form.endsWith(end)) ?? []
    t.ok(parseOperatorCommand(form + value).ok, form)
  }
})
