// RACDCERT: one command with many functions. Here the function is found, what does not belong to it is refused and
// the issuer's authority is checked; each function has a file of its own.

import { whyNoCertificateAuthority } from '../authority.ts'
import type { Action, ChangeContext, Command, ViewContext } from '../commands/command.ts'
import { CERTAUTH_OWNER, MULTIID_OWNER, SITE_OWNER } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { addFromDataSet } from './add.ts'
import { alterCertificate, deleteCertificate, deleteRing, disconnectCertificate } from './alter.ts'
import { listChain } from './chain.ts'
import { checkCertificate } from './check.ts'
import { exportCertificate, generateRequest } from './export.ts'
import { generateCertificate } from './generate.ts'
import { listCertificates, listRings } from './listing.ts'
import { alterMap, deleteMap, listMaps, mapCertificate } from './maps.ts'
import { rekeyCertificate, rollOver } from './rekey.ts'
import { addRing, connectCertificate } from './rings.ts'
import { RACDCERT_SYNTAX } from './syntax.ts'

const ACTIONS: Readonly<Record<string, Action>> = {
  GENCERT: change('GENCERT', generateCertificate),
  GENREQ: show('GENREQ', generateRequest),
  ADD: change('ADD', addFromDataSet),
  EXPORT: show('EXPORT', exportCertificate),
  ALTER: change('ALTER', alterCertificate),
  DELETE: change('DELETE', deleteCertificate),
  LIST: show('LIST', listCertificates),
  LISTCHAIN: show('LIST', listChain),
  CHECKCERT: show('LIST', checkCertificate),
  REKEY: change('REKEY', rekeyCertificate),
  ROLLOVER: change('ROLLOVER', rollOver),
  ADDRING: change('ADDRING', addRing),
  DELRING: change('DELRING', deleteRing),
  LISTRING: show('LISTRING', listRings),
  CONNECT: change('CONNECT', connectCertificate),
  REMOVE: change('REMOVE', disconnectCertificate),
  MAP: change('MAP', mapCertificate),
  ALTMAP: change('ALTMAP', alterMap),
  DELMAP: change('DELMAP', deleteMap),
  LISTMAP: show('LISTMAP', listMaps),
}

/** `authority` is the last part of the IRR.DIGTCERT resource. */
function change(
  authority: string,
  run: (command: ParsedCommand, context: ChangeContext) => void | Promise<void>,
): Action {
  return {
    changes: true,
    run: async (command, context) => {
      if (isAuthorized(authority, command, context)) await run(command, context)
    },
  }
}

function show(authority: string, run: (command: ParsedCommand, context: ViewContext) => void): Action {
  return {
    changes: false,
    run: (command, context) => {
      if (isAuthorized(authority, command, context)) run(command, context)
    },
  }
}

function isAuthorized(authority: string, { operands }: ParsedCommand, context: ViewContext): boolean {
  const named = [
    ['CERTAUTH', CERTAUTH_OWNER],
    ['SITE', SITE_OWNER],
    ['MULTIID', MULTIID_OWNER],
  ] as const
  const internal = named.find(([name]) => operands.has(name))
  const owner = internal?.[1] ?? operands.folded('ID') ?? context.issuer
  const reason = whyNoCertificateAuthority(context.objects, context.issuer, authority, owner)
  if (reason === undefined) return true
  context.say('IRRD101I', {
    issuer: context.issuer,
    function: authority,
    owner: internal?.[0] ?? owner,
    reason,
  })
  return false
}

export const racdcert: Command = {
  syntax: RACDCERT_SYNTAX,
  action: (command, context) => {
    const names = [...command.operands].flatMap(({ syntax }) => (syntax.isFunction ? [syntax.name] : []))
    const [name = ''] = names
    const action = ACTIONS[name]
    if (names.length !== 1 || !action) {
      const found = names.length === 0 ? 'none is given' : `${names.join(' and ')} are given`
      context.say('IRRD103I', { found })
      return undefined
    }
    return belongs(command, name, context) ? action : undefined
  },
}

function belongs(command: ParsedCommand, name: string, context: Pick<ViewContext, 'say'>): boolean {
  const strays = [...command.operands].filter(({ syntax }) => syntax.of?.includes(name) === false)
  for (const { syntax } of strays) context.say('IRRD104I', { operand: syntax.name, function: name })
  return strays.length === 0
}
