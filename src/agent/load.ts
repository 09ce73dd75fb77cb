// Reads the policy files that the configuration names and has them judged.

import { readFile } from 'node:fs/promises'
import { type Diagnostic, hasErrors } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import type { Level, Policy } from '../policy/policy.ts'
import { readPolicy } from '../policy/read.ts'

export interface PolicySource {
  /** Absolute path of the AT-TLS policy file. */
  readonly file: string
  readonly level: Level
  /** TCPCONFIG TTLS or NOTTLS. */
  readonly ttls: boolean
  /** Absolute path of the security database folder. */
  readonly racf: string
}

export interface LoadedPolicy {
  readonly policy: Policy
  /** Warnings; there are no errors. */
  readonly diagnostics: readonly Diagnostic[]
  /** Text by file, for caret lines. */
  readonly sources: ReadonlyMap<string, string>
  readonly file: string
}

export interface LoadFailure {
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
}

/** The validated policy, or every problem of the file. */
export async function loadPolicy(source: PolicySource): Promise<Result<LoadedPolicy, LoadFailure>> {
  const { file, level } = source
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return fail({ file, diagnostics: [unreadable(file, error as NodeJS.ErrnoException)], sources: new Map() })
  }
  const sources = new Map([[file, text]])
  const { policy, diagnostics } = readPolicy([{ file, text }], { level, strict: false })
  if (!policy || hasErrors(diagnostics)) return fail({ file, diagnostics, sources })
  return ok({ policy, diagnostics, sources, file })
}

function unreadable(file: string, error: NodeJS.ErrnoException): Diagnostic {
  const why = error.code === 'ENOENT' ? 'there is no such file' : error.message
  return {
    code: 'ATTLS0001',
    severity: 'error',
    message: `policy file ${file} cannot be read: ${why}`,
    hint: 'correct "policy:" in the configuration, or create the file',
  }
}
