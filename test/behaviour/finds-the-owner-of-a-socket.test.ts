// Listeners without job and user: the local program is found through its socket.

import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'tap'
import { folder as testFolder } from '../support/folder.ts'
import { freePorts } from '../support/ports.ts'
import { ATTLS, runProgram, startProgram } from '../support/program.ts'

const SERVER =
  "require('net').createServer(s => s.pipe(s)).listen(+process.argv[1], '127.0.0.1', () => console.log('up'))"
const CLIENT =
  "const s = require('net').connect(+process.argv[1], '127.0.0.1', () => s.end('hi')); s.on('data', d => process.stdout.write(d)); s.on('error', e => console.log(e.code))"

test('jobs and users name the program in front of whose socket attls stands', async (t) => {
  const folder = testFolder(t)
  const [inbound = 0, outbound = 0, service = 0, http = 0] = await freePorts(4)
  const me = userInfo()
  writeFileSync(
    join(folder, 'test.policy'),
    'TTLSRule r\n{\n  Jobname NOBODY*\n  Direction Both\n  TTLSGroupActionRef g\n}\nTTLSGroupAction g\n{\n  TTLSEnabled Off\n}\n',
  )
  writeFileSync(
    join(folder, 'attls.yaml'),
    [
      'policy: test.policy',
      `http: 127.0.0.1:${http}`,
      'control: attls.sock',
      'log: { format: json }',
      'listeners:',
      `  - { direction: inbound, listen: "127.0.0.1:${inbound}", connect: "127.0.0.1:${service}" }`,
      `  - { direction: outbound, listen: "127.0.0.1:${outbound}", connect: "127.0.0.1:${inbound}", job: GIVEN }`,
      'jobs:',
      '  - { job: NOTTHIS, program: nothing }',
      '  - { job: PLAINJS, program: node }',
      `users: { "${me.uid}": LABUSER }`,
      '',
    ].join('\n'),
  )
  const plain = startProgram(t, process.execPath, ['-e', SERVER, String(service)])
  await plain.prints(/up/)
  const attls = startProgram(t, ATTLS, ['start', '-c', join(folder, 'attls.yaml')])
  await attls.ready('ready', async () => (await fetch(`http://127.0.0.1:${http}/readyz`)).ok)
  const client = await runProgram(process.execPath, ['-e', CLIENT, String(outbound)])
  t.equal(client.stdout, 'hi')
  const records = await attls.ready('two records', () => {
    const found = attls.lines.filter((line) => line.includes('"id":"connection"'))
    return found.length === 2 && found.map((line) => JSON.parse(line) as { type: string })
  })
  t.match(
    records.find(({ type }) => type === 'InBound'),
    { jobname: 'PLAINJS', userid: 'LABUSER' },
  )
  t.match(
    records.find(({ type }) => type === 'OutBound'),
    { jobname: 'GIVEN', userid: 'LABUSER' },
  )
})
