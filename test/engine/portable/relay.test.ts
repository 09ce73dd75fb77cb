import { test } from 'tap'
import { authority } from '../../support/ca.ts'
import { pair, pattern, receive, sha256 } from '../../support/peer.ts'
import { type Kit, onEngine, until } from '../suite/kit.ts'
import { relaysBehave } from '../suite/relay.ts'
import { identity, NO_LIMITS, never, settings } from '../suite/values.ts'

onEngine('portable', relaysBehave)
onEngine('portable', heldBytesArrive)

/** Where bytes wait is seen in node's sockets, which only this engine has. */
function heldBytesArrive({ engine, secure }: Kit): void {
  test('bytes that TLS has read before the TCP connection ended still reach the program', async (t) => {
    const ca = await authority('CA')
    for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
      const program = await pair(t)
      const middle = await pair(t)
      const service = await pair(t)
      const own = identity(await ca.issue())
      const [asClient, asServer] = await Promise.all([
        secure(middle.near, settings({ role: 'client', protocols: [protocol], trust: [ca.certificate] })),
        secure(middle.far, settings({ role: 'server', protocols: [protocol], identities: [own] })),
      ])
      if (!asClient.side || !asServer.side) throw new Error('no handshake')
      const outbound = engine.relay(engine.adopt(program.far), asClient.side, NO_LIMITS, never)
      engine.relay(asServer.side, engine.adopt(service.near), NO_LIMITS, never)
      const seen = receive(program.near)
      program.near.end('question')
      await receive(service.far)
      // Nine records fill what the relay lets wait for the program; the rest stays in the TLS stream.
      const answer = pattern(9 * 16_384 + 10_000, 8)
      program.far.cork()
      service.far.end(answer)
      await until(() => middle.near.readableEnded)
      await new Promise((resolve) => setImmediate(resolve))
      program.far.uncork()
      t.match(await seen, { bytes: answer.length, sha256: sha256(answer), ending: 'end' }, protocol)
      t.match(await outbound.ended, { reason: 'complete' }, protocol)
    }
  })
}
