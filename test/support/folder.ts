// A folder of a test's own, with a path short enough for a Unix socket in it (107 bytes).

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Cleanup {
  teardown(release: () => void): void
}

/** Removed with the test. */
export function folder(t: Cleanup, files: { readonly [name: string]: string } = {}): string {
  const made = mkdtempSync(join(tmpdir(), 'attls-'))
  t.teardown(() => rmSync(made, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text)
  return made
}
