import { type Test, test } from 'tap'
import { diff } from '../../src/cli/diff.ts'
import { basePolicy } from '../policy/support.ts'
import { capture } from './capture.ts'

const BASE = basePolicy({ connection: 'Trace 7' })

async function diffOf(t: Test, after: string): Promise<{ code: number; out: string }> {
  const dir = t.testdir({ 'old.policy': BASE, 'new.policy': after })
  const { io, seen } = capture()
  const code = await diff(`${dir}/old.policy`, `${dir}/new.policy`, { level: '3.1' }, io)
  return { code, out: seen.out }
}

test('layout, comments, names of actions and unused statements make no difference', async (t) => {
  const after = `# new comment\n${BASE.replaceAll('e1', 'env~1').replace('Trace 7', '   trace   7')}\nPortRange p\n{\nPort 1\n}`
  const { code, out } = await diffOf(t, after)
  t.equal(code, 0)
  t.equal(out, 'no difference for traffic\n')
})

test('a changed value of an action is a change of every rule that uses it', async (t) => {
  const { code, out } = await diffOf(
    t,
    BASE.replace('TLSv1.2 On', 'TLSv1.2 On\nTLSv1 Off\nHandshakeTimeout 30'),
  )
  t.equal(code, 1)
  t.match(out, /~ rule r1/)
  t.match(out, 'TLSv1: On -> Off')
  t.match(out, 'HandshakeTimeout: 10 -> 30')
})

test('rules that came, went, changed their conditions or their name are told apart', async (t) => {
  const extra =
    'TTLSRule r2\n{\nLocalPortRange 9\nDirection Inbound\nTTLSGroupActionRef g1\nTTLSEnvironmentActionRef e1\n}'
  t.match((await diffOf(t, `${BASE}\n${extra}`)).out, /^\+ rule r2 is new/)
  t.match(
    (await diffOf(t, BASE.replace('TTLSRule r1', 'TTLSRule renamed'))).out,
    'rule r1 is now called renamed',
  )
  t.match((await diffOf(t, BASE.replace('8443', '8444'))).out, 'LocalPortRange: 8443 -> 8444')
  const gone = await diffOf(t, 'TTLSGroupAction g1\n{\nTTLSEnabled On\n}')
  t.match(gone.out, /^- rule r1 is gone/)
})

test('a change of priority matters only where the order of rules that meet changes', async (t) => {
  const rule = (name: string, priority: number, port: number) =>
    `TTLSRule ${name}\n{\nLocalPortRange ${port}\nDirection Inbound\nPriority ${priority}\nTTLSGroupActionRef off\n}\n`
  const off = 'TTLSGroupAction off\n{\nTTLSEnabled Off\n}\n'
  const dir = t.testdir({
    old: rule('a', 5, 80) + rule('b', 4, 80) + off,
    swapped: rule('a', 3, 80) + rule('b', 4, 80) + off,
    same: rule('a', 9, 80) + rule('b', 4, 80) + off,
  })
  const swapped = capture()
  t.equal(await diff(`${dir}/old`, `${dir}/swapped`, {}, swapped.io), 1)
  t.match(swapped.seen.out, 'rule b is now looked up before a')
  const same = capture()
  t.equal(await diff(`${dir}/old`, `${dir}/same`, {}, same.io), 0)
})

test('a file that is not valid is named, and a wrong level is a matter of usage', async (t) => {
  const dir = t.testdir({ good: BASE, bad: 'junk' })
  const { io, seen } = capture()
  t.equal(await diff(`${dir}/good`, `${dir}/bad`, {}, io), 1)
  t.match(seen.err, /bad:1:1: error ATTLS0108/)
  t.equal(await diff(`${dir}/good`, `${dir}/good`, { level: 'x' }, io), 2)
})
