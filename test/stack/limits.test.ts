import { test } from 'tap'
import { ManualClock } from '../../src/common/clock.ts'
import { Limits } from '../../src/stack/limits.ts'
import type { StackLimits } from '../../src/stack/port.ts'

const NONE: StackLimits = { connections: 0, handshakesPerSecond: 0, idleSeconds: 0, rules: {} }

test('0 is no limit', async (t) => {
  const limits = new Limits(NONE, new ManualClock(0))
  t.ok(limits.admits(1_000_000))
  for (let count = 0; count < 1000; count++) t.ok(limits.mayHandshake('r') && limits.enterRule('r'))
  t.equal(limits.idleMs('r'), 0)
})

test('handshakes per second are let in as time passes, never more than one second at once', async (t) => {
  const clock = new ManualClock(0)
  const limits = new Limits({ ...NONE, handshakesPerSecond: 2 }, clock)
  const burst = () => Array.from({ length: 5 }, () => limits.mayHandshake('r')).filter(Boolean).length
  t.equal(burst(), 2)
  t.equal(burst(), 0)
  clock.advance(500)
  t.equal(burst(), 1)
  clock.advance(60_000)
  t.equal(burst(), 2, 'a quiet minute is not saved up')
})

test('a rule has its own limits beside the common ones', async (t) => {
  const limits = new Limits(
    { ...NONE, idleSeconds: 30, rules: { one: { connections: 1, handshakesPerSecond: 1, idleSeconds: 5 } } },
    new ManualClock(0),
  )
  t.ok(limits.enterRule('one'))
  t.notOk(limits.enterRule('one'))
  t.ok(limits.enterRule('other') && limits.enterRule('other'))
  limits.leaveRule('one')
  t.ok(limits.enterRule('one'))
  t.ok(limits.mayHandshake('one'))
  t.notOk(limits.mayHandshake('one'))
  t.ok(limits.mayHandshake('other'))
  t.equal(limits.idleMs('one'), 5000)
  t.equal(limits.idleMs('other'), 30_000)
  t.equal(limits.idleMs(undefined), 30_000)
})
