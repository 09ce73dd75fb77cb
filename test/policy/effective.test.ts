import { test } from 'tap'
import { compilePolicy, mappingOf } from '../../src/match/map.ts'
import type { EffectiveAction } from '../../src/policy/effective.ts'
import { LEVELS, type Level } from '../../src/policy/policy.ts'
import { basePolicy, policyFile, policyOf } from './support.ts'

function effectiveOf(text: string, level: Level = '3.1'): EffectiveAction {
  const policy = policyOf(text, { level })
  const [rule] = policy.rules
  const mapping = rule && mappingOf(rule, compilePolicy(policy))
  if (mapping?.kind !== 'mapped') throw new Error('not mapped')
  return mapping.effective
}

test('connection wins over environment, environment over group, group over default', (t) => {
  const text = basePolicy({
    environment: 'Trace 3',
    advanced: 'TLSv1.2 On\n HandshakeTimeout 20\n TLSv1 Off',
    connection: '  TTLSConnectionAdvancedParms\n  {\n    HandshakeTimeout 30\n  }',
  }).replace('TTLSEnabled On', 'TTLSEnabled On\n Trace 5')
  const { values, handshakeTimeoutSeconds, trace, protocols } = effectiveOf(text)
  t.equal(handshakeTimeoutSeconds, 30)
  t.equal(values['HandshakeTimeout']?.origin, 'connection')
  t.equal(trace, 3)
  t.equal(values['Trace']?.origin, 'environment')
  t.equal(values['TTLSEnabled']?.origin, 'group')
  t.equal(values['TLSv1.1']?.origin, 'default')
  t.same(protocols, ['TLSv1.1', 'TLSv1.2'])
  t.end()
})

test('protocol and cipher defaults follow the level', (t) => {
  const seen = LEVELS.map((level) => {
    const effective = effectiveOf(basePolicy({ advanced: 'ServerScsv Off' }), level)
    return `${level} ${effective.protocols.join('+')} ${effective.ciphers.codes.slice(0, 3).join(' ')}`
  })
  t.same(seen, [
    'V2R1 TLSv1+TLSv1.1 0005 0004 0035',
    'V2R2 TLSv1+TLSv1.1 0035 0036 0037',
    'V2R3 TLSv1+TLSv1.1 0035 0038 0039',
    'V2R4 TLSv1+TLSv1.1 0035 0038 0039',
    'V2R5 TLSv1+TLSv1.1 0035 0038 0039',
    '3.1 TLSv1+TLSv1.1 0035 0038 0039',
    '3.2 TLSv1.2 C030 C02C C02F',
  ])
  t.end()
})

test('TLSv1.3 On switches the oldest versions off by default and adds curves and pairs', (t) => {
  const effective = effectiveOf(basePolicy({ advanced: 'TLSv1.3 On\nTLSv1.2 On' }))
  t.same(effective.protocols, ['TLSv1.2', 'TLSv1.3'])
  t.same(effective.clientCurves, ['0021', '0023', '0024', '0025', '0019', '0029'])
  t.same(effective.clientKeyShareGroups, ['0023'])
  t.same(effective.signaturePairs.codes.slice(-3), ['0806', '0805', '0804'])
  t.end()
})

test('names and codes share one cipher list in file order, the first place counts', (t) => {
  const ciphers = `TTLSCipherParms
  {
    V3CipherSuites TLS_AES_256_GCM_SHA384
    V3CipherSuites4Char C030c02f
    V3CipherSuites 352F
    V3CipherSuites4Char TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  }`
  const effective = effectiveOf(basePolicy({ environment: ciphers }))
  t.same(effective.ciphers, { codes: ['1302', 'C030', 'C02F', '0035', '002F'], isCoded: true })
  t.end()
})

test('a cipher block of the connection replaces that of the environment as a whole', (t) => {
  const effective = effectiveOf(
    basePolicy({
      environment: 'TTLSCipherParms\n{\nV3CipherSuites4Char C030\n}',
      connection: 'TTLSCipherParms\n{\nV2CipherSuites 1\n}',
    }),
  )
  t.notOk(effective.ciphers.isCoded)
  t.end()
})

test('the later of Ref and inline block replaces the earlier as a whole', (t) => {
  const text = basePolicy({
    environment: 'TTLSEnvironmentAdvancedParmsRef adv',
    advanced: 'TLSv1.2 On',
    more: 'TTLSEnvironmentAdvancedParms adv\n{\n TLSv1 Off\n TLSv1.1 Off\n}',
  })
  t.same(effectiveOf(text).protocols, ['TLSv1', 'TLSv1.1', 'TLSv1.2'])
  t.end()
})

test('ClientECurves Any sends no list and no key share', (t) => {
  const effective = effectiveOf(basePolicy({ environment: 'TTLSSignatureParms\n{\nCLientECurves ANY\n}' }))
  t.equal(effective.clientCurves, 'Any')
  t.same(effective.clientKeyShareGroups, [])
  t.end()
})

test('Suite B replaces ciphers, curves and pairs', (t) => {
  const effective = effectiveOf(basePolicy({ environment: 'SuiteBProfile 128Min' }))
  t.same(effective.ciphers.codes, ['C02B', 'C02C'])
  t.same(effective.clientCurves, ['0023', '0024'])
  t.same(effective.signaturePairs.codes, ['0403', '0503'])
  t.end()
})

test('effective values cross to a worker as data', (t) => {
  const effective = effectiveOf(basePolicy({}))
  t.same(structuredClone(effective), effective)
  const policy = policyOf(basePolicy({}))
  t.same(structuredClone(policy), policy)
  t.ok(Object.isFrozen(policy.rules[0]?.conditions))
  t.end()
})

test('the lab policy is TLS 1.2 with 0035 first on both sides at V2R3', (t) => {
  const policy = policyFile('ims-connect.policy', { level: 'V2R3' })
  const compiled = compilePolicy(policy)
  const seen = policy.rules.map((rule) => {
    const mapping = mappingOf(rule, compiled)
    if (mapping.kind !== 'mapped') return 'unmapped'
    const { handshakeRole, protocols, ciphers, keyring, trace } = mapping.effective
    return [rule.name, handshakeRole, protocols, ciphers.codes[0], keyring, trace].join(' ')
  })
  t.same(seen, [
    'IMSDBConnectRule~1 Server TLSv1.2 0035 IMS.KeyRing 7',
    'IMSDBClientRule~2 Client TLSv1.2 0035 zCEE.KeyRing 7',
  ])
  t.end()
})

test('the mutual lab policy asks for client certificates over TLS 1.3', (t) => {
  for (const level of ['3.1', '3.2'] as const) {
    const policy = policyFile('ims-connect-mutual.policy', { level })
    const compiled = compilePolicy(policy)
    const seen = policy.rules.map((rule) => {
      const mapping = mappingOf(rule, compiled)
      if (mapping.kind !== 'mapped') return 'unmapped'
      const { handshakeRole, clientAuthType, protocols, ciphers } = mapping.effective
      return [handshakeRole, clientAuthType, protocols, ciphers.codes[0]].join(' ')
    })
    t.same(seen, ['ServerWithClientAuth Required TLSv1.3 1302', 'Client Required TLSv1.3 1302'], level)
  }
  t.end()
})
