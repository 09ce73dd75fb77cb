import { EventEmitter } from 'node:events'
import { test } from 'tap'
import { workerPort } from '../../src/agent/worker-port.ts'
import { readPolicy } from '../../src/policy/read-policy.ts'
import type { AgentServices } from '../../src/stack/port.ts'
import type { StackSnapshot } from '../../src/stack/snapshot.ts'
import type { PolicyChunk } from '../../src/worker/calls.ts'
import { manyRules } from '../support/many-rules.ts'

interface Call {
  readonly id: number
  readonly name: string
  readonly argument: unknown
}

/** A worker that answers every call and notes it. */
function fakeWorker() {
  const calls: Call[] = []
  const open = { count: 0, most: 0 }
  class Ipc extends EventEmitter {
    send(message: Call & { attls: string }): boolean {
      if (message.attls !== 'call') return true
      open.most = Math.max(open.most, ++open.count)
      calls.push(message)
      setImmediate(() => {
        open.count--
        this.emit('message', { attls: 'answer', id: message.id, value: undefined })
      })
      return true
    }
  }
  const ipc = new Ipc()
  setImmediate(() => ipc.emit('message', { attls: 'call', id: 1, name: 'ready', argument: undefined }))
  return { calls, open, process: { pid: 1, ipc, onExit: () => {} } }
}

test('a policy crosses in acknowledged pieces of at most 200 entries, then one install', async (t) => {
  const { policy } = readPolicy([{ file: 'many', text: manyRules(2500) }], { level: '3.1' })
  if (!policy) throw new Error('the policy has errors')
  const { calls, open, process } = fakeWorker()
  const services: AgentServices = {
    connidRange: async () => ({ first: 1, size: 1 }),
    environmentId: async () => 1,
    userOfCertificate: async () => undefined,
    allowance: async () => 1,
  }
  const port = await workerPort(process, { setup: {}, log: {}, control: '' } as never, services)
  await port.install({ generation: 1, policy } as StackSnapshot)
  const [start, ...rest] = calls
  const last = rest.pop()
  t.equal(start?.name, 'start')
  t.equal(last?.name, 'install')
  t.equal(open.most, 1, 'each piece waits for the answer to the one before')
  const pieces = rest.map(({ argument }) => argument as PolicyChunk)
  for (const piece of pieces)
    for (const part of Object.values(piece)) t.ok(Object.keys(part).length <= 200, 'no piece is larger')
  t.strictSame(
    pieces.flatMap(({ rules = [] }) => rules),
    policy.rules,
  )
  for (const kind of ['groupActions', 'environmentActions', 'connectionActions'] as const)
    t.strictSame(Object.assign({}, ...pieces.map((piece) => piece[kind])), { ...policy[kind] })
  t.match(last?.argument, { policy: { rules: [], environmentActions: {}, statements: [] } })
})
