import { test } from 'tap'
import { remappedConnections } from '../../src/match/diff.ts'
import { compilePolicy } from '../../src/match/map.ts'
import { basePolicy, policyOf } from '../policy/support.ts'
import { factsOf } from './random-facts.ts'

test('of live connections those are named that would map to something else', (t) => {
  const text = basePolicy({})
  const before = compilePolicy(policyOf(text))
  const web = factsOf('inbound', '192.0.2.1', 8443, '192.0.2.2', 50_000)
  const other = factsOf('inbound', '192.0.2.1', 9000, '192.0.2.2', 50_000)
  const remapped = (after: string) =>
    remappedConnections([web, other], before, compilePolicy(policyOf(after)), 0).map(
      ({ facts }) => facts.local.port,
    )
  t.same(remapped(text.replaceAll('e1', 'environment')), [], 'a renamed action')
  t.same(remapped(text.replace('8443', '9000')), [8443, 9000], 'another port')
  t.same(remapped(text.replace('TLSv1.2 On', 'TLSv1.2 On\nHandshakeTimeout 3')), [8443], 'another value')
  t.same(remapped(text.replace('TTLSEnabled On', 'TTLSEnabled Off')), [8443], 'switched off')
  t.end()
})
