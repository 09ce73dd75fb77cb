// One policy file from disk: the only place where the policy line touches the file system.

import { readFile } from 'node:fs/promises'
import type { Diagnostic } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { diagnosticFor } from '../policy/findings.ts'
import type { PolicySource } from '../policy/read-policy.ts'

/** Comments may hold any bytes: what is not UTF-8 is read as Latin-1, and nothing is ever unreadable for that. */
export function decodePolicyText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8; Latin-1 has a character for every byte.
    return new TextDecoder('latin1').decode(bytes)
  }
}

export async function readPolicyFile(file: string): Promise<Result<PolicySource, Diagnostic>> {
  try {
    return ok({ file, text: decodePolicyText(await readFile(file)) })
  } catch (error) {
    return fail(diagnosticFor('file-unreadable', undefined, { file, reason: reasonOf(error) }))
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}
