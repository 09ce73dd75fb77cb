// Passwords and phrases are kept as salted scrypt hashes; the text itself is never stored.

import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import type { PasswordHash } from '../database/records.ts'

const HASH_BYTES = 32

/** `changed` is an ISO time. */
export function hashPassword(password: string, changed: string): PasswordHash {
  const salt = randomBytes(16)
  return { salt: salt.toString('base64'), hash: digest(password, salt).toString('base64'), changed }
}

/** In constant time. Passwords are compared as RACF does without mixed case: in upper case. */
export function isPassword(candidate: string, { salt, hash }: PasswordHash): boolean {
  return timingSafeEqual(digest(candidate, Buffer.from(salt, 'base64')), Buffer.from(hash, 'base64'))
}

function digest(password: string, salt: Buffer): Buffer {
  return scryptSync(password, salt, HASH_BYTES)
}
