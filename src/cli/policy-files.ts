// Policy files for commands: one policy file, or a Policy Agent configuration with the files it names.

import { isAbsolute, join } from 'node:path'
import { readPolicyFile } from '../agent/policy-file.ts'
import { type Diagnostic, formatDiagnostic } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { diagnosticFor } from '../policy/findings.ts'
import {
  isPagentText,
  type LoadFile,
  type PagentReading,
  readPagent,
} from '../policy/pagent/configuration.ts'
import { type DataSets, dataSetPath, parseDataSetName } from '../policy/pagent/data-set.ts'
import type { Level, Policy } from '../policy/policy.ts'
import { type PolicySource, readPolicy } from '../policy/read-policy.ts'

/** The policy of a file, or its errors as text for the terminal. */
export async function validPolicy(file: string, level: Level): Promise<Result<Policy, string>> {
  const source = await readPolicyFile(file)
  if (!source.ok) return fail(`${formatDiagnostic(source.error)}\n`)
  const { policy, diagnostics } = readPolicy([source.value], { level })
  if (policy) return ok(policy)
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  return fail(errors.map((error) => `${formatDiagnostic(error, source.value.text)}\n`).join(''))
}

export interface FilePlaces {
  /** Folder below which the absolute paths of a Policy Agent configuration are looked for; default `/`. */
  readonly root?: string
  readonly dataSets?: DataSets
}

/** Loads files by the names that Policy Agent configuration uses. */
export function fileLoader({ root, dataSets = {} }: FilePlaces): LoadFile {
  return async (name) => {
    const dataSet = parseDataSetName(name)
    if (!dataSet)
      return await readPolicyFile(root !== undefined && isAbsolute(name) ? join(root, name) : name)
    const path = dataSetPath(dataSet, dataSets)
    return path === undefined
      ? fail(diagnosticFor('data-set', undefined, { name }))
      : await readPolicyFile(path)
  }
}

/** The policies that a file stands for: its own, or one per stack of a Policy Agent configuration. */
export interface PolicySet {
  /** What Policy Agent configuration itself says, when the file is one. */
  readonly pagent: PagentReading | undefined
  /** Sources of each policy: the common file first. */
  readonly policies: readonly (readonly PolicySource[])[]
  /** Every text that was read, by file name. */
  readonly texts: ReadonlyMap<string, string>
}

export async function readPolicySet(
  file: string,
  places: FilePlaces = {},
): Promise<Result<PolicySet, Diagnostic>> {
  const source = await readPolicyFile(file)
  if (!source.ok) return source
  const main = source.value
  if (!isPagentText(main.text, file))
    return ok({ pagent: undefined, policies: [[main]], texts: new Map([[file, main.text]]) })
  const pagent = await readPagent(main, fileLoader(places))
  const images = pagent.configuration?.images ?? []
  const policies = images.map((image) => image.sources).filter((sources) => sources.length > 0)
  return ok({ pagent, policies, texts: new Map(pagent.files.map((one) => [one.file, one.text])) })
}
