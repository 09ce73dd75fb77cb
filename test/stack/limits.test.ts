import { test } from 'tap'
import { Allowances, type Holder } from '../../src/agent/allowances.ts'
import { ManualClock } from '../../src/common/clock.ts'
import { Limits } from '../../src/stack/limits.ts'
import type { StackLimits } from '../../src/stack/port.ts'

const NONE: StackLimits = { connections: 0, handshakesPerSecond: 0, idleSeconds: 0, rules: {} }

/** As many stack processes as wanted before one agent. */
function together(limits: StackLimits, processes: number) {
  const clock = new ManualClock(0)
  const allowances = new Allowances(limits, processes, clock)
  const join = () => {
    const holder: Holder = { release: async (name) => stack.release(name) }
    allowances.join(holder)
    const counted = { asked: 0 }
    const services = {
      allowance: (name: string) => {
        counted.asked++
        return allowances.grant(name, holder)
      },
    }
    const stack = new Limits(limits, services, clock)
    return { stack, counted, die: () => allowances.leave(holder) }
  }
  return { clock, allowances, workers: Array.from({ length: processes }, join), join }
}

/** How many of `count` are let in. */
async function admitted(count: number, ask: () => boolean | Promise<boolean>): Promise<number> {
  let yes = 0
  for (let number = 0; number < count; number++) if (await ask()) yes++
  return yes
}

test('0 is no limit, and nobody is asked', async (t) => {
  const { workers } = together(NONE, 1)
  const [one] = workers
  if (!one) return
  const { stack, counted } = one
  t.equal(await admitted(1000, () => stack.enter()), 1000)
  t.equal(await admitted(1000, () => stack.enterRule('r')), 1000)
  t.equal(await admitted(1000, () => stack.mayHandshake('r')), 1000)
  t.equal(stack.idleMs('r'), 0)
  t.equal(counted.asked, 0)
})

for (const processes of [1, 2, 5])
  test(`connections are limited over ${processes} processes together, wherever they come`, async (t) => {
    const { workers, clock } = together({ ...NONE, connections: 100 }, processes)
    let live = 0
    for (const { stack } of workers.toReversed()) live += await admitted(40, () => stack.enter())
    t.equal(live, Math.min(100, 40 * processes))
    const first = workers[0]?.stack
    if (!first) return
    clock.advance(10)
    live += await admitted(200, () => first.enter())
    t.equal(live, 100, 'the rest goes to whoever asks')
    clock.advance(10)
    t.notOk(await first.enter())
    // One ends in another process: its place is called in.
    workers.at(-1)?.stack.leave()
    clock.advance(10)
    t.ok(await first.enter())
    clock.advance(10)
    t.notOk(await first.enter())
  })

test('many connections at once, in two processes, are exactly as many as allowed', async (t) => {
  const { workers } = together({ ...NONE, connections: 17 }, 2)
  const answers = await Promise.all(
    workers.flatMap(({ stack }) => Array.from({ length: 50 }, async () => stack.enter())),
  )
  t.equal(answers.filter(Boolean).length, 17)
})

test('the agent is asked for blocks, not for connections', async (t) => {
  const { workers } = together({ ...NONE, connections: 16_000 }, 2)
  const [one] = workers
  if (!one) return
  t.equal(await admitted(10_000, () => one.stack.enter()), 10_000)
  t.ok(one.counted.asked <= 11, `${one.counted.asked} questions for 10000 connections`)
})

test('what a dead process held is free for the others; what orphans carry is not', async (t) => {
  const { workers, allowances, clock } = together({ ...NONE, connections: 10 }, 2)
  const [one, other] = workers
  if (!one || !other) return
  t.equal(await admitted(8, () => other.stack.enter()), 8)
  t.equal(await admitted(8, () => one.stack.enter()), 2)
  other.die()
  clock.advance(10)
  t.equal(await admitted(20, () => one.stack.enter()), 8)
  const later = together({ ...NONE, connections: 10 }, 1)
  later.allowances.occupied(4)
  const next = later.workers[0]?.stack
  t.equal(next && (await admitted(20, () => next.enter())), 6)
  t.ok(allowances)
})

test('handshakes per second are let in as time passes, over all processes', async (t) => {
  const { workers, clock } = together({ ...NONE, handshakesPerSecond: 80 }, 2)
  const [one, other] = workers
  if (!one || !other) return
  const burst = async (stack: Limits) => {
    clock.advance(6)
    return admitted(400, () => stack.mayHandshake('r'))
  }
  t.equal(await burst(one.stack), 80)
  t.ok((await burst(other.stack)) <= 1, 'the other process has no second of its own')
  clock.advance(500)
  const half = (await burst(one.stack)) + (await burst(other.stack))
  t.ok(half >= 40 && half <= 43, `${half} in half a second`)
  clock.advance(60_000)
  const minute = (await burst(other.stack)) + (await burst(one.stack))
  t.ok(minute >= 80 && minute <= 82, `${minute} after a quiet minute, which is not saved up`)
})

test('a rule has its own limits beside the common ones', async (t) => {
  const rules = { one: { connections: 1, handshakesPerSecond: 1, idleSeconds: 5 } }
  const { workers, clock } = together({ ...NONE, idleSeconds: 30, rules }, 1)
  const limits = workers[0]?.stack
  if (!limits) return
  t.ok(await limits.enterRule('one'))
  t.notOk(await limits.enterRule('one'))
  t.ok((await limits.enterRule('other')) && (await limits.enterRule('other')))
  limits.leaveRule('one')
  clock.advance(10)
  t.ok(await limits.enterRule('one'))
  t.ok(await limits.mayHandshake('one'))
  t.notOk(await limits.mayHandshake('one'))
  t.ok(await limits.mayHandshake('other'))
  t.equal(limits.idleMs('one'), 5000)
  t.equal(limits.idleMs('other'), 30_000)
  t.equal(limits.idleMs(undefined), 30_000)
})
