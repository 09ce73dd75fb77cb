// What the security database holds: one plain object per user, group, profile, certificate, ring and filter. They
// are stored as JSON, so every field is data; nothing here knows files, commands or TLS.

export type CertificateUsage = 'PERSONAL' | 'CERTAUTH' | 'SITE'
export type CertificateTrust = 'TRUST' | 'NOTRUST' | 'HIGHTRUST'
export type AccessLevel = 'NONE' | 'EXECUTE' | 'READ' | 'UPDATE' | 'CONTROL' | 'ALTER'
export type UserAttribute = 'SPECIAL' | 'OPERATIONS' | 'AUDITOR' | 'RESTRICTED' | 'ROAUDIT'
export type GroupAuthority = 'USE' | 'CREATE' | 'CONNECT' | 'JOIN'

/** A segment that this product only keeps and shows: operand to values, as written. */
export type Segment = Readonly<Record<string, readonly string[]>>

export interface PasswordHash {
  readonly salt: string
  readonly hash: string
  /** ISO time of the last change. */
  readonly changed: string
}

export interface GroupConnection {
  readonly group: string
  readonly authority: GroupAuthority
  readonly owner: string
  readonly created: string
  readonly attributes: readonly UserAttribute[]
}

export interface User {
  readonly id: string
  readonly name?: string | undefined
  readonly owner: string
  /** ISO time. */
  readonly created: string
  readonly defaultGroup: string
  readonly attributes: readonly UserAttribute[]
  readonly revoked: boolean
  readonly password?: PasswordHash | undefined
  readonly phrase?: PasswordHash | undefined
  /** The first connection is the one to the default group, in the order of CONNECT otherwise. */
  readonly connections: readonly GroupConnection[]
  readonly data?: string | undefined
  readonly segments: Readonly<Record<string, Segment>>
}

export interface Group {
  readonly id: string
  /** Absent for SYS1 only. */
  readonly superior?: string | undefined
  readonly owner: string
  readonly created: string
  readonly data?: string | undefined
  /** NOTERMUACC: kept and shown. */
  readonly noTerminalAccess?: boolean
  readonly segments: Readonly<Record<string, Segment>>
}

export interface ClassOptions {
  readonly name: string
  readonly active: boolean
  readonly generic: boolean
  readonly raclisted: boolean
}

/** The profiles of a RACLISTed class as they were at the last RACLIST or REFRESH (identity.md 3.5). */
export interface InStorageProfiles {
  readonly class: string
  readonly taken: string
  readonly profiles: readonly Profile[]
  /** Class DIGTNMAP has name filters in the place of profiles. */
  readonly filters?: readonly FilterRecord[]
}

export interface AccessEntry {
  /** User, group or `*`. */
  readonly id: string
  readonly access: AccessLevel
}

export interface ConditionalEntry extends AccessEntry {
  /** As in WHEN(SERVAUTH(name)). */
  readonly when: { readonly class: string; readonly name: string }
}

/** The SSIGNON segment of a PTKTDATA profile. `masked` is the key itself: it never leaves this record. */
export interface SignOn {
  readonly masked?: string | undefined
  readonly encrypted?: string | undefined
  readonly label?: string | undefined
  readonly enhancedLabel?: string | undefined
  readonly type?: 'UPPER' | 'MIXED' | undefined
  readonly timeout?: number | undefined
  readonly replay?: boolean | undefined
}

export interface StartedTask {
  readonly user?: string | undefined
  readonly group?: string | undefined
  readonly trusted: boolean
  readonly privileged: boolean
}

export interface Profile {
  readonly class: string
  readonly name: string
  /** Decided when it was defined: the class had GENERIC on and the name holds a generic character. */
  readonly generic: boolean
  readonly owner: string
  readonly created: string
  readonly uacc: AccessLevel
  readonly level: number
  readonly warning: boolean
  readonly data?: string | undefined
  readonly applicationData?: string | undefined
  readonly audit?: string | undefined
  readonly notify?: string | undefined
  readonly access: readonly AccessEntry[]
  readonly conditional: readonly ConditionalEntry[]
  readonly members: readonly string[]
  readonly signOn?: SignOn | undefined
  readonly started?: StartedTask | undefined
  readonly segments: Readonly<Record<string, Segment>>
}

/** A user ID, or the lower-case internal owners that RACF uses for CERTAUTH and SITE (identity.md 4.1). */
export type CertificateOwner = string
export const CERTAUTH_OWNER = 'irrcerta'
export const SITE_OWNER = 'irrsitec'
/** Owner of multiple-criteria name filters. */
export const MULTIID_OWNER = 'irrmulti'

export interface CertificateRecord {
  readonly owner: CertificateOwner
  readonly label: string
  readonly trust: CertificateTrust
  /** One PEM certificate. */
  readonly certificate: string
  /** PKCS#8 PEM. */
  readonly privateKey?: string | undefined
  /** Serial number of the certificate that it signed last; 0 when it signed none. */
  readonly lastSerial: number
  readonly created: string
}

export interface RingConnection {
  readonly owner: CertificateOwner
  readonly label: string
  readonly usage: CertificateUsage
  readonly isDefault: boolean
}

export interface RingRecord {
  readonly owner: string
  readonly name: string
  readonly created: string
  /** In the order of connection. */
  readonly connections: readonly RingConnection[]
}

/** A certificate name filter (DIGTNMAP). Names are in RACF's printed order, most specific node first. */
export interface FilterRecord {
  readonly owner: string
  readonly label: string
  readonly trust: 'TRUST' | 'NOTRUST'
  readonly subject?: string | undefined
  readonly issuer?: string | undefined
  /** For MULTIID: `APPLID=&APPLID.SYSID=&SYSID`. */
  readonly criteria?: string | undefined
  readonly created: string
}

/** System-wide SETROPTS options. */
export interface SystemOptions {
  readonly name: 'SETROPTS'
  readonly addCreator: boolean
  readonly programControl: boolean
}

/** Kind of object to its type; the store is generic over it. */
export interface Kinds {
  user: User
  group: Group
  class: ClassOptions
  raclist: InStorageProfiles
  profile: Profile
  certificate: CertificateRecord
  ring: RingRecord
  filter: FilterRecord
  options: SystemOptions
}
export type Kind = keyof Kinds

/** The parts of an object's key, which are also the parts of its path below the kind's folder. */
export const KEY_OF: { readonly [K in Kind]: (object: Kinds[K]) => readonly string[] } = {
  user: (user) => [user.id],
  group: (group) => [group.id],
  class: (options) => [options.name],
  raclist: (image) => [image.class],
  profile: (profile) => [profile.class, profile.name],
  certificate: (certificate) => [certificate.owner, certificate.label],
  ring: (ring) => [ring.owner, ring.name],
  filter: (filter) => [filter.owner, filter.label],
  options: (options) => [options.name],
}
