// Who may give which command (identity.md 4.4): SPECIAL may everything, others what profiles and ownership allow.

import { checkAccess } from './access.ts'
import {
  type AccessLevel,
  CERTAUTH_OWNER,
  type CertificateOwner,
  MULTIID_OWNER,
  type Profile,
  SITE_OWNER,
} from './database/records.ts'
import type { View } from './database/view.ts'

export function isSpecial(view: View, user: string): boolean {
  return view.get('user', user)?.attributes.includes('SPECIAL') === true
}

/** The owner of a profile may change it; of a discrete one also who has ALTER. */
export function mayChangeProfile(view: View, issuer: string, profile: Profile): boolean {
  if (isSpecial(view, issuer) || profile.owner === issuer) return true
  const entry = profile.access.find((each) => each.id === issuer)
  return !profile.generic && entry?.access === 'ALTER'
}

/** Why the issuer may not do this to certificates or rings of `owner`; undefined when he may. */
export function whyNoCertificateAuthority(
  view: View,
  issuer: string,
  functionName: string,
  owner: CertificateOwner,
): string | undefined {
  if (isSpecial(view, issuer)) return undefined
  const resource = `IRR.DIGTCERT.${functionName}`
  const level = levelFor(owner, issuer)
  const decision = checkAccess(view, { user: issuer, class: 'FACILITY', resource, level })
  if (decision.kind === 'granted') return undefined
  return `${decision.reason}; ${level} to ${resource} of class FACILITY, or SPECIAL, is needed`
}

function levelFor(owner: CertificateOwner, issuer: string): AccessLevel {
  if (owner === CERTAUTH_OWNER || owner === SITE_OWNER || owner === MULTIID_OWNER) return 'CONTROL'
  return owner === issuer ? 'READ' : 'UPDATE'
}
