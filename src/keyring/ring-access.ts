// May this user read this ring, and whose private keys may it use (identity.md 4.6 and 4.4). A profile of class
// RDATALIB decides where there is one, otherwise FACILITY. Without any profile a user reads its own rings.

import { checkAccess, reaches } from '../racf/access.ts'
import type { AccessLevel } from '../racf/database/records.ts'
import { CERTAUTH_OWNER, type CertificateOwner, SITE_OWNER } from '../racf/database/records.ts'
import type { View } from '../racf/database/view.ts'
import type { RingName } from './ring-name.ts'

export type DatabaseRingName = Exclude<RingName, { kind: 'path' }>

/** `reason` is one sentence without a full stop; a refusal names the profile, or the one that is missing. */
export interface RingAccess {
  readonly mayRead: boolean
  readonly reason: string
  /** What RDATALIB gives the reader, where it decides. */
  readonly libraryAccess?: AccessLevel
}

export function ringAccess(view: View, name: DatabaseRingName, reader: string): RingAccess {
  const resource = libraryResource(name)
  const library = checkAccess(view, { user: reader, class: 'RDATALIB', resource, level: 'READ' })
  if (library.kind !== 'not-protected')
    return { mayRead: library.kind === 'granted', reason: library.reason, libraryAccess: library.has }
  const isAuthority = name.owner.startsWith('*')
  const isOwn = name.owner === reader
  const facility = name.kind === 'ring' ? 'IRR.DIGTCERT.LISTRING' : 'IRR.DIGTCERT.LIST'
  const level = isOwn || isAuthority ? 'READ' : 'UPDATE'
  const decision = checkAccess(view, { user: reader, class: 'FACILITY', resource: facility, level })
  if (decision.kind !== 'not-protected')
    return { mayRead: decision.kind === 'granted', reason: decision.reason }
  // Certificates of authorities are public; rings of others are not for everybody just because nobody said so.
  if (isOwn || isAuthority || isSpecial(view, reader)) return { mayRead: true, reason: decision.reason }
  const reason = `${decision.reason}; ${reader} needs UPDATE to ${facility} of class FACILITY, or READ to ${resource} of class RDATALIB`
  return { mayRead: false, reason }
}

/** OWNER.RING.LST; virtual rings and the internal owners have names of their own. */
function libraryResource(name: DatabaseRingName): string {
  const owner = name.owner === '*AUTH*' ? 'CERTIFAUTH' : name.owner === '*SITE*' ? 'SITECERTIF' : name.owner
  const ring = name.kind === 'ring' ? name.ring.toUpperCase() : 'IRR_VIRTUAL_KEYRING'
  return `${owner}.${ring}.LST`
}

/**
 * The private key of a certificate on a ring that the reader may read: one's own, another user's with UPDATE to the
 * ring in RDATALIB; that of CERTAUTH and SITE with SPECIAL or CONTROL.
 */
export function mayUseKey(view: View, owner: CertificateOwner, access: RingAccess, reader: string): boolean {
  if (owner === reader) return true
  const library = access.libraryAccess ?? 'NONE'
  if (owner !== CERTAUTH_OWNER && owner !== SITE_OWNER) return reaches(library, 'UPDATE')
  if (isSpecial(view, reader) || reaches(library, 'CONTROL')) return true
  const request = {
    user: reader,
    class: 'FACILITY',
    resource: 'IRR.DIGTCERT.GENCERT',
    level: 'CONTROL',
  } as const
  return checkAccess(view, request).kind === 'granted'
}

function isSpecial(view: View, user: string): boolean {
  return view.get('user', user)?.attributes.includes('SPECIAL') === true
}
