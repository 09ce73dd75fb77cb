// Writes the generated pages of the policy language into a folder: `node --import=tsx src/cli/policy-docs.ts docs`.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { decisionsPage } from '../policy/decisions.ts'
import { findingsPage } from '../policy/findings-page.ts'
import { notHonouredPage } from '../policy/not-honoured-page.ts'
import { referencePage } from '../policy/reference-page.ts'

export const POLICY_PAGES: Readonly<Record<string, () => string>> = {
  'policy-reference.md': referencePage,
  'findings.md': findingsPage,
  'decisions.md': decisionsPage,
  'not-honoured.md': notHonouredPage,
}

export function writePolicyPages(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, page] of Object.entries(POLICY_PAGES)) writeFileSync(join(folder, name), page())
}

const [, script, folder] = process.argv
if (script !== undefined && folder !== undefined && import.meta.url === pathToFileURL(script).href)
  writePolicyPages(folder)
