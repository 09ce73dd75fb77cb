// Opens a key ring for a user: the one entry for whoever needs the keys and certificates behind a Keyring value.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail, ok, type Result } from '../common/result.ts'
import { Secret } from '../common/secret.ts'
import type { Database } from '../racf/database/database.ts'
import { DatabaseError } from '../racf/database/database-error.ts'
import { openDatabaseRing } from './database-ring.ts'
import type { KeyRing, KeyRingFailure } from './keyring.ts'
import { openPathRing } from './path-ring.ts'
import { parseRingName } from './ring-name.ts'

export interface RingSources {
  /** Absent when there is no security database: only path rings can be opened then. */
  readonly database?: Database | undefined
  /** KeyringPw. */
  readonly password?: Secret | undefined
  /** KeyringStashFile: a text file that holds the password on its first line. */
  readonly stashFile?: string | undefined
  /** What relative paths are relative to. */
  readonly folder?: string | undefined
}

/**
 * `name` is the Keyring value as written, `user` the user ID that the connection's process runs under. Reads the
 * database and the disk; never throws for what an operator can mend.
 */
export function openRing(name: string, user: string, sources: RingSources): Result<KeyRing, KeyRingFailure> {
  const parsed = parseRingName(name, user.toUpperCase())
  if (!parsed.ok) return parsed
  if (parsed.value.kind === 'path') {
    const password = passwordOf(sources)
    if (!password.ok) return password
    return openPathRing(parsed.value.path, { password: password.value, folder: sources.folder })
  }
  if (!sources.database)
    return fail({ rc: 202, text: `${name} is a ring of the security database, and none is configured` })
  try {
    return openDatabaseRing(sources.database.read(), parsed.value, user.toUpperCase())
  } catch (error) {
    if (error instanceof DatabaseError) return fail({ rc: 202, text: error.message })
    throw error
  }
}

function passwordOf(sources: RingSources): Result<Secret | undefined, KeyRingFailure> {
  if (sources.password || sources.stashFile === undefined) return ok(sources.password)
  const file = resolve(sources.folder ?? '.', sources.stashFile)
  try {
    const bytes = readFileSync(file)
    // gskkyman's own stash files are scrambled; a text file is what an operator can write here.
    if (bytes.includes(0)) return fail({ rc: 201, text: `${file} is no text file with a password` })
    return ok(new Secret(bytes.toString('utf8').split(/\r?\n/)[0] ?? ''))
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    return fail({ rc: 201, text: `the stash file ${file} cannot be read: ${reason}` })
  }
}
