// Parameters that do nothing without another one, and values that are legal and probably not meant.

import type { Place } from '../../common/diagnostic.ts'
import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import type { Attributes } from '../policy.ts'
import { combinations } from './combinations.ts'

/** keyword, the values that need something, what they need. */
const COMPANIONS: readonly (readonly [string, readonly string[], string])[] = [
  ['ClientHandshakeSNI', ['Optional', 'Required'], 'ClientHandshakeSNIList'],
  ['ServerHandshakeSNI', ['Optional', 'Required'], 'ServerHandshakeSNIList'],
  ['ClientMaxSSLFragment', ['Optional', 'Required'], 'ClientMaxSSLFragmentLength'],
  ['HostRefWildcardValidation', ['On'], 'HostReferenceIdDNS'],
]

export function checkCompanions(draft: Draft, findings: Findings): void {
  const reported = new Set<string>()
  for (const { effective, label } of combinations(draft))
    for (const [keyword, needing, companion] of COMPANIONS) {
      const { value, place } = effective.values[keyword] ?? {}
      if (!place || reported.has(at(place)) || !needing.includes(String(value))) continue
      if (effective.values[companion]?.value !== undefined) continue
      reported.add(at(place))
      findings.add('missing-companion', place, { keyword, value: String(value), action: label, companion })
    }
  checkSuiteB(draft, findings)
  checkStatements(draft, findings)
  checkSecondaryMaps(draft, findings)
}

const at = (place: Place) => `${place.file}:${place.line}`

function checkSuiteB(draft: Draft, findings: Findings): void {
  const reported = new Set<string>()
  for (const { effective, environment, label } of combinations(draft)) {
    const profile = environment.attributes['SuiteBProfile']
    if (!profile || profile.value === 'Off' || reported.has(label)) continue
    reported.add(label)
    const report = (conflict: string) =>
      findings.add('suite-b-conflict', profile.place, {
        value: String(profile.value),
        action: label,
        conflict,
      })
    if (environment.blocks['TTLSCipherParms'] !== undefined) report('makes its TTLSCipherParms ineffective')
    if (!effective.protocols.includes('TLSv1.2')) report('needs TLSv1.2 On')
  }
}

/** What can be said of a statement without knowing who uses it. */
function checkStatements(draft: Draft, findings: Findings): void {
  for (const { keyword, attributes, statement } of draft.read()) {
    const timeout = attributes['HandshakeTimeout']
    if (timeout?.value === 0) findings.add('no-timeout', timeout.place, {})
    if (keyword === 'IpTimeCondition') findings.add('unverified-time-syntax', statement.keyword.place, {})
    checkSecrets(attributes, findings)
  }
}

function checkSecrets(attributes: Attributes, findings: Findings): void {
  const password = attributes['KeyringPw']
  const stash = attributes['KeyringStashFile']
  if (password) {
    const advice = stash
      ? 'KeyringPw wins over KeyringStashFile; remove it'
      : 'use KeyringStashFile, or a key ring of the security database'
    findings.add('secret-in-file', password.place, { keyword: 'KeyringPw', advice })
  }
  const bind = attributes['GSK_LDAP_USER_PW']
  if (bind) {
    const advice = 'use an LDAP server that gives revocation lists to everybody'
    findings.add('secret-in-file', bind.place, { keyword: 'GSK_LDAP_USER_PW', advice })
  }
}

function checkSecondaryMaps(draft: Draft, findings: Findings): void {
  for (const group of draft.groupActions.values()) {
    const map = group.attributes['SecondaryMap']
    if (map?.value === 'On' && group.attributes['TTLSEnabled']?.value === 'Off')
      findings.add('secondary-map-without-effect', map.place, { name: group.name })
  }
}
