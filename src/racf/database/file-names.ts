// Object keys to file names. Labels, ring names and profile names come from outside and hold any character; the
// name of a file must stay inside its folder, must not collide, and should still be readable in a listing.

import { createHash } from 'node:crypto'

/** The longest name that every Linux file system takes is 255 bytes; the suffix and a temporary mark need room. */
const MAX_NAME_BYTES = 200

/** One path component: never empty, never `.` or `..`, no `/`, no NUL. Two keys never give the same name. */
export function fileNameOf(part: string): string {
  const encoded = [...Buffer.from(part, 'utf8')].map(encodeByte).join('')
  const safe = encoded.startsWith('.') ? `%2E${encoded.slice(1)}` : encoded
  if (safe.length <= MAX_NAME_BYTES && safe !== '') return safe
  // "~" is never written by the encoding above, so a digest cannot be mistaken for an encoded name.
  return `${safe.slice(0, 100)}~${createHash('sha256').update(part).digest('hex')}`
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte)
  return /[A-Za-z0-9._@$#-]/.test(character)
    ? character
    : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
