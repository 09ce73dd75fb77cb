// The access decision (identity.md 3.4): may this user use this resource, and which profile and which entry said
// so. Pure over one view of the database.

import { needsRaclist } from './classes.ts'
import type { AccessEntry, AccessLevel, Profile, User } from './database/records.ts'
import type { View } from './database/view.ts'
import { compareSpecificity, coversName } from './generic-names.ts'

export const ACCESS_LEVELS: readonly AccessLevel[] = ['NONE', 'EXECUTE', 'READ', 'UPDATE', 'CONTROL', 'ALTER']

export interface AccessRequest {
  readonly user: string
  readonly class: string
  readonly resource: string
  readonly level: AccessLevel
  /** The user runs as a started task with TRUSTED or PRIVILEGED. */
  readonly isTrusted?: boolean
  /** The SERVAUTH resource through which the user came, for entries with WHEN(SERVAUTH(..)). */
  readonly servauth?: string
}

/** `reason` is one sentence without a full stop that names the profile and the entry. */
export type AccessDecision =
  | {
      readonly kind: 'granted' | 'refused'
      /** Absent when no profile was needed to decide. */
      readonly profile?: string
      readonly has: AccessLevel
      readonly reason: string
    }
  | { readonly kind: 'not-protected'; readonly reason: string }

export function checkAccess(view: View, request: AccessRequest): AccessDecision {
  const { class: className, resource, user, level } = request
  const unprotected = whyNotChecked(view, className)
  if (unprotected) return { kind: 'not-protected', reason: unprotected }
  if (request.isTrusted === true)
    return { kind: 'granted', has: 'ALTER', reason: `${user} is a trusted started task` }
  const profile = profileFor(view, className, resource)
  if (!profile)
    return { kind: 'not-protected', reason: `no profile of class ${className} covers ${resource}` }
  const found = accessOf(view, profile, request)
  const reason = `profile ${profile.name} of class ${className} gives ${user} ${found.access} by ${found.by}`
  const base = { profile: profile.name, has: found.access }
  if (reaches(found.access, level)) return { kind: 'granted', ...base, reason }
  const needed = `${reason}, and ${level} is needed`
  if (profile.warning) return { kind: 'granted', ...base, reason: `${needed}, but the profile only warns` }
  return { kind: 'refused', ...base, reason: needed }
}

/** The access that the user has to a profile, whatever is asked for. */
export function accessTo(view: View, profile: Profile, user: string): AccessLevel {
  return accessOf(view, profile, { user, class: profile.class, resource: profile.name, level: 'NONE' }).access
}

export function reaches(has: AccessLevel, wanted: AccessLevel): boolean {
  return ACCESS_LEVELS.indexOf(has) >= ACCESS_LEVELS.indexOf(wanted)
}

function whyNotChecked(view: View, className: string): string | undefined {
  const options = view.get('class', className)
  if (options?.active !== true) return `class ${className} is not active`
  if (needsRaclist(className) && !options.raclisted) return `class ${className} is not RACLISTed`
  return undefined
}

/** The discrete profile, else the most specific pattern, from storage where the class is RACLISTed. */
export function profileFor(view: View, className: string, resource: string): Profile | undefined {
  const profiles = profilesInEffect(view, className)
  const discrete = profiles.find((profile) => !profile.generic && profile.name === resource)
  if (discrete) return discrete
  if (view.get('class', className)?.generic !== true) return undefined
  return profiles
    .filter((profile) => profile.generic && coversName(profile.name, resource))
    .toSorted((left, right) => compareSpecificity(left.name, right.name))[0]
}

/** What commands changed since the last RACLIST REFRESH has no effect (identity.md 3.5). */
export function profilesInEffect(view: View, className: string): readonly Profile[] {
  if (view.get('class', className)?.raclisted === true) return view.get('raclist', className)?.profiles ?? []
  return view.all('profile').filter((profile) => profile.class === className)
}

interface Found {
  readonly access: AccessLevel
  /** As in `ID(FRED)`, `group STC`, `ID(*)`, `UACC`. */
  readonly by: string
}

function accessOf(view: View, profile: Profile, request: AccessRequest): Found {
  const user = view.get('user', request.user)
  const standard = fromEntries(profile.access, request.user, user) ?? fallback(profile, user)
  const { servauth } = request
  if (servauth === undefined) return standard
  const conditional = profile.conditional.filter(
    ({ when }) => when.class === 'SERVAUTH' && coversName(when.name, servauth),
  )
  const through = fromEntries(conditional, request.user, user)
  if (!through || reaches(standard.access, through.access)) return standard
  return { access: through.access, by: `${through.by} WHEN(SERVAUTH(${servauth}))` }
}

/** The user's own entry decides, up or down; otherwise the highest among the user's groups. */
function fromEntries(entries: readonly AccessEntry[], id: string, user: User | undefined): Found | undefined {
  const own = entries.find((entry) => entry.id === id)
  if (own) return { access: own.access, by: `ID(${id})` }
  const groups = new Set(user?.connections.map((connection) => connection.group))
  const byGroup = entries
    .filter((entry) => groups.has(entry.id))
    .toSorted((left, right) => ACCESS_LEVELS.indexOf(right.access) - ACCESS_LEVELS.indexOf(left.access))[0]
  if (byGroup) return { access: byGroup.access, by: `group ${byGroup.id}` }
  // ID(*) is any defined user, but not one with RESTRICTED.
  const anybody = entries.find((entry) => entry.id === '*')
  if (!anybody || !user || user.attributes.includes('RESTRICTED')) return undefined
  return { access: anybody.access, by: 'ID(*)' }
}

function fallback(profile: Profile, user: User | undefined): Found {
  if (user?.attributes.includes('RESTRICTED')) return { access: 'NONE', by: 'the RESTRICTED attribute' }
  return { access: profile.uacc, by: 'UACC' }
}
