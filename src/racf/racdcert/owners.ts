// Who owns a certificate, a ring or a filter: the words of commands and listings and the internal names.

import type { ViewContext } from '../commands/command.ts'
import {
  CERTAUTH_OWNER,
  type CertificateOwner,
  type CertificateUsage,
  SITE_OWNER,
} from '../database/records.ts'
import type { Operands } from '../reader/parsed-command.ts'

/** The owner that the operands name, else `otherwise`; undefined when it is wrong, which has been said. */
export function ownerOf(
  operands: Operands,
  otherwise: CertificateOwner,
  context: ViewContext,
): CertificateOwner | undefined {
  const given = ['ID', 'CERTAUTH', 'SITE'].filter((name) => operands.has(name))
  const [one, other] = given
  if (one && other) {
    context.say('IRRD124I', { one, other })
    return undefined
  }
  if (one === 'CERTAUTH') return CERTAUTH_OWNER
  if (one === 'SITE') return SITE_OWNER
  const user = operands.folded('ID') ?? otherwise
  if (isInternal(user) || context.objects.get('user', user)) return user
  context.say('IRRD108I', { user })
  return undefined
}

/** The owner of a ring or filter is a user. */
export function userOf(operands: Operands, context: ViewContext): string | undefined {
  if (operands.has('CERTAUTH') || operands.has('SITE')) {
    context.say('IRRD120I', {})
    return undefined
  }
  return ownerOf(operands, context.issuer, context)
}

function isInternal(owner: CertificateOwner): boolean {
  return owner === CERTAUTH_OWNER || owner === SITE_OWNER
}

/** As in headings and messages: `user LIBSERV`, `CERTAUTH`, `SITE`. */
export function ownerPhrase(owner: CertificateOwner): string {
  return isInternal(owner) ? ownerWord(owner) : `user ${owner}`
}

/** As in ring listings: `ID(LIBSERV)`, `CERTAUTH`, `SITE`. */
export function ownerWord(owner: CertificateOwner): string {
  if (owner === CERTAUTH_OWNER) return 'CERTAUTH'
  return owner === SITE_OWNER ? 'SITE' : `ID(${owner})`
}

/** What a certificate of this owner is used as unless USAGE says otherwise. */
export function defaultUsage(owner: CertificateOwner): CertificateUsage {
  if (owner === CERTAUTH_OWNER) return 'CERTAUTH'
  return owner === SITE_OWNER ? 'SITE' : 'PERSONAL'
}
