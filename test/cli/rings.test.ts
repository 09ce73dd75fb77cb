// check and explain against a real security database, made by the job files of the lab.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { check } from '../../src/cli/check.ts'
import { explain } from '../../src/cli/explain.ts'
import { commandTable } from '../../src/cli/index.ts'
import { openRingInventory } from '../../src/cli/ring-inventory.ts'
import { capture } from './capture.ts'

const JOBS = readdirSync('certs')
  .filter((name) => name.endsWith('.racf'))
  .map((name) => join('certs', name))

test('check and explain use the key rings of a security database', async (t) => {
  const database = join(t.testdir({}), 'racf')
  const { io, seen } = capture()
  let highest = 0
  const output = { ...io, exit: (code: number) => void (highest = code) }
  await commandTable(output).parseAsync(['node', 'attls', 'racf', '--database', database, ...JOBS])
  t.equal(highest, 0, seen.err)

  const checked = capture()
  const tools = { openRings: openRingInventory, now: Date.now() }
  const options = { level: 'V2R3', racf: database, format: 'json' }
  t.equal(await check(['policies/ims-connect.policy'], options, checked.io, tools), 0)
  t.notMatch(checked.seen.out, 'ATTLS05')
  const later = capture()
  const inYears = { ...tools, now: Date.now() + 100 * 365 * 86_400_000 }
  t.equal(await check(['policies/ims-connect.policy'], options, later.io, inYears), 1)
  t.match(later.seen.out, 'ATTLS0504')
  const nowhere = capture()
  t.equal(await check(['policies/ims-connect.policy'], { racf: '/nowhere' }, nowhere.io, tools), 2)
  t.match(nowhere.seen.err, /--racf \/nowhere: /)

  const client = {
    direction: 'outbound',
    local: '192.168.17.220:2693',
    remote: '192.168.17.220:5555',
    level: 'V2R3',
    racf: database,
  }
  const explained = capture()
  t.equal(await explain('policies/ims-connect.policy', { ...client, user: 'LIBSERV' }, explained.io), 0)
  t.match(explained.seen.out, /key ring {5}LIBSERV\/zCEE\.KeyRing, \d+ trusted authorities/)
  t.match(explained.seen.out, /certificate {2}zCEE Client Cert/)
  t.match(explained.seen.out, /suites {7}AES256-SHA/)
  t.notMatch(explained.seen.out, 'PRIVATE KEY')
  const json = capture()
  t.equal(
    await explain('policies/ims-connect.policy', { ...client, user: 'LIBSERV', json: true }, json.io),
    0,
  )
  t.match(JSON.parse(json.seen.out).ring, {
    opened: true,
    engine: { role: 'client', protocols: ['TLSv1.2'] },
  })
  t.notMatch(json.seen.out, 'PRIVATE KEY')
  const stranger = capture()
  await explain('policies/ims-connect.policy', { ...client, user: 'NOBODY' }, stranger.io)
  t.match(stranger.seen.out, /key ring {5}zCEE\.KeyRing: .*return code 202/)
})
