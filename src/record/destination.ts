// Where log lines go: standard output or error, a file, a collector. Opening is the only step that may fail; after
// that a destination keeps trying, and the queue before it (line-queue.ts) bounds and counts.

import fs from 'node:fs'
import { fail, ok, type Result } from '../common/result.ts'
import { openLocalSyslog, openTcpSyslog, openUdpSyslog } from '../platform/syslog.ts'
import type { LineWriter } from './line-queue.ts'

export type LogTarget =
  | { readonly kind: 'stdout' | 'stderr' | 'syslog' }
  /** Absolute path. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'udp' | 'tcp'; readonly host: string; readonly port: number }

export interface Destination extends LineWriter {
  /** plain: lines end with a line feed; the others want RFC 5424 and frame it themselves. */
  readonly framing: 'plain' | 'octet-counted' | 'datagram' | 'nul'
  /** Opens the path again after a rotation; nothing to do elsewhere. */
  reopen(): Result<undefined, string>
}

/** One sentence on failure: what cannot be opened, why, and what to do. */
export async function openDestination(target: LogTarget): Promise<Result<Destination, string>> {
  switch (target.kind) {
    case 'stdout':
      return ok(descriptorDestination(1))
    case 'stderr':
      return ok(descriptorDestination(2))
    case 'file':
      return fileDestination(target.path)
    case 'syslog':
      return withoutReopen(await openLocalSyslog(), 'nul')
    case 'udp':
      return withoutReopen(await openUdpSyslog(target.host, target.port), 'datagram')
    case 'tcp':
      return withoutReopen(await openTcpSyslog(target.host, target.port), 'octet-counted')
  }
}

function withoutReopen(
  opened: Result<LineWriter, string>,
  framing: Destination['framing'],
): Result<Destination, string> {
  if (!opened.ok) return opened
  const writer = opened.value
  return ok({
    framing,
    chunkBytes: writer.chunkBytes,
    write: (bytes, done) => writer.write(bytes, done),
    close: () => writer.close(),
    reopen: () => ok(undefined),
  })
}

/** PIPE_BUF: a write up to this size reaches a pipe in one piece, whoever else writes to it. */
const PIPE_BYTES = 4096
const FILE_BYTES = 65536

/**
 * An inherited descriptor. A pipe is opened anew through /proc, so that it can be non-blocking without the other
 * processes that share it noticing; where that is not possible the write may hold up a thread, never the event loop.
 */
function descriptorDestination(descriptor: 1 | 2): Destination {
  const own = ownPipe(descriptor)
  return {
    framing: 'plain',
    chunkBytes: PIPE_BYTES,
    write: (bytes, done) => writeOnce(own ?? descriptor, bytes, done),
    close: () => {
      if (own !== undefined) fs.closeSync(own)
    },
    reopen: () => ok(undefined),
  }
}

function ownPipe(descriptor: number): number | undefined {
  const { O_WRONLY, O_APPEND, O_NONBLOCK } = fs.constants
  try {
    if (!fs.fstatSync(descriptor).isFIFO()) return undefined
    return fs.openSync(`/proc/self/fd/${descriptor}`, O_WRONLY | O_APPEND | O_NONBLOCK)
  } catch {
    // No /proc, no permission, or no reader any more: the descriptor itself still serves.
    return undefined
  }
}

function fileDestination(path: string): Result<Destination, string> {
  const opened = openForAppend(path)
  if (!opened.ok) return opened
  let descriptor = opened.value
  // The queue writes one chunk at a time; a rotated file is closed when the write to it has come back.
  let isWriting = false
  let rotated: number | undefined
  const closeRotated = (): void => {
    if (rotated === undefined || isWriting) return
    fs.closeSync(rotated)
    rotated = undefined
  }
  return ok({
    framing: 'plain',
    chunkBytes: FILE_BYTES,
    write: (bytes, done) => {
      isWriting = true
      writeOnce(descriptor, bytes, (error, written) => {
        isWriting = false
        closeRotated()
        done(error, written)
      })
    },
    close: () => fs.closeSync(descriptor),
    reopen: () => {
      const again = openForAppend(path)
      if (!again.ok) return again
      // A second rotation during one write: the file between has seen no write.
      if (rotated === undefined) rotated = descriptor
      else fs.closeSync(descriptor)
      descriptor = again.value
      closeRotated()
      return ok(undefined)
    },
  })
}

function openForAppend(path: string): Result<number, string> {
  try {
    // Records name users and addresses: not for everybody.
    return ok(fs.openSync(path, 'a', 0o640))
  } catch (error) {
    return fail(`log file ${path} cannot be opened: ${reasonOf(error)}`)
  }
}

function writeOnce(
  descriptor: number,
  bytes: Uint8Array,
  done: (error: Error | null, written: number) => void,
): void {
  fs.write(descriptor, bytes, 0, bytes.length, null, (error, written) => done(error, error ? 0 : written))
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
