import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import tls from 'node:tls'
import { test } from 'tap'
import { authority } from '../../support/ca.ts'
import { dial, echo, listen, pair, pattern, receive } from '../../support/peer.ts'
import { type Kit, tapped, until } from './kit.ts'
import { identity, NO_LIMITS, never, settings } from './values.ts'

/** The same for every engine. */
export function robustnessBehave(kit: Kit): void {
  const { engine, environment, secure } = kit

  const openDescriptors = () => readdirSync('/proc/self/fd').length

  test('300 connections aborted at random moments leave no descriptor behind', async (t) => {
    const ca = await authority('CA')
    const client = environment(
      settings({ role: 'client', trust: [ca.certificate], sessionTimeoutSeconds: 300 }),
    )
    const server = environment(
      settings({ role: 'server', identities: [identity(await ca.issue())], sessionTimeoutSeconds: 300 }),
    )
    const service = await listen(t, echo)
    const network = await listen(t)
    const outcomes = new Map<string, number>()
    const count = (what: string) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1)
    const message = pattern(50_000, 4)

    async function one(index: number): Promise<void> {
      const stop = new AbortController()
      const near = await dial(t, network.port)
      near.pause()
      const far = await network.accepted()
      // From within the handshake to after the last byte; every third connection runs to its end.
      const timer = index % 3 === 0 ? undefined : setTimeout(() => stop.abort(), (index % 30) * 2)
      const [asClient, asServer] = await Promise.all([
        secure(near, client, undefined, {}, stop.signal),
        secure(far, server, undefined, {}, stop.signal),
      ])
      if (!asClient.side || !asServer.side) {
        if (asClient.side) engine.close(asClient.side, 'reset')
        if (asServer.side) engine.close(asServer.side, index % 2 === 0 ? 'reset' : 'orderly')
        count('handshake')
      } else {
        const program = await pair(t)
        const toService = await dial(t, service.port)
        toService.pause()
        const flows = [
          engine.relay(engine.adopt(program.far), asClient.side, NO_LIMITS, stop.signal),
          engine.relay(asServer.side, engine.adopt(toService), NO_LIMITS, stop.signal),
        ]
        const received = receive(program.near)
        program.near.end(message)
        const [end] = await Promise.all(flows.map(({ ended }) => ended))
        if (end?.reason === 'complete') t.match(await received, { bytes: message.length, ending: 'end' })
        count(end?.reason ?? 'none')
        program.near.destroy()
      }
      clearTimeout(timer)
    }

    await one(0)
    const before = openDescriptors()
    for (let round = 0; round < 15; round++)
      await Promise.all(Array.from({ length: 20 }, (_, index) => one(round * 20 + index)))
    t.comment(JSON.stringify([...outcomes]))
    for (const what of ['complete', 'aborted', 'handshake']) t.ok(outcomes.get(what), what)
    await until(() => openDescriptors() <= before + 2)
    t.pass('all descriptors are closed')
  })

  test('a certificate that a TLS 1.3 server refuses after the handshake ends the relay with its alert', async (t) => {
    const ca = await authority('CA')
    const own = await ca.issue()
    const server = tls.createServer({
      cert: own.certificate,
      key: own.key,
      ca: ca.certificate,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
    const { port } = server.address() as { port: number }
    const socket = await dial(t, port)
    socket.pause()
    const { side } = await secure(socket, settings({ role: 'client', trust: [ca.certificate] }))
    if (!side) throw new Error('the handshake must succeed first')
    const program = await pair(t)
    const flow = engine.relay(engine.adopt(program.far), side, NO_LIMITS, never)
    const seen = receive(program.near)
    t.match(await flow.ended, { reason: 'tls-error', side: 'b', alert: 116, rc: 403 })
    t.match(await seen, { ending: 'ECONNRESET', bytes: 0 })
  })

  test('an error that comes between the handshake and the relay is not lost', async (t) => {
    const ca = await authority('CA')
    const { near, far } = await pair(t)
    const [asClient, asServer] = await Promise.all([
      secure(near, settings({ role: 'client', trust: [ca.certificate] })),
      secure(far, settings({ role: 'server', identities: [identity(await ca.issue())] })),
    ])
    if (!asClient.side || !asServer.side) throw new Error('no handshake')
    engine.close(asServer.side, 'reset')
    await until(() => near.destroyed || near.readableEnded)
    const program = await pair(t)
    const flow = engine.relay(engine.adopt(program.far), asClient.side, NO_LIMITS, never)
    const seen = receive(program.near)
    t.match(await flow.ended, { reason: 'reset', side: 'b' })
    t.match(await seen, { ending: 'ECONNRESET' })
  })

  test('clear text and corrupted records after the handshake are errors, never data', async (t) => {
    const ca = await authority('CA')
    const own = identity(await ca.issue())
    for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const)
      for (const [name, bytes, rc] of [
        ['clear text', Buffer.from('clear text in the middle'), 5003],
        ['a corrupted record', Buffer.from(`1703030020${'ab'.repeat(32)}`, 'hex'), 411],
      ] as const) {
        const { near, far, inject } = await tapped(t)
        const [asClient, asServer] = await Promise.all([
          secure(near, settings({ role: 'client', protocols: [protocol], trust: [ca.certificate] })),
          secure(far, settings({ role: 'server', protocols: [protocol], identities: [own] })),
        ])
        if (!asClient.side || !asServer.side) throw new Error('no handshake')
        const program = await pair(t)
        const flow = engine.relay(engine.adopt(program.far), asServer.side, NO_LIMITS, never)
        const seen = receive(program.near)
        // Under the client's TLS, as an attacker on the network would.
        inject(bytes)
        t.match(await flow.ended, { reason: 'tls-error', side: 'b', rc }, `${protocol}: ${name}`)
        t.match(await seen, { bytes: 0, ending: 'ECONNRESET' }, `${protocol}: ${name}`)
      }
  })

  test('a client cannot start a renegotiation', async (t) => {
    const ca = await authority('RSA CA', 'rsa')
    const { near, far } = await pair(t)
    const own = settings({
      role: 'server',
      protocols: ['TLSv1.2'],
      identities: [identity(await ca.issue({ key: 'rsa' }))],
    })
    const asServer = secure(far, own)
    const client = tls.connect({ socket: near, ca: ca.certificate, maxVersion: 'TLSv1.2' })
    client.on('error', () => {
      // The refusal is looked at below.
    })
    await once(client, 'secureConnect')
    const { side } = await asServer
    if (!side) throw new Error('no handshake')
    const program = await pair(t)
    const flow = engine.relay(side, engine.adopt(program.far), NO_LIMITS, never)
    const refused = new Promise<Error | null>((resolve) => client.renegotiate({}, resolve))
    const outcome = await Promise.race([refused, once(client, 'error').then(([error]) => error as Error)])
    t.match(outcome?.message, /renegotiation/i)
    client.destroy()
    await flow.ended
  })

  test('an orderly close gives the peer everything and an end', async (t) => {
    const ca = await authority('CA')
    const { near, far } = await pair(t)
    const asServer = secure(far, settings({ role: 'server', identities: [identity(await ca.issue())] }))
    const client = tls.connect({ socket: near, ca: ca.certificate })
    const { side } = await asServer
    if (!side) throw new Error('no handshake')
    const ended = once(client, 'end')
    client.resume()
    engine.close(side, 'orderly')
    await ended
    client.end()
    await until(() => far.destroyed)
    t.pass('the TCP connection is closed once the peer has ended too')
  })
}
