import { test } from 'tap'
import { Connids } from '../../src/stack/connids.ts'

function services(size: number) {
  let blocks = 0
  return {
    connidRange: async () => ({ first: 1 + blocks++ * size, size }),
    blocks: () => blocks,
  }
}

test('ids go on from block to block and the next block is fetched in time', async (t) => {
  const agent = services(8)
  const connids = new Connids(agent)
  await connids.ready()
  const ids: number[] = []
  for (let count = 0; count < 40; count++) {
    ids.push(connids.next())
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.strictSame(
    ids,
    Array.from({ length: 40 }, (_, index) => index + 1),
  )
})

test('without an answer from the agent the block starts over instead of stopping', async (t) => {
  let calls = 0
  const connids = new Connids({
    connidRange: () =>
      calls++ === 0 ? Promise.resolve({ first: 100, size: 4 }) : Promise.reject(new Error('gone')),
  })
  await connids.ready()
  const ids: number[] = []
  for (let count = 0; count < 10; count++) {
    ids.push(connids.next())
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.strictSame(ids, [100, 101, 102, 103, 100, 101, 102, 103, 100, 101])
})
