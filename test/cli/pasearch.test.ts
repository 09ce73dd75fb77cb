import { test } from 'tap'
import { pasearch } from '../../src/cli/pasearch.ts'
import { capture } from './capture.ts'

const POLICY = 'policies/ims-connect.policy'
const NOW = new Date(2026, 10, 20, 12, 0, 0).getTime()

test('pasearch reports on a policy file', async (t) => {
  const { io, seen } = capture()
  t.equal(await pasearch({ policy: POLICY, level: 'V2R3', p: 'TCPIP1' }, io, NOW), 0)
  t.match(seen.out, /^\nTCP\/IP pasearch CS V2R3 {19}Image Name: TCPIP1/)
  t.match(seen.out, /\n {2}Date: {17}11\/20\/2026 {8}Time: {2}12:00:00\n/)
  t.equal(seen.out.split('policyRule:').length - 1, 2)
})

test('pasearch says what it cannot report on', async (t) => {
  const cases: [options: Parameters<typeof pasearch>[0], code: number, message: RegExp][] = [
    [{ policy: '/nowhere' }, 1, /cannot read \/nowhere/],
    [{ policy: POLICY, level: 'x' }, 2, /--level x/],
  ]
  for (const [options, code, message] of cases) {
    const { io, seen } = capture()
    t.equal(await pasearch(options, io, NOW), code)
    t.match(seen.err, message)
  }
  const nothing = capture()
  t.equal(await pasearch({ policy: POLICY, q: true }, nothing.io, NOW), 0)
  t.equal(nothing.seen.out, 'No policies retrieved\n')
})
