// Policy files from disk: one policy file, or a Policy Agent configuration with the files it names. The only place
// where the policy line touches the file system.

import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Diagnostic } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { diagnosticFor } from '../policy/findings.ts'
import {
  isPagentText,
  type LoadFile,
  type PagentReading,
  readPagent,
} from '../policy/pagent/configuration.ts'
import { type DataSets, dataSetPath, parseDataSetName } from '../policy/pagent/data-set.ts'
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
