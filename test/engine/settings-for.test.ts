import { test } from 'tap'
import { type SettingsInput, settingsFor } from '../../src/engine/settings-for.ts'
import { authority, type Issued } from '../support/ca.ts'

const NAMES: { readonly [code: string]: string } = {
  '0002': 'NULL-SHA',
  '0035': 'AES256-SHA',
  C02F: 'ECDHE-RSA-AES128-GCM-SHA256',
  '1301': 'TLS_AES_128_GCM_SHA256',
  '1302': 'TLS_AES_256_GCM_SHA384',
}
const cipherName = (code: string) => NAMES[code]
const NOW = Date.now()

async function input(changes: Partial<SettingsInput> = {}): Promise<SettingsInput> {
  const ca = await authority('CA')
  const { certificate, key } = await ca.issue()
  return {
    id: 'test',
    handshakeRole: 'Server',
    clientAuthType: 'Required',
    protocols: ['TLSv1.2'],
    ciphers: ['0035', 'C02F'],
    clientCurves: ['0021', '0023'],
    clientKeyShareGroups: ['0023'],
    serverKexCurves: ['0023', '0024'],
    serverKeyShareGroups: ['0029', '0023'],
    signaturePairs: ['0601', '0403'],
    extendedMasterSecret: true,
    sessionTimeoutSeconds: 86_400,
    identities: [{ label: 'Own', chain: [certificate], privateKey: key }],
    trust: [ca.certificate],
    ...changes,
  }
}

async function settled(changes: Partial<SettingsInput>) {
  const result = settingsFor(await input(changes), cipherName, NOW)
  if (!result.ok) throw new Error(result.error.text)
  return result.value
}

async function refused(changes: Partial<SettingsInput>) {
  const result = settingsFor(await input(changes), cipherName, NOW)
  return result.ok ? undefined : result.error
}

test('codes become OpenSSL names in policy order, and suites of TLS 1.3 stand apart', async (t) => {
  const settings = await settled({
    protocols: ['TLSv1.3', 'TLSv1.2'],
    ciphers: ['1302', '0035', '0004', '1301', 'C02F'],
    signaturePairs: ['0601', '0101', '0804'],
  })
  t.same(settings.ciphers, ['AES256-SHA', 'ECDHE-RSA-AES128-GCM-SHA256'])
  t.same(settings.cipherSuites, ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'])
  t.same(settings.protocols, ['TLSv1.2', 'TLSv1.3'])
  t.same(settings.signatureAlgorithms, ['RSA+SHA512', 'rsa_pss_rsae_sha256'])
})

test('a version without a cipher suite of its own is left out, as on z/OS', async (t) => {
  t.same((await settled({ protocols: ['TLSv1.2', 'TLSv1.3'] })).protocols, ['TLSv1.2'])
  t.same((await settled({ protocols: ['TLSv1.2', 'TLSv1.3'], ciphers: ['1301'] })).protocols, ['TLSv1.3'])
  t.match(await refused({ protocols: ['TLSv1.3'] }), { rc: 402, text: /TLSv1\.3/ })
  t.match(await refused({ ciphers: ['0004'] }), { rc: 402, text: /0004/ })
  t.match(await refused({ protocols: [] }), { rc: 412 })
})

test('roles ask the peer for a certificate as ClientAuthType says', async (t) => {
  const table: [SettingsInput['handshakeRole'], SettingsInput['clientAuthType'], string, string][] = [
    ['Client', 'Required', 'client', 'required'],
    ['Server', 'Required', 'server', 'none'],
    ['ServerWithClientAuth', 'PassThru', 'server', 'optional'],
    ['ServerWithClientAuth', 'Full', 'server', 'optional'],
    ['ServerWithClientAuth', 'Required', 'server', 'required'],
    ['ServerWithClientAuth', 'SAFCheck', 'server', 'required'],
  ]
  for (const [handshakeRole, clientAuthType, role, peerCertificate] of table)
    t.match(await settled({ handshakeRole, clientAuthType }), { role, peerCertificate }, clientAuthType)
})

test('the groups of the role are one list, key share groups first', async (t) => {
  const both = ['TLSv1.2', 'TLSv1.3'] as const
  const ciphers = ['0035', '1301']
  t.same((await settled({ handshakeRole: 'Client' })).groups, ['secp224r1', 'prime256v1'])
  t.same((await settled({ handshakeRole: 'Client', protocols: both, ciphers })).groups, [
    'prime256v1',
    'secp224r1',
  ])
  t.same((await settled({ handshakeRole: 'Client', clientCurves: [] })).groups, [])
  t.same((await settled({})).groups, ['prime256v1', 'secp384r1'])
  t.same((await settled({ protocols: both, ciphers })).groups, ['X25519', 'prime256v1', 'secp384r1'])
  t.same((await settled({ protocols: ['TLSv1.3'], ciphers })).groups, ['X25519', 'prime256v1'])
})

test('the security level falls to 0 only for what level 1 refuses', async (t) => {
  t.equal((await settled({})).securityLevel, 1)
  t.equal((await settled({ protocols: ['TLSv1', 'TLSv1.2'] })).securityLevel, 0)
  t.equal((await settled({ protocols: ['TLSv1.1'] })).securityLevel, 0)
  t.equal((await settled({ signaturePairs: ['0403', '0201'] })).securityLevel, 0)
  t.equal((await settled({ ciphers: ['0035', '0002'] })).securityLevel, 0)
})

test('certificates that cannot be used are refused before TLS sees them', async (t) => {
  const ca = await authority('CA')
  const as = ({ certificate, key }: Issued) => [{ label: 'Own', chain: [certificate], privateKey: key }]
  t.match(await refused({ identities: [] }), { rc: 7 })
  t.equal(await refused({ handshakeRole: 'Client', identities: [] }), undefined)
  t.match(await refused({ identities: as(await ca.issue({ from: -20, to: -10 })) }), {
    rc: 401,
    text: /Own expired/,
  })
  t.match(await refused({ identities: as(await ca.issue({ from: 10, to: 20 })) }), {
    rc: 401,
    text: /not valid before/,
  })
  t.match(await refused({ identities: [{ label: 'Own', chain: ['rubbish'], privateKey: '' }] }), { rc: 10 })
  t.match(await refused({ handshakeRole: 'Client', trust: [] }), { rc: 109 })
  t.match(await refused({ handshakeRole: 'ServerWithClientAuth', trust: [] }), { rc: 109 })
  t.equal(
    await refused({ handshakeRole: 'ServerWithClientAuth', clientAuthType: 'PassThru', trust: [] }),
    undefined,
  )
})
