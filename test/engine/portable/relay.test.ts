import type { Socket } from 'node:net'
import { test } from 'tap'
import type { RelayEnd, Side } from '../../../src/engine/engine.ts'
import { authority } from '../../support/ca.ts'
import { type Cleanup, pair, pattern, receive, sha256 } from '../../support/peer.ts'
import { engine, identity, NO_LIMITS, never, secure, settings, until } from './fixture.ts'

interface Tunnel {
  readonly program: Socket
  /** The relay's end of the program's connection. */
  readonly nearProgram: Socket
  readonly service: Socket
  /** The TCP connection between the two relays, as the two ends of the network see it. */
  readonly network: { readonly client: Socket; readonly server: Socket }
  readonly outbound: Promise<RelayEnd>
  readonly inbound: Promise<RelayEnd>
  readonly client: Side
  readonly server: Side
}

const LINES = ['clear', 'TLSv1.2', 'TLSv1.3'] as const

/** program - relay - network - relay - service, so that both roles and both clear sides are in one line. */
async function tunnel(
  t: Cleanup,
  line: (typeof LINES)[number],
  limits = NO_LIMITS,
  signal = never,
): Promise<Tunnel> {
  const program = await pair(t)
  const middle = await pair(t)
  const service = await pair(t)
  let client: Side | undefined
  let server: Side | undefined
  if (line === 'clear') {
    client = engine.adopt(middle.near)
    server = engine.adopt(middle.far)
  } else {
    const ca = await authority('CA')
    const protocols = [line]
    const [asClient, asServer] = await Promise.all([
      secure(middle.near, settings({ role: 'client', protocols, trust: [ca.certificate] })),
      secure(middle.far, settings({ role: 'server', protocols, identities: [identity(await ca.issue())] })),
    ])
    client = asClient.side
    server = asServer.side
  }
  if (!client || !server) throw new Error('no handshake')
  return {
    program: program.near,
    nearProgram: program.far,
    service: service.far,
    network: { client: middle.near, server: middle.far },
    outbound: engine.relay(engine.adopt(program.far), client, limits, signal).ended,
    inbound: engine.relay(server, engine.adopt(service.near), limits, signal).ended,
    client,
    server,
  }
}

for (const line of LINES) {
  test(`${line}: 16 MiB each way at once arrive in order with a slow reader`, async (t) => {
    const { program, service, outbound, inbound, client, server } = await tunnel(t, line)
    const up = pattern(16 << 20, 1)
    const down = pattern(16 << 20, 2)
    const received = Promise.all([receive(service, 100_000), receive(program)])
    program.end(up)
    service.end(down)
    const [atService, atProgram] = await received
    t.match(atService, { bytes: up.length, sha256: sha256(up), ending: 'end' })
    t.match(atProgram, { bytes: down.length, sha256: sha256(down), ending: 'end' })
    t.match(await outbound, { reason: 'complete' })
    t.match(await inbound, { reason: 'complete' })
    t.same(client.counters, { bytesIn: down.length, bytesOut: up.length })
    t.same(server.counters, { bytesIn: up.length, bytesOut: down.length })
  })

  test(`${line}: what a program does not read is not piled up in memory`, async (t) => {
    const { nearProgram, service, client } = await tunnel(t, line)
    const more = pattern(1 << 20, 6)
    const feed = () => {
      while (service.write(more));
    }
    service.on('drain', feed)
    feed()
    let highest = 0
    let moved = -1
    // Until nothing moves any more: the kernel's buffers are full, and so is the relay's.
    while (moved !== client.counters.bytesIn) {
      moved = client.counters.bytesIn
      for (let turn = 0; turn < 20; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 5))
        highest = Math.max(highest, nearProgram.writableLength)
      }
    }
    t.ok(highest > 0, 'the relay waits for the program')
    t.ok(highest <= 256 * 1024, `${highest} bytes at most`)
  })

  test(`${line}: one half may end long before the other`, async (t) => {
    for (const first of ['program', 'service'] as const) {
      const { program, service, outbound, inbound } = await tunnel(t, line)
      const [early, late] = first === 'program' ? [program, service] : [service, program]
      early.end('question')
      t.match(await receive(late), { text: 'question', ending: 'end' }, `${first} ends first`)
      const answer = receive(early)
      late.write('the answer comes ')
      late.end('after the end')
      t.match(await answer, { text: 'the answer comes after the end', ending: 'end' })
      t.match(await outbound, { reason: 'complete' })
      t.match(await inbound, { reason: 'complete' })
    }
  })

  test(`${line}: a long answer to an ended question reaches a slow program whole`, async (t) => {
    for (const first of ['program', 'service'] as const) {
      const { program, service, outbound, inbound } = await tunnel(t, line)
      const [early, late] = first === 'program' ? [program, service] : [service, program]
      early.end('question')
      await receive(late)
      const message = pattern(24 << 20, 7)
      late.end(message)
      t.match(await receive(early, 200_000), { bytes: message.length, ending: 'end' }, `${first} ends first`)
      t.match(await outbound, { reason: 'complete' })
      t.match(await inbound, { reason: 'complete' })
    }
  })

  test(`${line}: a reset on one end is a reset on the other`, async (t) => {
    for (const first of ['program', 'service'] as const) {
      const { program, service, outbound, inbound } = await tunnel(t, line)
      const [resetting, other] = first === 'program' ? [program, service] : [service, program]
      const seen = receive(other)
      resetting.resetAndDestroy()
      t.match(await seen, { ending: 'ECONNRESET' }, `${first} resets`)
      const near = first === 'program' ? outbound : inbound
      t.match(await near, { reason: 'reset', side: first === 'program' ? 'a' : 'b', rc: 406 })
      const far = first === 'program' ? inbound : outbound
      t.match(await far, { reason: 'reset', side: first === 'program' ? 'a' : 'b' })
    }
  })

  test(`${line}: an abort resets both ends`, async (t) => {
    const stop = new AbortController()
    const { program, service, outbound } = await tunnel(t, line, NO_LIMITS, stop.signal)
    const endings = Promise.all([receive(program), receive(service)])
    stop.abort()
    t.match(await outbound, { reason: 'aborted', side: undefined })
    t.match(await endings, [{ ending: 'ECONNRESET' }, { ending: 'ECONNRESET' }])
  })

  test(`${line}: an idle relay is reset, a busy one is not`, async (t) => {
    const { program, service, outbound, inbound } = await tunnel(t, line, { idleMs: 400 })
    const atProgram = receive(program)
    let sent = 0
    await new Promise<void>((resolve) => {
      const ticking = setInterval(() => {
        service.write('.')
        sent += 1
        if (sent < 12) return
        clearInterval(ticking)
        resolve()
      }, 50)
    })
    t.match(await atProgram, { bytes: 12, ending: 'ECONNRESET' })
    const reasons = [(await outbound).reason, (await inbound).reason]
    t.ok(reasons.includes('idle'), reasons.join(' '))
  })

  test(`${line}: a program that reads late sees the reset and never an end`, async (t) => {
    const { program, service, inbound, server } = await tunnel(t, line)
    service.write(pattern(8 << 20, 3))
    await until(() => server.counters.bytesOut > 0)
    service.resetAndDestroy()
    t.match((await receive(program)).ending, 'ECONNRESET')
    t.match(await inbound, { reason: 'reset', side: 'b' })
  })
}

