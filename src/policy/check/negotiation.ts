// Whether anything can be negotiated at all: protocol versions against cipher suites, against what OpenSSL has.

import type { Place } from '../../common/diagnostic.ts'
import { type CipherSuite, cipherByCode, type ProtocolName } from '../ciphers.ts'
import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { type Combination, combinations } from './combinations.ts'
import { named } from './lists.ts'
import { Once } from './once.ts'

const GONE: ReadonlySet<ProtocolName> = new Set(['SSLv2', 'SSLv3'])

export function checkNegotiation(draft: Draft, findings: Findings): void {
  const once = new Once()
  for (const combination of combinations(draft)) {
    checkUsable(combination, findings, once)
    checkTls13(combination, findings, once)
    checkIdle(combination, findings, once)
  }
}

function suitesOf({ effective }: Combination): readonly CipherSuite[] {
  return effective.ciphers.codes.flatMap((code) => cipherByCode(code) ?? [])
}

/** Where a reader should look: the list if it is coded, else the action. */
function placeOf(combination: Combination, keyword: string): Place {
  const { effective, connection, environment } = combination
  return effective.values[keyword]?.place ?? (connection ?? environment).place
}

function checkUsable(combination: Combination, findings: Findings, once: Once): void {
  const { effective, label } = combination
  const { protocols } = effective
  for (const protocol of protocols.filter((name) => GONE.has(name)))
    once.at(effective.values[protocol]?.place, protocol, (place) =>
      findings.add('not-in-openssl', place, { values: `${protocol} On`, keyword: protocol }),
    )
  const reason = whyUnusable(combination)
  if (reason !== undefined)
    findings.add('nothing-usable', placeOf(combination, 'V3CipherSuites'), { action: label, reason })
}

function whyUnusable(combination: Combination): string | undefined {
  const { protocols } = combination.effective
  if (protocols.length === 0) return 'no protocol version is on'
  const usable = protocols.filter((name) => !GONE.has(name))
  if (usable.length === 0) return `only ${protocols.join(' and ')} is on`
  const suites = suitesOf(combination)
  const fits = (suite: CipherSuite) => suite.protocols.some((name) => usable.includes(name))
  if (!suites.some(fits)) return `no cipher suite of the list belongs to ${usable.join(', ')}`
  if (!suites.some((suite) => suite.available && fits(suite)))
    return 'no cipher suite of the list is available here'
  return undefined
}

function checkTls13(combination: Combination, findings: Findings, once: Once): void {
  const { effective, label, group } = combination
  if (!effective.protocols.includes('TLSv1.3')) return
  if (effective.fips !== 'Off')
    findings.add('tls13-with-fips', placeOf(combination, 'TLSv1.3'), {
      action: `${label} (group ${group.name})`,
      mode: effective.fips,
    })
  if (!suitesOf(combination).some((suite) => suite.protocols.includes('TLSv1.3')))
    once.at(placeOf(combination, 'TLSv1.3'), 'no-13', (place) =>
      findings.add('tls13-without-cipher', place, { action: label }),
    )
}

/** Suites of a coded list that no version uses. */
function checkIdle(combination: Combination, findings: Findings, once: Once): void {
  const { effective, label } = combination
  if (!effective.ciphers.isCoded) return
  const place = placeOf(combination, 'V3CipherSuites')
  const suites = suitesOf(combination)
  const idle = suites.filter((suite) => !suite.protocols.some((name) => effective.protocols.includes(name)))
  if (idle.length > 0 && idle.length < suites.length)
    once.at(place, `idle ${idle.map((suite) => suite.code).join()}`, () =>
      findings.add('cipher-without-protocol', place, { ciphers: named(idle), action: label }),
    )
}
