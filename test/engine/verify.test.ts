import { X509Certificate } from 'node:crypto'
import { test } from 'tap'
import type { TlsFacts } from '../../src/engine/engine.ts'
import { type PeerExpectation, verifyPeer } from '../../src/engine/verify.ts'
import { authority } from '../support/ca.ts'

function facts(chain: readonly Uint8Array[], changes: Partial<TlsFacts> = {}): TlsFacts {
  return {
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    group: undefined,
    resumed: false,
    serverName: undefined,
    alpn: undefined,
    chain,
    verify: chain.length > 0 ? 'OK' : 'no-certificate',
    ...changes,
  }
}

async function certificate(options: { name?: string; dns?: string[] }): Promise<Uint8Array> {
  return new X509Certificate((await (await authority('CA')).issue(options)).certificate).raw
}

test('HostReferenceId is compared only where it is coded', async (t) => {
  const exact = await certificate({ name: 'Common.Example', dns: ['host.example.com'] })
  const wild = await certificate({ name: '*.common.example', dns: ['*.example.com'] })
  const dns = (hostReferenceIdDns: string, allowsWildcards = false) => ({
    hostReferenceIdDns,
    allowsWildcards,
  })
  const cn = (hostReferenceIdCn: string, allowsWildcards = false) => ({ hostReferenceIdCn, allowsWildcards })
  type Client = Omit<PeerExpectation & { role: 'client' }, 'role'>
  const table: [Uint8Array, Client, boolean][] = [
    [exact, { allowsWildcards: false }, true],
    [exact, dns('host.example.com'), true],
    [exact, dns('HOST.example.com'), true],
    [exact, dns('other.example.com'), false],
    [exact, dns('common.example'), false],
    [exact, cn('common.example'), true],
    [exact, cn('host.example.com'), false],
    [exact, { ...dns('other.example.com'), ...cn('common.example') }, true],
    [wild, dns('host.example.com'), false],
    [wild, dns('host.example.com', true), true],
    [wild, dns('a.host.example.com', true), false],
    [wild, dns('example.com', true), false],
    [wild, cn('host.common.example'), false],
    [wild, cn('host.common.example', true), true],
    [wild, cn('a.host.common.example', true), false],
    [wild, cn('common.example', true), false],
  ]
  for (const [shown, expectation, accept] of table) {
    const verdict = verifyPeer(facts([shown]), { role: 'client', ...expectation })
    t.equal(verdict.accept, accept, JSON.stringify(expectation))
    if (!verdict.accept) t.match(verdict, { rc: 8, reason: 'GSK_ERR_SERVER_REF_ID_NO_MATCH' })
  }
})

test('a server without a certificate is refused', async (t) => {
  t.match(verifyPeer(facts([]), { role: 'client', allowsWildcards: false }), { accept: false, rc: 403 })
})

test('SAFCheck takes the user of the certificate', async (t) => {
  const shown = await certificate({})
  const expectation = { role: 'server', clientAuth: 'SAFCheck' } as const
  t.match(
    verifyPeer(facts([shown]), expectation, () => 'IBMUSER'),
    { accept: true },
  )
  t.match(
    verifyPeer(facts([shown]), expectation, () => undefined),
    { rc: 5002, alert: 49 },
  )
  t.match(verifyPeer(facts([shown]), expectation), { rc: 5002 }, 'without a registry nobody is let in')
  t.match(
    verifyPeer(facts([shown], { verify: 'CERT_HAS_EXPIRED' }), expectation, () => 'IBMUSER'),
    { rc: 401 },
  )
})

test('the alert for a missing certificate is that of the protocol', async (t) => {
  const expectation = { role: 'server', clientAuth: 'Required' } as const
  t.match(verifyPeer(facts([]), expectation), { rc: 5001, alert: 116 })
  t.match(verifyPeer(facts([], { protocol: 'TLSv1.2' }), expectation), { rc: 5001, alert: 40 })
  t.match(
    verifyPeer(facts([], { resumed: true, verify: 'OK' }), expectation),
    { rc: 5001 },
    'a resumed session of TLS 1.3 that verifies without a certificate is no exception',
  )
})

test('a peer key below the minimum is refused with 508 in both roles, and one at the minimum is not', async (t) => {
  const ca = await authority('CA')
  const der = async (key: 'rsa' | 'ec' | 'ec384') =>
    new X509Certificate((await ca.issue({ key })).certificate).raw
  const minimum = (rsa: number, ecc: number) => ({ minimumKeyBits: { rsa, dsa: 1024, ecc } })
  const roles: PeerExpectation[] = [
    { role: 'server', clientAuth: 'Required' },
    { role: 'server', clientAuth: 'Full' },
    { role: 'client', allowsWildcards: false },
  ]
  for (const role of roles) {
    const verdict = async (key: 'rsa' | 'ec' | 'ec384', rsa: number, ecc: number) =>
      verifyPeer(facts([await der(key)]), { ...role, ...minimum(rsa, ecc) })
    t.match(await verdict('rsa', 2048, 521), { accept: true })
    t.match(await verdict('rsa', 2049, 0), {
      accept: false,
      rc: 508,
      reason: /smaller than the policy allows$/,
    })
    t.match(await verdict('ec', 4096, 256), { accept: true })
    t.match(await verdict('ec', 0, 257), { accept: false, rc: 508 })
    t.match(await verdict('ec384', 4096, 384), { accept: true })
  }
  const passThru: PeerExpectation = { role: 'server', clientAuth: 'PassThru', ...minimum(9999, 9999) }
  t.match(verifyPeer(facts([await der('rsa')]), passThru), { accept: true }, 'PassThru validates nothing')
})
