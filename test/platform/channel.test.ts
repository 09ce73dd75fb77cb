import { EventEmitter } from 'node:events'
import { test } from 'tap'
import { Channel, type IpcEnd } from '../../src/platform/channel.ts'

/** Two ends of a pipe that copies what it carries, as IPC with structured clone does. */
function pipe(): [IpcEnd & EventEmitter, IpcEnd & EventEmitter] {
  class End extends EventEmitter {
    peer: End | undefined
    send(message: unknown): boolean {
      const copy = structuredClone(message)
      setImmediate(() => this.peer?.emit('message', copy))
      return true
    }
  }
  const [left, right] = [new End(), new End()]
  left.peer = right
  right.peer = left
  return [left, right]
}

type Sums = { add(numbers: { a: number; b: number }): Promise<number>; fail(why: string): Promise<never> }

function connected() {
  const [left, right] = pipe()
  const client = new Channel<Sums>(left, {})
  const server = new Channel(right, {
    add: async ({ a, b }: { a: number; b: number }) => a + b,
    fail: async (why: string) => {
      throw new Error(why)
    },
  })
  return { client, server, left, right }
}

test('every call gets its own answer, in whatever order they come', async (t) => {
  const { client } = connected()
  const sums = await Promise.all([1, 2, 3].map((n) => client.call('add', { a: n, b: n })))
  t.strictSame(sums, [2, 4, 6])
})

test('a failure comes back with its text, and an unknown call is one', async (t) => {
  const { client } = connected()
  await t.rejects(client.call('fail', 'no reason'), { message: /no reason/ })
  await t.rejects(client.call('nonsense' as 'add', { a: 1, b: 1 }), { message: /no such call: nonsense/ })
})

test('when the other process is gone nobody waits for ever', async (t) => {
  const { client, left } = connected()
  const waiting = client.call('add', { a: 1, b: 1 })
  left.emit('disconnect')
  await t.rejects(waiting, { code: 'CHANNEL_CLOSED' })
  await t.rejects(client.call('add', { a: 1, b: 1 }), { code: 'CHANNEL_CLOSED' })
  t.ok(client.isClosed)
})

test('messages of others on the same pipe are left alone', async (t) => {
  const { client, left, right } = connected()
  right.emit('message', { cmd: 'NODE_HANDLE' })
  left.emit('message', 'text')
  t.equal(await client.call('add', { a: 2, b: 2 }), 4)
})
