// What to watch for a path ring: every folder whose change can change the ring. Symbolic links are followed link
// by link, because tools swap the link itself and not the file behind it.

import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseRingName } from './ring-name.ts'

const MAX_LINKS = 40

/** Absolute paths; none for a ring of the security database. A path that does not exist yet is watched too. */
export function watchPaths(name: string, folder = '.'): string[] {
  const parsed = parseRingName(name, '')
  if (!parsed.ok || parsed.value.kind !== 'path') return []
  const full = resolve(folder, parsed.value.path)
  const paths = new Set<string>()
  addLinks(full, paths)
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory() === true) {
    paths.add(full)
    for (const entry of readdirSync(full)) addLinks(join(full, entry), paths)
  }
  return [...paths]
}

/** The folder of the path and of everything that it points at. */
function addLinks(path: string, paths: Set<string>): void {
  let at = path
  for (let links = 0; links < MAX_LINKS; links++) {
    paths.add(dirname(at))
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return
    at = resolve(dirname(at), readlinkSync(at))
    if (statSync(at, { throwIfNoEntry: false })?.isDirectory() === true) paths.add(at)
  }
}
