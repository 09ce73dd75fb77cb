// The corpus of policies of others: test input only, beside the repository. ATTLS_CORPUS names another place.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodePolicyText } from '../../src/agent/policy-file.ts'

const ROOT = process.env['ATTLS_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus')

/** For `t.test(name, { skip })`: a reason while there is no corpus. */
export const skipWithoutCorpus: string | false = existsSync(ROOT)
  ? false
  : `no corpus at ${ROOT}; set ATTLS_CORPUS`

export function corpusFile(path: string): string {
  return decodePolicyText(readFileSync(join(ROOT, path)))
}

export function corpusNames(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).toSorted()
}
