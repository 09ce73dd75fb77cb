import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { folder as testFolder } from '../support/folder.ts'
import { freePort } from '../support/ports.ts'
import { ATTLS, runProgram } from '../support/program.ts'
import { stage } from '../support/stage.ts'

interface Reply {
  ok: boolean
  lines: string[]
  data?: { directory?: string }
}

/** A client of our own making: raw lines to the operator socket. */
function raw(control: string, ...requests: object[]): Promise<Reply[]> {
  return new Promise((resolve, reject) => {
    const replies: Reply[] = []
    let text = ''
    const socket = connect({ path: control })
    socket.setEncoding('utf8')
    socket.on('error', reject)
    socket.on('connect', () => {
      for (const request of requests) socket.write(`${JSON.stringify({ v: 1, ...request })}\n`)
    })
    socket.on('data', (chunk: string) => {
      text += chunk
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) replies.push(JSON.parse(line) as Reply)
      if (replies.length < requests.length) return
      socket.destroy()
      resolve(replies)
    })
  })
}

test('OPERCMDS decides who may refresh, by the user who really asks', async (t) => {
  const folder = testFolder(t)
  const racf = async (commands: string) => {
    const run = await runProgram(ATTLS, ['racf', '--database', join(folder, 'racf'), '--as', 'IBMUSER'], {
      input: commands,
    })
    t.equal(run.code, 0, run.stdout + run.stderr)
  }
  await racf(
    [
      'ADDUSER OPER1 NOPASSWORD',
      'SETROPTS CLASSACT(OPERCMDS) GENERIC(OPERCMDS) RACLIST(OPERCMDS)',
      'RDEFINE OPERCMDS MVS.MODIFY.STC.PAGENT.* UACC(NONE)',
      'SETROPTS RACLIST(OPERCMDS) REFRESH',
      '',
    ].join('\n'),
  )
  const attls = await stage(t, {
    folder,
    rules: [{ name: 'r', direction: 'Inbound', port: await freePort(), enabled: false }],
    listeners: [{ direction: 'inbound', connect: 1 }],
    config: [`users: { "${userInfo().uid}": OPER1 }`],
  })
  const refresh = () => runProgram(ATTLS, ['console', '-c', attls.config, 'F PAGENT,REFRESH'])

  const refused = await refresh()
  t.equal(refused.code, 1)
  t.match(
    refused.stderr,
    /user OPER1 may not give this command: profile MVS\.MODIFY\.STC\.PAGENT\.\* of class OPERCMDS gives OPER1 NONE/,
  )
  t.equal(await attls.metric('attls_policy_generation'), 1)
  t.match((await attls.recorded('ATL0060W'))[0], { userid: 'OPER1' })

  const command = { do: 'command', text: 'F PAGENT,REFRESH' }
  const [nobody] = await raw(attls.control, command)
  t.match(nobody, { ok: false, lines: [/user \*UNKNOWN may not/] }, 'a client that does not say who it is')
  const [, liar] = await raw(attls.control, { do: 'identify' }, command)
  t.match(
    liar,
    { ok: false, lines: [/user \*UNKNOWN may not/] },
    'a client that does not answer the challenge',
  )

  await racf(
    'PERMIT MVS.MODIFY.STC.PAGENT.* CLASS(OPERCMDS) ID(OPER1) ACCESS(UPDATE)\nSETROPTS RACLIST(OPERCMDS) REFRESH\n',
  )
  const permitted = await refresh()
  t.equal(permitted.code, 0, permitted.stderr)
  t.match((await attls.recorded('ATL0061I'))[0], { userid: 'OPER1', command: 'F PAGENT,REFRESH' })
})

test('what is no request gets one sentence and harms nobody', async (t) => {
  const attls = await stage(t, {
    rules: [{ name: 'r', direction: 'Inbound', port: await freePort(), enabled: false }],
    listeners: [{ direction: 'inbound', connect: 1 }],
  })
  const replies = await raw(
    attls.control,
    { do: 'nonsense' },
    { v: 2, do: 'status' },
    { do: 'command' },
    { do: 'status' },
  )
  for (const reply of replies.slice(0, 3))
    t.match(reply, { ok: false, lines: [/not a request of protocol version 1/] })
  t.match(replies[3], { ok: true, data: { ready: true } })
  const long = connect({ path: attls.control })
  long.on('error', () => {})
  long.write('x'.repeat(100_000))
  const answer = await new Promise<string>((resolve) => long.once('data', (data) => resolve(String(data))))
  t.match(answer, /at most 65536 bytes/)
  t.equal((await fetch(`${attls.url}/readyz`)).status, 200)
})