for (const line of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${line}: a TCP end without close_notify is truncation, and the other end sees a reset`, async (t) => {
    for (const cut of ['client', 'server'] as const) {
      const { program, service, outbound, inbound, network } = await tunnel(t, line)
      const [sender, reader] = cut === 'client' ? [program, service] : [service, program]
      const seen = receive(reader)
      sender.write('the beginning of a longer message')
      await new Promise<void>((resolve) => reader.once('data', () => resolve()))
      // The attacker's FIN: the TCP connection ends under TLS.
      network[cut].end()
      t.match(await seen, { text: 'the beginning of a longer message', ending: 'ECONNRESET' }, cut)
      const end = await (cut === 'client' ? inbound : outbound)
      t.match(end, { reason: 'truncated', side: cut === 'client' ? 'a' : 'b' })
    }
  })
}

test('bytes that TLS has read before the TCP connection ended still reach the program', async (t) => {
  for (const line of ['TLSv1.2', 'TLSv1.3'] as const) {
    const { program, nearProgram, service, outbound, network } = await tunnel(t, line)
    const seen = receive(program)
    program.end('question')
    await receive(service)
    // Nine records fill what the relay lets wait for the program; the rest stays in the TLS stream.
    const answer = pattern(9 * 16_384 + 10_000, 8)
    nearProgram.cork()
    service.end(answer)
    await until(() => network.client.readableEnded)
    await new Promise((resolve) => setImmediate(resolve))
    nearProgram.uncork()
    t.match(await seen, { bytes: answer.length, sha256: sha256(answer), ending: 'end' }, line)
    t.match(await outbound, { reason: 'complete' }, line)
  }
})

test('bytes taken off a socket before it was adopted come first', async (t) => {
  const program = await pair(t)
  const service = await pair(t)
  const a = engine.adopt(program.far, Buffer.from('head and '))
  const flow = engine.relay(a, engine.adopt(service.near), NO_LIMITS, never)
  const seen = receive(service.far)
  program.near.end('tail')
  service.far.end()
  t.match(await seen, { text: 'head and tail', ending: 'end' })
  t.match(await flow.ended, { reason: 'complete' })
  t.same(a.counters, { bytesIn: 13, bytesOut: 0 })
})
