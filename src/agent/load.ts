// Reads the policy files that the configuration names and has them judged.

import type { Diagnostic } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import type { Level, Policy } from '../policy/policy.ts'
import { readPolicy } from '../policy/read-policy.ts'
import { readPolicyFile } from './policy-file.ts'
import type { SecurityDatabase } from './security-database.ts'

export interface PolicySource {
  /** Absolute path of the AT-TLS policy file; undefined is a policy without rules (NOTTLS only). */
  readonly file: string | undefined
  readonly level: Level
  /** TCPCONFIG TTLS or NOTTLS. */
  readonly ttls: boolean
  readonly racf: SecurityDatabase
}

export interface LoadedPolicy {
  readonly policy: Policy
  /** Warnings; there are no errors. */
  readonly diagnostics: readonly Diagnostic[]
  /** Text by file, for caret lines. */
  readonly sources: ReadonlyMap<string, string>
  /** For messages. */
  readonly file: string
  /** Files whose change may change the policy. */
  readonly files: readonly string[]
}

export interface LoadFailure {
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: ReadonlyMap<string, string>
}

/** The validated policy, or every problem of the file. */
export async function loadPolicy(source: PolicySource): Promise<Result<LoadedPolicy, LoadFailure>> {
  const { file, level } = source
  if (file === undefined) return readTexts(NO_FILE, [], new Map(), level)
  const read = await readPolicyFile(file)
  if (!read.ok) return fail({ file, diagnostics: [{ ...read.error, hint: HINT }], sources: new Map() })
  return readTexts(file, [file], new Map([[file, read.value.text]]), level)
}

const HINT = 'correct policy: in the configuration, or create the file'

/** What messages call the policy when there is no file. */
const NO_FILE = 'none'

function readTexts(
  file: string,
  files: readonly string[],
  sources: ReadonlyMap<string, string>,
  level: Level,
): Result<LoadedPolicy, LoadFailure> {
  const texts = [...sources].map(([name, text]) => ({ file: name, text }))
  const { policy, diagnostics } = readPolicy(texts, { level, strict: false })
  return policy ? ok({ policy, diagnostics, sources, file, files }) : fail({ file, diagnostics, sources })
}
