// From a peer's certificate to a user ID (identity.md 5.1): the certificate itself, then name filters, then the
// hostIdMappings extension. Pure over one view of the database.

import { type BaseBlock, fromBER } from 'asn1js'
import { checkAccess, profileFor } from './access.ts'
import { factsOf } from './certificate-facts.ts'
import { CERTAUTH_OWNER, type FilterRecord, MULTIID_OWNER, SITE_OWNER } from './database/records.ts'
import type { View } from './database/view.ts'
import { type CertificateFacts, certificateIdentity, readCertificate } from './x509/certificate.ts'
import { type PrintedName, printName } from './x509/names.ts'

/** What stands for &NAME in multiple-criteria filters and what hostIdMappings are checked for. */
export interface MappingContext {
  /** `APPLID`, `SYSID` ... to values. */
  readonly criteria?: Readonly<Record<string, string>>
  /** This host's name in hostIdMappings, and the user ID that the check of SERVAUTH IRR.HOST.name is made for. */
  readonly host?: { readonly name: string; readonly caller: string }
}

export interface CertificateUser {
  readonly user: string
  /** What named the user, for records: `certificate My Cert`, `filter LABEL00000001`, `hostIdMappings`. */
  readonly by: string
}

/** `certificate` is PEM or DER. undefined when nothing names a user; throws when it is no certificate. */
export function userForCertificate(
  view: View,
  certificate: string | Uint8Array,
  context: MappingContext = {},
): CertificateUser | undefined {
  const facts = readCertificate(certificate)
  const found =
    byRegistration(view, facts) ?? byFilter(view, facts, context) ?? byHostMapping(view, facts, context)
  // A filter or an extension may name a user that is gone.
  return found && view.get('user', found.user) ? found : undefined
}

function byRegistration(view: View, facts: CertificateFacts): CertificateUser | undefined {
  const identity = certificateIdentity(facts)
  const record = view.all('certificate').find((each) => certificateIdentity(factsOf(each)) === identity)
  if (!record || record.trust === 'NOTRUST') return undefined
  if (record.owner === CERTAUTH_OWNER || record.owner === SITE_OWNER) return undefined
  return { user: record.owner, by: `certificate ${record.label}` }
}

/** Filters count while class DIGTNMAP is active, as they were when it was RACLISTed. */
function byFilter(view: View, facts: CertificateFacts, context: MappingContext): CertificateUser | undefined {
  if (view.get('class', 'DIGTNMAP')?.active !== true) return undefined
  const filters = view.get('raclist', 'DIGTNMAP')?.filters ?? []
  for (const { subject, issuer } of searches(facts)) {
    const filter = filters.find((each) => each.subject === subject && each.issuer === issuer)
    if (filter?.trust === 'TRUST') {
      const user = filter.owner === MULTIID_OWNER ? byCriteria(view, filter, context) : filter.owner
      return user === undefined ? undefined : { user, by: `filter ${filter.label}` }
    }
  }
  return undefined
}

/** The sequence in which filters are looked for; partial means without its most specific nodes. */
function searches({ subject, issuer }: CertificateFacts): { subject?: string; issuer?: string }[] {
  const [fullSubject = '', ...partialSubjects] = suffixes(subject)
  const [fullIssuer = '', ...partialIssuers] = suffixes(issuer)
  return [
    { subject: fullSubject, issuer: fullIssuer },
    ...partialSubjects.map((each) => ({ subject: each, issuer: fullIssuer })),
    { subject: fullSubject },
    ...partialSubjects.map((each) => ({ subject: each })),
    { issuer: fullIssuer },
    ...partialIssuers.map((each) => ({ issuer: each })),
  ]
}

function suffixes(name: PrintedName): string[] {
  return name.map((_, index) => printName(name.slice(index)))
}

/** APPLID=&APPLID.SYSID=&SYSID with values put in is the name of a DIGTCRIT profile, whose APPLDATA is the user. */
function byCriteria(view: View, filter: FilterRecord, context: MappingContext): string | undefined {
  const name = (filter.criteria ?? '').replace(
    /&([A-Z]+)/g,
    (_, key: string) => context.criteria?.[key] ?? '',
  )
  return profileFor(view, 'DIGTCRIT', name)?.applicationData?.toUpperCase()
}

const HOST_ID_MAPPINGS = '1.3.18.0.2.18.1'

/** The issuer must be HIGHTRUST, and the caller needs READ to IRR.HOST.name of class SERVAUTH. */
function byHostMapping(
  view: View,
  facts: CertificateFacts,
  { host }: MappingContext,
): CertificateUser | undefined {
  const extension = facts.structure.extensions?.find((each) => each.extnID === HOST_ID_MAPPINGS)
  if (!extension || !host) return undefined
  const isHighlyTrusted = view
    .all('certificate')
    .filter((record) => record.owner === CERTAUTH_OWNER && record.trust === 'HIGHTRUST')
    .map((record) => factsOf(record).x509)
    .some((issuer) => facts.x509.checkIssued(issuer) && facts.x509.verify(issuer.publicKey))
  const resource = `IRR.HOST.${host.name.toUpperCase()}`
  const access = checkAccess(view, { user: host.caller, class: 'SERVAUTH', resource, level: 'READ' })
  if (!isHighlyTrusted || access.kind !== 'granted') return undefined
  const bytes = Uint8Array.from(extension.extnValue.valueBlock.valueHexView)
  const user = hostMappings(bytes).find((each) => each.host.toUpperCase() === host.name.toUpperCase())?.user
  return user === undefined ? undefined : { user: user.toUpperCase(), by: 'hostIdMappings' }
}

/** SET OF SEQUENCE { hostName [1], subjectId [2], ... }, both IA5Strings tagged implicitly. */
function hostMappings(bytes: Uint8Array): { host: string; user: string }[] {
  const { result, offset } = fromBER(bytes)
  if (offset < 0) return []
  return children(result).flatMap((mapping) => {
    const [host, user] = [1, 2].map((tag) => {
      const field = children(mapping).find((each) => each.idBlock.tagNumber === tag)
      const value = field && 'valueHexView' in field.valueBlock ? field.valueBlock.valueHexView : undefined
      return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : undefined
    })
    return host !== undefined && user !== undefined ? [{ host, user }] : []
  })
}

function children(block: BaseBlock): BaseBlock[] {
  const { value } = block.valueBlock as { value?: unknown }
  return Array.isArray(value) ? (value as BaseBlock[]) : []
}
