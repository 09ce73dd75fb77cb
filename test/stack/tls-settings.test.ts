import { test } from 'tap'
import type { KeyRing, RingCertificate } from '../../src/keyring/keyring.ts'
import { compilePolicy, mappingOf } from '../../src/match/map.ts'
import { readPolicy } from '../../src/policy/read-policy.ts'
import { peerExpectation, tlsSettings } from '../../src/stack/tls-settings.ts'
import { authority } from '../support/ca.ts'
import { type RuleText, ruleText } from '../support/policy-text.ts'

const IDENTITY = { id: 'e', ticketKey: new Uint8Array(48), now: Date.now() }

function effective(rule: Partial<RuleText>, edit: (text: string) => string = (text) => text) {
  const text = edit(ruleText({ name: 'r', direction: 'Inbound', port: 1, keyring: 'RING', ...rule }))
  const { policy, diagnostics } = readPolicy([{ file: 'test.policy', text }])
  const first = policy?.rules[0]
  if (!policy || !first) throw new Error(JSON.stringify(diagnostics))
  const mapping = mappingOf(first, compilePolicy(policy))
  if (mapping.kind !== 'mapped') throw new Error('not mapped')
  return mapping.effective
}

async function ring(...labels: [string, 'rsa' | 'ec'][]): Promise<KeyRing> {
  const ca = await authority('Settings CA')
  const own = await Promise.all(
    labels.map(async ([label, key], index): Promise<RingCertificate> => {
      const { certificate, key: privateKey } = await ca.issue({ name: label, key })
      const owner = 'ID(USER1)'
      return {
        label,
        owner,
        usage: 'PERSONAL',
        trust: 'TRUST',
        isDefault: index === 0,
        certificate,
        privateKey,
      }
    }),
  )
  const anchor = {
    label: 'CA',
    owner: 'CERTAUTH',
    usage: 'CERTAUTH',
    trust: 'TRUST',
    isDefault: false,
  } as const
  return { name: 'USER1/RING', certificates: [...own, { ...anchor, certificate: ca.certificate }] }
}

const withAdvanced = (line: string) => (text: string) => text.replace('TLSv1.2 On', `TLSv1.2 On\n${line}`)

test('the default certificate, CertificateLabel or ServerCertificateLabel decide what is shown', async (t) => {
  const three = await ring(['first', 'ec'], ['second', 'rsa'], ['third', 'ec'])
  const labels = (edit?: (text: string) => string) => {
    const settings = tlsSettings(effective({}, edit), three, IDENTITY)
    return settings.ok ? settings.value.identities.map(({ label }) => label) : settings.error.rc
  }
  t.strictSame(labels(), ['first'])
  t.strictSame(labels(withAdvanced('CertificateLabel third')), ['third'])
  t.strictSame(labels(withAdvanced('ServerCertificateLabel second\nServerCertificateLabel third')), [
    'second',
    'third',
  ])
  t.equal(labels(withAdvanced('CertificateLabel nobody')), 6)
  t.equal(labels(withAdvanced('ServerCertificateLabel nobody')), 407)
})

test('a client without a certificate of its own has none to offer, and a server needs one', async (t) => {
  const none = await ring()
  const client = tlsSettings(effective({ direction: 'Outbound' }), none, IDENTITY)
  t.match(client, { ok: true, value: { role: 'client', identities: [], peerCertificate: 'required' } })
  t.match(tlsSettings(effective({}), none, IDENTITY), { ok: false, error: { rc: 7 } })
})

test('whoever verifies needs an authority on the ring', async (t) => {
  const full = await ring(['own', 'ec'])
  const bare = { ...full, certificates: full.certificates.slice(0, 1) }
  const role = 'ServerWithClientAuth'
  t.match(tlsSettings(effective({ role }), bare, IDENTITY), { ok: false, error: { rc: 109 } })
  t.match(tlsSettings(effective({ role: 'Server' }), bare, IDENTITY), { ok: true })
  const passThru = effective({ role }, withAdvanced('ClientAuthType PassThru'))
  t.match(tlsSettings(passThru, bare, IDENTITY), { ok: true, value: { peerCertificate: 'optional' } })
})

test('a session cache or a timeout of 0 is no resumption', async (t) => {
  const own = await ring(['own', 'ec'])
  const seconds = (gsk: string) => {
    const edit = (text: string) =>
      text.replace('HandshakeRole', `TTLSGskAdvancedParms\n{\n${gsk}\n}\nHandshakeRole`)
    const settings = tlsSettings(effective({}, edit), own, IDENTITY)
    return settings.ok && settings.value.sessionTimeoutSeconds
  }
  t.equal(seconds('GSK_V3_SESSION_TIMEOUT 120'), 120)
  t.equal(seconds('GSK_V3_SESSION_TIMEOUT 0'), 0)
  t.equal(seconds('GSK_V3_SIDCACHE_SIZE 0'), 0)
})

test('what is expected of the peer comes from role, ClientAuthType and HostReferenceId', async (t) => {
  const minimumKeyBits = { rsa: 1024, dsa: 1024, ecc: 192 }
  t.strictSame(peerExpectation(effective({})), { role: 'server', clientAuth: 'None', minimumKeyBits })
  const full = effective({ role: 'ServerWithClientAuth' }, withAdvanced('ClientAuthType Full'))
  t.strictSame(peerExpectation(full), { role: 'server', clientAuth: 'Full', minimumKeyBits })
  const named = effective({ direction: 'Outbound' }, withAdvanced('HostReferenceIdDNS db.example.org'))
  t.strictSame(peerExpectation(named), {
    role: 'client',
    hostReferenceIdDns: 'db.example.org',
    allowsWildcards: false,
    minimumKeyBits,
  })
})
