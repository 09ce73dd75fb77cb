import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { test } from 'tap'
import { listen, receive } from '../support/peer.ts'
import { tunnel } from '../support/tunnel.ts'

const CONNECTIONS = 1000
const AT_ONCE = 25

test('no descriptor is left after 1,000 connections of which half were aborted at random points', async (t) => {
  const service = await listen(t, (socket) => {
    socket.on('data', (data) => socket.write(data))
    socket.on('end', () => socket.end())
    socket.resume()
  })
  const attls = await tunnel(t, service.port)
  const { running } = (await (await fetch(`${attls.url}/status`)).json()) as { running: { pid: number }[] }
  const worker = running[0]?.pid ?? 0
  const descriptors = () => readdirSync(`/proc/${worker}/fd`).length
  await one(0)
  await attls.program.ready('idle', async () => (await live()) === 0)
  const before = descriptors()

  async function live(): Promise<number> {
    return ((await (await fetch(`${attls.url}/status`)).json()) as { connections: number }).connections
  }

  /** Even ones end well; odd ones are cut: some before, some during, some after the handshake, from either side. */
  async function one(index: number): Promise<void> {
    const cutAfterMs = (index * 7919) % 12
    if (index % 4 === 3) {
      // Straight at the TLS port, so that the cut falls into the handshake.
      const raw = connect({ port: attls.middle, host: '127.0.0.1' })
      const client = tlsConnect({ socket: raw, rejectUnauthorized: false })
      client.on('error', () => {})
      raw.on('error', () => {})
      setTimeout(() => raw.resetAndDestroy(), cutAfterMs)
      await new Promise((resolve) => raw.once('close', resolve))
      return
    }
    const socket = connect({ port: attls.entry, host: '127.0.0.1', allowHalfOpen: true })
    const outcome = receive(socket)
    if (index % 2 === 0) socket.end('ping')
    else {
      socket.write('ping')
      setTimeout(() => (index % 8 === 1 ? socket.destroy() : socket.resetAndDestroy()), cutAfterMs)
    }
    const { text, ending } = await outcome
    if (index % 2 === 0) t.ok(text === 'ping' && ending === 'end', `connection ${index} ended with ${ending}`)
  }

  for (let index = 1; index <= CONNECTIONS; index += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, offset) => one(index + offset)))
  await attls.program.ready('idle', async () => (await live()) === 0)
  await attls.program.ready('descriptors are back', () => descriptors() <= before)
  t.equal(await attls.metric('attls_active_connections'), 0)
  t.same(attls.records('ATL0003E'), [], 'no internal error')
})
