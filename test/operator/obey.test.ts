import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { obeyFile } from '../../src/operator/obey.ts'

test('the messages of VARY OBEY come in the order of z/OS', async (t) => {
  const folder = t.testdir({ parms: { TTLS: 'TCPCONFIG TTLS\n', MORE: 'TCPCONFIG NOTTLS PORT 23 TCP X\n' } })
  const places = { folder, dataSets: { 'SYS1.TCPPARMS': join(folder, 'parms') } }
  const obey = async (file: string) => {
    const { ok, ttls, said } = await obeyFile(file, `VARY TCPIP,,OBEY,${file}`, places)
    return { ok, ttls, lines: said.map(({ text }) => text) }
  }
  t.strictSame(await obey('SYS1.TCPPARMS(TTLS)'), {
    ok: true,
    ttls: true,
    lines: [
      'EZZ0060I PROCESSING COMMAND: VARY TCPIP,,OBEY,SYS1.TCPPARMS(TTLS)',
      "EZZ0300I OPENED OBEYFILE FILE 'SYS1.TCPPARMS(TTLS)'",
      "EZZ0309I PROFILE PROCESSING BEGINNING FOR 'SYS1.TCPPARMS(TTLS)'",
      "EZZ0316I PROFILE PROCESSING COMPLETE FOR FILE 'SYS1.TCPPARMS(TTLS)'",
      'EZZ0053I COMMAND VARY OBEY COMPLETED SUCCESSFULLY',
    ],
  })
  t.match(await obey('parms/MORE'), {
    ok: true,
    ttls: false,
    lines: [
      /EZZ0060I/,
      /EZZ0300I/,
      /EZZ0309I/,
      /ATL0065W STATEMENTS IN 'parms\/MORE' ARE NOT FOR ATTLS AND WERE NOT DONE: PORT$/,
      /EZZ0316I/,
      /EZZ0053I/,
    ],
  })
})

test('a file that is not there, not mapped, too large or no profile changes nothing', async (t) => {
  const folder = t.testdir({ other: 'root:x:0:0 hidden\n' })
  writeFileSync(join(folder, 'large'), 'x'.repeat(1024 * 1024 + 1))
  mkdirSync(join(folder, 'folder'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const table: [string, RegExp][] = [
    ['./nowhere', /ENOENT/],
    ['SYS1.TCPPARMS(TTLS)', /datasets:/],
    ['./large', /no file of at most/],
    ['./folder', /no file of at most/],
    ['./pipe', /no file of at most/],
    ['./other', /2 words stand where no PROFILE statement begins/],
  ]
  for (const [file, why] of table) {
    const outcome = await obeyFile(file, `VARY TCPIP,,OBEY,${file}`, { folder, dataSets: {} })
    const lines = outcome.said.map(({ text }) => text)
    t.match({ ok: outcome.ok, ttls: outcome.ttls }, { ok: false, ttls: undefined }, file)
    t.match(lines.at(-2), why)
    t.equal(lines.at(-1), 'EZZ0059I VARY OBEY COMMAND FAILED: SEE PREVIOUS MESSAGES')
    t.notMatch(lines.join(), /hidden|root/, 'the content of a file that is no profile is not shown')
  }
})
