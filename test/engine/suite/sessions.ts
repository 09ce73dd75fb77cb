import { randomBytes } from 'node:crypto'
import { test } from 'tap'
import type { TlsFacts } from '../../../src/engine/engine.ts'
import type { TlsSettings } from '../../../src/engine/settings.ts'
import { verifyPeer } from '../../../src/engine/verify.ts'
import { authority } from '../../support/ca.ts'
import { type Cleanup, dial, listen, type Peer, pair, receive } from '../../support/peer.ts'
import { type Kit } from './kit.ts'
import { identity, NO_LIMITS, never, settings } from './values.ts'

/** The same for every engine. */
export function sessionsBehave(kit: Kit): void {
  const { engine, environment, secure } = kit

  type Environment = ReturnType<typeof environment>

  /** One connection to `peer` on which the server says a word: the tickets of TLS 1.3 come with it. Returns the
   * facts of both roles. */
  async function connection(t: Cleanup, peer: Peer, client: Environment, server: Environment) {
    const near = await dial(t, peer.port)
    near.pause()
    const far = await peer.accepted()
    const [asClient, asServer] = await Promise.all([secure(near, client), secure(far, server)])
    if (!asClient.side || !asServer.side) throw new Error('no handshake')
    const facts = { client: asClient.side.tls as TlsFacts, server: asServer.side.tls as TlsFacts }
    const program = await pair(t)
    const service = await pair(t)
    const flows = [
      engine.relay(engine.adopt(program.far), asClient.side, NO_LIMITS, never),
      engine.relay(asServer.side, engine.adopt(service.near), NO_LIMITS, never),
    ]
    service.far.end('word')
    await receive(program.near)
    program.near.end()
    service.far.resume()
    await Promise.all(flows.map(({ ended }) => ended))
    return facts
  }

  for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
    const common = { protocols: [protocol], sessionTimeoutSeconds: 300 } as const

    test(`${protocol}: a resumed session has the facts of its full handshake, the client's certificate too`, async (t) => {
      const ca = await authority('CA')
      const own = identity(await ca.issue())
      const trust = [ca.certificate]
      const stranger = identity(await (await authority('Another CA')).issue())
      for (const [name, shown, verify] of [
        ['good', [own], 'OK'],
        ['wrong CA', [stranger], /^UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)$/],
        ['none', [], 'no-certificate'],
      ] as const) {
        const peer = await listen(t)
        const client = environment(settings({ role: 'client', ...common, trust, identities: shown }))
        const server = environment(
          settings({ role: 'server', ...common, trust, identities: [own], peerCertificate: 'optional' }),
        )
        const full = await connection(t, peer, client, server)
        t.match(full, { client: { resumed: false, verify: 'OK' }, server: { resumed: false, verify } }, name)
        const again = await connection(t, peer, client, server)
        t.match(again, { client: { resumed: true, verify: 'OK' }, server: { resumed: true, verify } }, name)
        t.same(again.server.chain[0], full.server.chain[0], name)
        t.same(again.client.chain[0], full.client.chain[0], name)
        for (const facts of [full.server, again.server])
          t.equal(
            verifyPeer(facts, { role: 'server', clientAuth: 'Required' }).accept,
            verify === 'OK',
            `${name}: the verdict is the same`,
          )
      }
    })

    test(`${protocol}: a session of one environment is not accepted by another`, async (t) => {
      const ca = await authority('CA')
      const other = await authority('Another CA')
      const own = identity(await ca.issue())
      const ticketKey = randomBytes(48)
      const shown = identity(await other.issue({ usage: 'client' }))
      const base: Partial<TlsSettings> = {
        ...common,
        identities: [own],
        ticketKey,
        peerCertificate: 'optional',
      }
      const lenient = settings({ role: 'server', ...base, trust: [other.certificate] })
      const others: [string, TlsSettings][] = [
        ['another instance', settings({ role: 'server', ...base, trust: [other.certificate] })],
        ['the same name but other trust', { ...lenient, trust: [ca.certificate] }],
        ['the same name but another demand', { ...lenient, peerCertificate: 'required' }],
      ]
      for (const [name, strict] of others) {
        const peer = await listen(t)
        const client = environment(
          settings({ role: 'client', ...common, trust: [ca.certificate], identities: [shown] }),
        )
        const first = await connection(t, peer, client, environment(lenient))
        t.match(first.server, { resumed: false, verify: 'OK' })
        const second = await connection(t, peer, client, environment(strict))
        t.match(second.server, { resumed: false }, name)
        t.equal(second.server.verify === 'OK', strict.trust.includes(other.certificate), name)
      }
      const peer = await listen(t)
      const client = environment(
        settings({ role: 'client', ...common, trust: [ca.certificate], identities: [shown] }),
      )
      await connection(t, peer, client, environment(lenient))
      const worker = await connection(t, peer, client, environment(lenient))
      t.match(worker.server, { resumed: true }, 'the same environment in another worker accepts it')
    })

    test(`${protocol}: no session is resumed where the policy wants none`, async (t) => {
      const ca = await authority('CA')
      const trust = [ca.certificate]
      const identities = [identity(await ca.issue())]
      for (const [atClient, atServer] of [
        [0, 300],
        [300, 0],
      ] as const) {
        const peer = await listen(t)
        const client = environment(
          settings({ role: 'client', ...common, sessionTimeoutSeconds: atClient, trust }),
        )
        const server = environment(
          settings({ role: 'server', ...common, sessionTimeoutSeconds: atServer, identities }),
        )
        await connection(t, peer, client, server)
        const again = await connection(t, peer, client, server)
        t.match(again, { client: { resumed: false }, server: { resumed: false } })
      }
    })
  }

  test('a client below a trusted intermediate is accepted every time, with or without a session', async (t) => {
    const root = await authority('CA')
    const upper = await root.subordinate('Upper')
    const lower = await upper.subordinate('Lower')
    const shown = identity(await lower.issue(), lower)
    const peer = await listen(t)
    const common = { sessionTimeoutSeconds: 300 }
    const client = environment(
      settings({ role: 'client', ...common, trust: [root.certificate], identities: [shown] }),
    )
    const server = environment(
      settings({
        role: 'server',
        ...common,
        trust: [upper.certificate],
        identities: [identity(await root.issue())],
        peerCertificate: 'required',
      }),
    )
    for (let round = 0; round < 3; round++)
      t.match(await connection(t, peer, client, server), { server: { verify: 'OK' } })
  })

  test('a client does not offer to one server the session of another', async (t) => {
    const ca = await authority('CA')
    const identities = [identity(await ca.issue())]
    const client = environment(
      settings({ role: 'client', sessionTimeoutSeconds: 300, trust: [ca.certificate] }),
    )
    const server = environment(settings({ role: 'server', sessionTimeoutSeconds: 300, identities }))
    await connection(t, await listen(t), client, server)
    const elsewhere = await connection(t, await listen(t), client, server)
    t.match(elsewhere.client, { resumed: false })
  })
}
