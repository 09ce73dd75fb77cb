// What a Keyring value means (identity.md 4.6, design: key rings): a ring of the security database, a virtual ring,
// or a path. `user/ring` has exactly one slash and a user ID before it; everything else with a slash is a path, and
// `./certs/server` makes a path of what would be a ring name.

import { parseUserId } from '../common/names.ts'
import { fail, ok, type Result } from '../common/result.ts'
import type { KeyRingFailure } from './keyring.ts'

export type RingName =
  | { readonly kind: 'ring'; readonly owner: string; readonly ring: string }
  /** All certificates of one owner: a user ID, `*AUTH*` or `*SITE*`. */
  | { readonly kind: 'virtual'; readonly owner: string }
  | { readonly kind: 'path'; readonly path: string }

/** `user` is the user ID that the connection's process runs under: the owner of a bare ring name. */
export function parseRingName(value: string, user: string): Result<RingName, KeyRingFailure> {
  const saf = /^safkeyring\w*:\/\/\/?(.*)$/i.exec(value)
  const name = saf?.[1] ?? value
  if (name === '') return fail({ rc: 202, text: 'the key ring name is empty' })
  if (/^\*TOKEN\*\//i.test(name)) return fail({ rc: 202, text: tokenText(name.slice('*TOKEN*/'.length)) })
  if (/\.(kdb|rdb)$/i.test(name)) return fail({ rc: 202, text: databaseText(name) })
  const slash = name.indexOf('/')
  if (slash < 0) return ok({ kind: 'ring', owner: user, ring: name })
  const owner = name.slice(0, slash).toUpperCase()
  const ring = name.slice(slash + 1)
  const isOwner = owner === '*AUTH*' || owner === '*SITE*' || parseUserId(owner) !== undefined
  const isPath = !isOwner || ring === '' || ring.includes('/')
  if (isPath && !saf) return ok({ kind: 'path', path: value })
  if (isPath) return fail({ rc: 202, text: `${value} is not user/ring` })
  if (ring === '*') return ok({ kind: 'virtual', owner })
  if (owner.startsWith('*'))
    return fail({ rc: 202, text: `${owner} owns no rings; ${owner}/* is all its certificates` })
  return ok({ kind: 'ring', owner, ring })
}

function tokenText(token: string): string {
  return (
    `PKCS#11 tokens are not supported; on z/OS "gskkyman -e -t ${token} -l LABEL -p FILE.p12" ` +
    'exports a certificate with its key to PKCS#12'
  )
}

function databaseText(name: string): string {
  return (
    `${name} is a key database, which is not supported; on z/OS "gskkyman -e -k ${name} -l LABEL -p FILE.p12" ` +
    'exports a certificate with its key to PKCS#12'
  )
}
