// Listening sockets that were opened before attls (systemd socket activation: LISTEN_PID, LISTEN_FDS,
// LISTEN_FDNAMES). The kernel keeps queueing connections on them while no attls runs, so a restart refuses none.

import { readlink } from 'node:fs/promises'
import type { Endpoint } from '../common/address.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { findListener } from './owner.ts'

/** sd_listen_fds(3): the first of them. */
const FIRST = 3

export interface Wanted {
  /** As the configuration writes it. */
  readonly text: string
  readonly endpoint: Endpoint
}

/**
 * The descriptor for each wanted listener, in their order; undefined when nothing was passed to this process. All
 * or nothing: a listener without its socket, or a socket without its listener, is one sentence each.
 */
export async function inheritedDescriptors(
  wanted: readonly Wanted[],
  environment: { readonly [name: string]: string | undefined },
  pid: number,
): Promise<Result<readonly number[] | undefined, readonly string[]>> {
  const count = Number(environment['LISTEN_FDS'] ?? 0)
  if (Number(environment['LISTEN_PID'] ?? 0) !== pid || !(count > 0)) return ok(undefined)
  const names = (environment['LISTEN_FDNAMES'] ?? '').split(':')
  const unclaimed = new Map<number, string>()
  for (let index = 0; index < count; index++)
    unclaimed.set(FIRST + index, names[index] ? `${FIRST + index} (${names[index]})` : String(FIRST + index))

  const found: number[] = []
  const problems: string[] = []
  for (const { text, endpoint } of wanted) {
    const inode = await findListener(endpoint)
    const descriptor = inode === undefined ? undefined : await descriptorOf(inode, unclaimed.keys())
    if (descriptor === undefined)
      problems.push(`no inherited socket listens on ${text}; add it to the .socket unit, or pass none`)
    else {
      unclaimed.delete(descriptor)
      found.push(descriptor)
    }
  }
  for (const name of unclaimed.values())
    problems.push(`inherited descriptor ${name} is no listening socket of the configuration`)
  return problems.length > 0 ? fail(problems) : ok(found)
}

async function descriptorOf(inode: string, among: Iterable<number>): Promise<number | undefined> {
  for (const descriptor of among)
    if ((await readlink(`/proc/self/fd/${descriptor}`).catch(() => '')) === `socket:[${inode}]`)
      return descriptor
  return undefined
}
