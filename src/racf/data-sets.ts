// Data set names to files. A job names its input and output as on z/OS; here a data set is a file of that name in a
// folder, a member is a file in the folder of its library. A quoted name with a slash is a path.

import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fail, ok, type Result } from '../common/result.ts'
import type { Value } from './reader/parsed-command.ts'

export interface DataSetFolders {
  /** Where data sets are that no prefix places. */
  readonly folder: string
  /** High-level qualifiers (`SYS1`, `SYS1.TCPPARMS`) to folders; the longest one wins. */
  readonly prefixes?: Readonly<Record<string, string>>
}

/** Certificates and requests are short; a longer file is a mistake. */
const MAX_BYTES = 4 * 1024 * 1024

const NAME = /^[A-Z@#$][A-Z0-9@#$-]{0,7}(\.[A-Z@#$][A-Z0-9@#$-]{0,7})*(\([A-Z@#$][A-Z0-9@#$]{0,7}\))?$/

/**
 * The file of a data set name. An unquoted name gets the issuer's user ID in front, as in TSO. The error is one
 * sentence.
 */
export function dataSetPath(name: Value, issuer: string, folders: DataSetFolders): Result<string, string> {
  if (name.text.includes('/')) return ok(resolve(folders.folder, name.text))
  const folded = name.text.toUpperCase()
  const full = name.isQuoted ? folded : `${issuer}.${folded}`
  if (!NAME.test(full)) return fail(`${name.text} is not a data set name`)
  const [, library = full, member] = /^([^(]+)\((.+)\)$/.exec(full) ?? []
  const prefix = Object.keys(folders.prefixes ?? {})
    .filter((each) => library === each || library.startsWith(`${each}.`))
    .toSorted((left, right) => right.length - left.length)[0]
  const folder = prefix === undefined ? folders.folder : (folders.prefixes?.[prefix] ?? folders.folder)
  return ok(member === undefined ? join(folder, library) : join(folder, library, member))
}

export function readDataSet(name: Value, issuer: string, folders: DataSetFolders): Result<Buffer, string> {
  const path = dataSetPath(name, issuer, folders)
  if (!path.ok) return path
  try {
    if (statSync(path.value).size > MAX_BYTES) return fail(`${path.value} is too long for a certificate`)
    return ok(readFileSync(path.value))
  } catch (error) {
    return fail(`${path.value} cannot be read: ${reasonOf(error)}`)
  }
}

/** `isSecret` content is for its owner only. */
export function writeDataSet(
  name: Value,
  issuer: string,
  folders: DataSetFolders,
  content: Uint8Array | string,
  isSecret: boolean,
): Result<string, string> {
  const path = dataSetPath(name, issuer, folders)
  if (!path.ok) return path
  try {
    mkdirSync(dirname(path.value), { recursive: true })
    const temporary = `${path.value}.${randomUUID()}`
    writeFileSync(temporary, content, { mode: isSecret ? 0o600 : 0o644 })
    renameSync(temporary, path.value)
    return path
  } catch (error) {
    return fail(`${path.value} cannot be written: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code)
  throw error
}
