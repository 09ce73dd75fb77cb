// Files that are either the old or the new content, whatever dies in between: written beside, flushed, renamed.

import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { isErrno } from './database-error.ts'

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Replaces `path` by `content`, mode 0600. `temporary` is a path on the same file system that nobody else uses. */
export function replaceFile(path: string, temporary: string, content: string | Uint8Array): void {
  writeFlushed(temporary, content)
  renameSync(temporary, path)
  flushFolder(dirname(path))
}

/** Creates `path` with `content` in one step; false when it exists already. */
export function createFile(path: string, temporary: string, content: string): boolean {
  writeFlushed(temporary, content)
  try {
    // link, unlike rename, refuses an existing name, and unlike open(O_EXCL) never shows an empty file.
    linkSync(temporary, path)
    flushFolder(dirname(path))
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  } finally {
    removeFile(temporary)
  }
}

/** Absent afterwards; absent before is no error. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
}

export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: FOLDER_MODE })
}

function writeFlushed(path: string, content: string | Uint8Array): void {
  const file = openSync(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
    FILE_MODE,
  )
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    let written = 0
    while (written < bytes.length) written += writeSync(file, bytes, written)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A rename is only on disk once the folder is. */
export function flushFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY)
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
