import { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { test } from 'tap'
import type { HandshakeFailure, TlsFacts } from '../../../src/engine/engine.ts'
import type { TlsSettings } from '../../../src/engine/settings.ts'
import { verifyPeer } from '../../../src/engine/verify.ts'
import { type Authority, authority, type Issued } from '../../support/ca.ts'
import { type Cleanup, pair } from '../../support/peer.ts'
import { identity, type Outcome, secure, settings, until } from './fixture.ts'

interface Both {
  readonly client: Outcome
  readonly server: Outcome
}

/** Both roles by the engine over one TCP connection. */
async function both(
  t: Cleanup,
  client: Partial<TlsSettings>,
  server: Partial<TlsSettings>,
  judge: { client?: (facts: TlsFacts) => ReturnType<typeof verifyPeer>; server?: typeof judge.client } = {},
): Promise<Both> {
  const { near, far } = await pair(t)
  const [asClient, asServer] = await Promise.all([
    secure(near, settings({ role: 'client', ...client }), judge.client),
    secure(far, settings({ role: 'server', ...server }), judge.server),
  ])
  return { client: asClient, server: asServer }
}

const asServer = (clientAuth: 'None' | 'PassThru' | 'Full' | 'Required' | 'SAFCheck') => (facts: TlsFacts) =>
  verifyPeer(facts, { role: 'server', clientAuth })
const asClient = (facts: TlsFacts) => verifyPeer(facts, { role: 'client', allowsWildcards: false })

test('the facts of a handshake are those that were negotiated', async (t) => {
  const rsa = await (await authority('RSA CA', 'rsa')).issue({ key: 'rsa' })
  const ec = await (await authority('CA')).issue()
  const table: [name: string, Issued, Partial<TlsSettings>, Partial<TlsFacts>][] = [
    [
      'the cipher of the IMS lab: 0035 over TLS 1.2',
      rsa,
      { protocols: ['TLSv1.2'], ciphers: ['AES256-SHA'] },
      { protocol: 'TLSv1.2', cipher: 'TLS_RSA_WITH_AES_256_CBC_SHA', group: undefined },
    ],
    [
      'DHE',
      rsa,
      { protocols: ['TLSv1.2'], ciphers: ['DHE-RSA-AES128-SHA'] },
      { cipher: 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA', group: undefined },
    ],
    [
      'ECDHE with RSA',
      rsa,
      { protocols: ['TLSv1.2'], ciphers: ['ECDHE-RSA-AES256-GCM-SHA384'], groups: ['secp384r1'] },
      { cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', group: 'secp384r1' },
    ],
    [
      'NULL encryption at security level 0',
      rsa,
      { protocols: ['TLSv1.2'], ciphers: ['NULL-SHA256'], securityLevel: 0 },
      { cipher: 'TLS_RSA_WITH_NULL_SHA256' },
    ],
    [
      'TLS 1.0 alone',
      rsa,
      { protocols: ['TLSv1'], ciphers: ['AES128-SHA'], securityLevel: 0 },
      { protocol: 'TLSv1', cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA' },
    ],
    [
      'TLS 1.1 alone',
      rsa,
      { protocols: ['TLSv1.1'], ciphers: ['AES128-SHA'], securityLevel: 0 },
      { protocol: 'TLSv1.1' },
    ],
    ['TLS 1.3 alone', ec, { protocols: ['TLSv1.3'], ciphers: [] }, { protocol: 'TLSv1.3' }],
    [
      'TLS 1.3 with a chosen suite and group',
      ec,
      {
        protocols: ['TLSv1.3'],
        cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
        groups: ['prime256v1'],
      },
      { cipher: 'TLS_CHACHA20_POLY1305_SHA256', group: 'prime256v1' },
    ],
    ...['X25519', 'X448', 'prime256v1', 'secp384r1', 'secp521r1'].map(
      (group): [string, Issued, Partial<TlsSettings>, Partial<TlsFacts>] => [
        `group ${group} on TLS 1.3`,
        ec,
        { protocols: ['TLSv1.3'], groups: [group] },
        { group },
      ],
    ),
    ...['X25519', 'X448', 'secp384r1', 'secp521r1', 'secp224r1', 'prime192v1'].map(
      (group): [string, Issued, Partial<TlsSettings>, Partial<TlsFacts>] => [
        `curve ${group} on TLS 1.2`,
        rsa,
        { protocols: ['TLSv1.2'], ciphers: ['ECDHE-RSA-AES128-GCM-SHA256'], groups: [group] },
        { protocol: 'TLSv1.2', group },
      ],
    ),
  ]
  for (const [name, issued, common, expected] of table) {
    const ca = await authority(issued === rsa ? 'RSA CA' : 'CA', issued === rsa ? 'rsa' : 'ec')
    const { client, server } = await both(
      t,
      { ...common, trust: [ca.certificate] },
      { ...common, identities: [identity(issued)] },
    )
    t.match(client.side?.tls, { ...expected, resumed: false, verify: 'OK' }, name)
    t.match(
      server.side?.tls,
      { ...expected, group: undefined, chain: [], verify: 'no-certificate' },
      `${name}, server`,
    )
  }
})

test('protocols need not be contiguous', async (t) => {
  const ca = await authority('RSA CA', 'rsa')
  const server: Partial<TlsSettings> = {
    protocols: ['TLSv1.1', 'TLSv1.3'],
    ciphers: ['AES128-SHA'],
    securityLevel: 0,
    identities: [identity(await ca.issue({ key: 'rsa' }))],
  }
  const trust = [ca.certificate]
  const newest = await both(t, { trust }, server)
  t.equal(newest.client.side?.tls?.protocol, 'TLSv1.3')
  const refused = await both(t, { trust, protocols: ['TLSv1.2'], ciphers: ['AES128-SHA'] }, server)
  t.match(refused.server.failure, { rc: 412, kind: 'peer-incompatible' })
  t.match(refused.client.failure, { rc: 412 })
})

test('a server with an RSA and an ECDSA certificate shows the one that fits', async (t) => {
  const rsaCa = await authority('RSA CA', 'rsa')
  const ecCa = await authority('CA')
  const identities = [identity(await rsaCa.issue({ key: 'rsa' })), identity(await ecCa.issue())]
  const trust = [rsaCa.certificate, ecCa.certificate]
  const protocols = ['TLSv1.2'] as const
  for (const [cipher, name] of [
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
    ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  ] as const) {
    const { client } = await both(t, { protocols, ciphers: [cipher], trust }, { protocols, identities })
    t.match(client.side?.tls, { cipher: name, verify: 'OK' })
  }
})

test('the server decides the order of ciphers', async (t) => {
  const ca = await authority('RSA CA', 'rsa')
  const protocols = ['TLSv1.2'] as const
  const { client } = await both(
    t,
    { protocols, ciphers: ['AES128-SHA', 'AES256-SHA'], trust: [ca.certificate] },
    {
      protocols,
      ciphers: ['AES256-SHA', 'AES128-SHA'],
      identities: [identity(await ca.issue({ key: 'rsa' }))],
    },
  )
  t.equal(client.side?.tls?.cipher, 'TLS_RSA_WITH_AES_256_CBC_SHA')
})

async function withOldIssuer(ca: Authority): Promise<{ [name: string]: Issued | undefined }> {
  const stranger = await authority('Another CA')
  return {
    good: await ca.issue({ usage: 'client' }),
    none: undefined,
    'wrong CA': await stranger.issue({ usage: 'client' }),
    expired: await ca.issue({ usage: 'client', from: -20, to: -10 }),
    'not yet valid': await ca.issue({ usage: 'client', from: 10, to: 20 }),
    'self-signed': stranger,
    'wrong purpose': await ca.issue({ usage: 'server' }),
  }
}

for (const protocol of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`${protocol}: ClientAuthType decides on the client's certificate`, async (t) => {
    const ca = await authority('CA')
    const certificates = await withOldIssuer(ca)
    /** Return code, 0 for accepted, by certificate: PassThru, Full, Required, SAFCheck. */
    const table: [string, number[], string][] = [
      ['good', [0, 0, 0, 5002], 'OK'],
      ['none', [0, 0, 5001, 5001], 'no-certificate'],
      ['wrong CA', [0, 8, 8, 8], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ['expired', [0, 401, 401, 401], 'CERT_HAS_EXPIRED'],
      ['not yet valid', [0, 401, 401, 401], 'CERT_NOT_YET_VALID'],
      ['self-signed', [0, 417, 417, 417], 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['wrong purpose', [0, 440, 440, 440], 'INVALID_PURPOSE'],
    ]
    const own = identity(await ca.issue())
    for (const [name, codes, verify] of table)
      for (const [index, clientAuth] of (['PassThru', 'Full', 'Required', 'SAFCheck'] as const).entries()) {
        const shown = certificates[name]
        const { server } = await both(
          t,
          {
            protocols: [protocol],
            trust: [ca.certificate],
            identities: shown === undefined ? [] : [identity(shown)],
          },
          {
            protocols: [protocol],
            identities: [own],
            trust: [ca.certificate],
            peerCertificate: index < 2 ? 'optional' : 'required',
          },
          { server: asServer(clientAuth) },
        )
        const facts = server.side?.tls ?? server.failure?.peer
        t.equal(facts?.verify, verify, `${name}, ${clientAuth}`)
        t.equal(server.failure?.rc ?? 0, codes[index], `${name}, ${clientAuth}`)
      }
  })

  test(`${protocol}: a client refuses a server it cannot verify`, async (t) => {
    const ca = await authority('CA')
    const stranger = await authority('Another CA')
    const table: [string, Issued, number, string][] = [
      ['wrong CA', await stranger.issue(), 8, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
      ['expired', await ca.issue({ from: -20, to: -10 }), 401, 'CERT_HAS_EXPIRED'],
      ['self-signed', stranger, 417, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['wrong purpose', await ca.issue({ usage: 'client' }), 440, 'INVALID_PURPOSE'],
    ]
    for (const [name, shown, rc, verify] of table) {
      const { client } = await both(
        t,
        { protocols: [protocol], trust: [ca.certificate] },
        { protocols: [protocol], identities: [identity(shown)] },
        { client: asClient },
      )
      t.match(client.failure, { kind: 'certificate-rejected', rc, peer: { verify } }, name)
    }
  })
}

test('an intermediate CA on the ring vouches for what it issued, in both roles', async (t) => {
  const root = await authority('CA')
  const intermediate = await root.subordinate('Intermediate')
  const shown = identity(await intermediate.issue(), intermediate)
  const sibling = await root.subordinate('Sibling')
  const sent = shown.chain.map((pem) => new X509Certificate(pem).raw)
  for (const [trust, verify] of [
    [intermediate.certificate, 'OK'],
    [root.certificate, 'OK'],
    [sibling.certificate, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ] as const) {
    const { client, server } = await both(
      t,
      { trust: [trust], identities: [shown] },
      { trust: [trust], identities: [shown], peerCertificate: 'optional' },
    )
    t.equal(client.side?.tls?.verify, verify, 'client')
    t.equal(server.side?.tls?.verify, verify, 'server')
    const chain = server.side?.tls?.chain ?? []
    t.same(chain, sent.slice(0, chain.length), 'the chain is there as it was sent')
    // node 24 gives out only the first certificate of a chain that leads to a trusted root.
    t.ok(chain.length === 2 || trust === root.certificate, `${chain.length} certificates`)
  }
})

test('what the two sides cannot agree on has its return code on both', async (t) => {
  const ca = await authority('RSA CA', 'rsa')
  const rsa = identity(await ca.issue({ key: 'rsa' }))
  const trust = [ca.certificate]
  const old = { protocols: ['TLSv1.2'], trust } as const
  type Expected = Partial<HandshakeFailure>
  const table: [string, Partial<TlsSettings>, Partial<TlsSettings>, Expected, Expected][] = [
    [
      'ciphers',
      { ...old, ciphers: ['AES128-SHA'] },
      { protocols: ['TLSv1.2'], ciphers: ['AES256-SHA'] },
      { rc: 402, alertReceived: 40 },
      { rc: 402, kind: 'peer-incompatible' },
    ],
    [
      'a key that fits none of the own ciphers',
      { ...old, ciphers: ['AES128-SHA'] },
      { protocols: ['TLSv1.2'], ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256'] },
      { rc: 402, alertReceived: 40 },
      { rc: 434, kind: 'local-configuration' },
    ],
    [
      'protocols, client too old',
      { ...old },
      { protocols: ['TLSv1.3'] },
      { rc: 412, alertReceived: 70 },
      { rc: 412, kind: 'peer-incompatible' },
    ],
    [
      'protocols, server too old',
      { protocols: ['TLSv1.3'], trust },
      { protocols: ['TLSv1.2'] },
      { rc: 412, alertReceived: 70 },
      { rc: 412 },
    ],
    [
      'key share groups',
      { protocols: ['TLSv1.3'], trust, groups: ['X25519'] },
      { protocols: ['TLSv1.3'], groups: ['secp384r1'] },
      { rc: 402, alertReceived: 40 },
      { rc: 402 },
    ],
    [
      'signature pairs',
      { protocols: ['TLSv1.3'], trust, signatureAlgorithms: ['ECDSA+SHA256'] },
      { protocols: ['TLSv1.3'] },
      { rc: 402, alertReceived: 40 },
      { rc: 467 },
    ],
  ]
  for (const [name, client, server, atClient, atServer] of table) {
    const outcome = await both(t, client, { identities: [rsa], ...server })
    t.match(outcome.client.failure, atClient, `${name}: client`)
    t.match(outcome.server.failure, atServer, `${name}: server`)
  }
})

test('a peer that is silent, slow, gone or no TLS partner has its return code in both roles', async (t) => {
  const ca = await authority('CA')
  const sides = {
    client: settings({ role: 'client', trust: [ca.certificate] }),
    server: settings({ role: 'server', identities: [identity(await ca.issue())] }),
  }
  const beginning = Buffer.from('160303', 'hex')
  const table: [string, (far: Socket) => void, Partial<HandshakeFailure>][] = [
    ['silent', () => {}, { rc: 5004, kind: 'timed-out' }],
    ['slow', (far) => far.write(beginning), { rc: 5005, kind: 'timed-out' }],
    ['FIN at once', (far) => far.end(), { rc: 420, kind: 'reset' }],
    ['FIN in the middle', (far) => far.end(beginning), { rc: 420, kind: 'reset' }],
    ['RST', (far) => far.resetAndDestroy(), { rc: 406, kind: 'reset' }],
    ['HTTP', (far) => far.write('GET / HTTP/1.0\r\n\r\n'), { rc: 5003, kind: 'peer-misbehaved' }],
    ['a banner', (far) => far.write('220 ready\r\n'), { rc: 5003 }],
    ['one clear byte', (far) => far.write('A'), { rc: 5003 }],
    ['zeros', (far) => far.write(Buffer.alloc(100)), { rc: 5003 }],
    ['TLS-like garbage', (far) => far.write(Buffer.alloc(400, 0x16)), { kind: 'peer-incompatible' }],
  ]
  for (const role of ['client', 'server'] as const)
    for (const [name, act, expected] of table) {
      const { near, far } = await pair(t)
      const outcome = secure(near, sides[role], undefined, { firstByteMs: 300, finishMs: 300 })
      far.resume()
      act(far)
      const { failure } = await outcome
      t.match(failure, expected, `${role}: ${name}`)
      // After an alert of ours the socket closes as soon as that is written.
      await until(() => near.destroyed)
    }
})

test('every alert of a peer is read and none ends the process', async (t) => {
  const ca = await authority('CA')
  const sides = {
    client: settings({ role: 'client', trust: [ca.certificate] }),
    server: settings({ role: 'server', identities: [identity(await ca.issue())] }),
  }
  const codes: { [alert: number]: number } = {
    40: 402,
    42: 414,
    46: 414,
    48: 435,
    70: 412,
    80: 438,
    112: 448,
  }
  for (const role of ['client', 'server'] as const)
    for (let alert = 1; alert < 256; alert += alert > 130 ? 31 : 1) {
      const { near, far } = await pair(t)
      const outcome = secure(near, sides[role])
      far.resume()
      far.end(Buffer.from([0x15, 3, 3, 0, 2, 2, alert]))
      const { failure } = await outcome
      t.ok(failure, `${role}: alert ${alert}: ${failure?.rc}`)
      // A server that has no hello yet takes an alert for an unexpected message.
      const rc = role === 'client' ? codes[alert] : undefined
      if (rc !== undefined) t.match(failure, { rc, alertReceived: alert }, `${role}: alert ${alert}`)
    }
})

test('an abort ends a handshake at any moment', async (t) => {
  const ca = await authority('CA')
  const own = settings({ role: 'server', identities: [identity(await ca.issue())] })
  const before = AbortSignal.abort()
  const { near } = await pair(t)
  t.match((await secure(near, own, undefined, {}, before)).failure, { kind: 'aborted' })

  const during = new AbortController()
  const { near: waiting, far } = await pair(t)
  const outcome = secure(waiting, own, undefined, {}, during.signal)
  far.write(Buffer.from('16', 'hex'))
  during.abort()
  t.match((await outcome).failure, { kind: 'aborted' })

  const deciding = new AbortController()
  const middle = await pair(t)
  const [, server] = await Promise.all([
    secure(middle.far, settings({ role: 'client', trust: [ca.certificate] })),
    secure(
      middle.near,
      own,
      () => {
        deciding.abort()
        return new Promise(() => {})
      },
      {},
      deciding.signal,
    ),
  ])
  t.match(server.failure, { kind: 'aborted', peer: { protocol: 'TLSv1.3' } })
})

test('a decision that throws refuses the peer', async (t) => {
  const ca = await authority('CA')
  const { server } = await both(
    t,
    { trust: [ca.certificate] },
    { identities: [identity(await ca.issue())] },
    {
      server: () => {
        throw new Error('the user registry is down')
      },
    },
  )
  t.match(server.failure, { kind: 'internal', rc: 6001, reason: /the user registry is down/ })
})
