import { Command } from 'commander'
import { test } from 'tap'
import { explain, type HelpLookups, registerHelp } from '../../src/cli/help.ts'

const LOOKUPS: HelpLookups = {
  finding: (code) => (code === 'ATTLS0101' ? { title: 'unknown keyword', text: 'Correct it.' } : undefined),
  returnCode: (code) =>
    code === 5003 ? { title: 'clear text', text: 'The partner does not use TLS.' } : undefined,
}

test('messages, findings and return codes are explained, in any case', async (t) => {
  t.match(
    explain('ezd1281i', LOOKUPS),
    /^EZD1281I TTLS Map {3}CONNID: .*\n\nSeverity: info, log\nCause: .*\nAction: /,
  )
  t.match(explain('EZD1287I', LOOKUPS), /Severity: error, console/)
  t.equal(explain('attls0101', LOOKUPS), 'ATTLS0101 unknown keyword\n\nCorrect it.')
  t.equal(explain('5003', LOOKUPS), '5003 clear text\n\nThe partner does not use TLS.')
  t.equal(explain('5007', LOOKUPS), undefined)
  t.equal(explain('NONSENSE', LOOKUPS), undefined)
})

test('the command ends with 0 when it could explain and 1 when not', async (t) => {
  const run = (...args: string[]): { code: number | undefined; out: string; err: string } => {
    const result: { code: number | undefined; out: string; err: string } = {
      code: undefined,
      out: '',
      err: '',
    }
    const program = new Command('attls').configureOutput({
      writeOut: (text) => {
        result.out += text
      },
      writeErr: (text) => {
        result.err += text
      },
    })
    program.command('start').description('agent and stack in the foreground')
    registerHelp(program, LOOKUPS, (code) => {
      result.code = code
    })
    program.parse(['help', ...args], { from: 'user' })
    return result
  }
  t.match(run('5003'), { code: 0, out: /^5003 clear text\n/ })
  t.match(run('XYZ0001I'), {
    code: 1,
    err: /attls has no message, finding, return code or command "XYZ0001I"/,
  })
  t.match(run('start'), { code: 0, out: /Usage: attls start/ })
  t.match(run(), { code: 0, out: /Usage: attls/ })
})
