// attls.yaml to Config: find, read, judge, resolve. Every problem of the file is reported at once, each with its
// line; a Config that comes out of here is complete and needs no second look.

import fs from 'node:fs'
import nodePath from 'node:path'
import type { Diagnostic } from '../common/diagnostic.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { type Config, configOf, type Environment } from './config.ts'
import { readYaml } from './document.ts'
import { judge } from './judge.ts'

const SEARCH_ORDER = ['attls.yaml', '/etc/attls/attls.yaml']
/** Far beyond any real configuration, well below what would hurt. */
const FILE_BYTES = 1024 * 1024

/** The file that `-c` names, else ./attls.yaml, else /etc/attls/attls.yaml. */
export function findConfig(argument?: string, folder = process.cwd()): Result<string, readonly Diagnostic[]> {
  if (argument !== undefined) return ok(nodePath.resolve(folder, argument))
  const found = SEARCH_ORDER.map((name) => nodePath.resolve(folder, name)).find((file) => fs.existsSync(file))
  if (found !== undefined) return ok(found)
  return fail([
    {
      code: 'ATTLS0701',
      severity: 'error',
      message: 'there is no configuration: neither ./attls.yaml nor /etc/attls/attls.yaml exists',
      hint: 'name the file with -c FILE',
    },
  ])
}

/** `environment` supplies ATTLS_RACF. */
export function loadConfig(
  file: string,
  environment: Environment = process.env,
): Result<Config, readonly Diagnostic[]> {
  const text = readFile(file)
  if (!text.ok) return fail([{ code: 'ATTLS0701', severity: 'error', message: text.error }])
  return parseConfig(file, text.value, environment)
}

/** loadConfig without the file system; `file` gives names to places and a folder to relative paths. */
export function parseConfig(
  file: string,
  text: string,
  environment: Environment = {},
): Result<Config, readonly Diagnostic[]> {
  const { document, diagnostics } = readYaml(file, text)
  if (!document) return fail(diagnostics)
  const judged = judge(file, document)
  if (!judged.text || judged.findings.length > 0) return fail(judged.findings)
  return ok(configOf(file, judged.text, environment))
}

function readFile(file: string): Result<string, string> {
  try {
    if (fs.statSync(file).size > FILE_BYTES)
      return fail(`configuration file ${file} is larger than ${FILE_BYTES} bytes`)
    return ok(fs.readFileSync(file, 'utf8'))
  } catch (error) {
    return fail(
      `configuration file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
