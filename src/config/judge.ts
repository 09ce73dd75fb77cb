// What is wrong with a configuration: the schema's issues in our words, keys that belong to functions we lack, and
// keys that contradict each other. Each finding has its place; nothing is thrown.

import nodePath from 'node:path'
import type { z } from 'zod'
import type { Diagnostic, Place } from '../common/diagnostic.ts'
import type { KeyPath, YamlDocument } from './document.ts'
import { parseLocalAddress, parseUnixPath } from './endpoint.ts'
import type { ConfigFindingCode } from './findings.ts'
import { nearest } from './nearest.ts'
import { type ConfigText, configSchema } from './schema.ts'
import { unavailableIn } from './unavailable.ts'

/** sun_path of Linux, less its final zero. */
const SOCKET_PATH_BYTES = 107

/** In the order of the file. Without findings the text is fit for configOf(). */
export function judge(
  file: string,
  document: YamlDocument,
): { readonly text?: ConfigText; readonly findings: readonly Diagnostic[] } {
  const root = document.root ?? {}
  const parsed = configSchema.safeParse(root)
  const findings = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => schemaFindings(issue, document))),
    ...unavailableIn(root).map(({ path, what }) =>
      finding(
        'ATTLS0707',
        `${pathText(path)} asks for ${what}, which is not available in this version`,
        document.placeOfKey(path),
      ),
    ),
    ...policyFindings(root, document),
    ...(parsed.success ? contradictions(file, parsed.data, document) : []),
  ].sort(byPlace)
  return parsed.success ? { text: parsed.data, findings } : { findings }
}

function finding(code: ConfigFindingCode, message: string, place: Place, hint?: string): Diagnostic {
  return { code, severity: 'error', message, place, ...(hint === undefined ? {} : { hint }) }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0)
}

function schemaFindings(issue: z.core.$ZodIssue, document: YamlDocument): readonly Diagnostic[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const near = nearest(key, knownKeys(path))
      const message = `unknown key ${pathText([...path, key])}`
      return finding(
        'ATTLS0703',
        message,
        document.placeOfKey([...path, key]),
        near && `did you mean ${near}?`,
      )
    })
  const value = valueAt(document.root, path)
  if (value === undefined && path.length > 0)
    return [finding('ATTLS0705', `${pathText(path)} is missing`, document.placeOfValue(path.slice(0, -1)))]
  const shown = typeof value === 'object' ? '' : ` is ${JSON.stringify(value)}`
  const message = `${pathText(path)}${shown}: ${expectation(issue)}`
  return [finding('ATTLS0704', message, document.placeOfValue(path))]
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value')
    return `expected ${issue.values.map(String).join(', ')}`.replace(/, ([^,]*)$/, ' or $1')
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'expected a mapping of keys'
  return issue.message
}

function pathText(path: KeyPath): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${step}`)).join('')
  return text === '' ? 'the file' : text.replace(/^\./, '')
}

function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as { [key: string]: unknown })[step] : undefined,
    root,
  )
}

/** The keys that the schema has at a path, found by asking it: every wrong path gives an empty list. */
function knownKeys(path: KeyPath): readonly string[] {
  let schema: z.core.$ZodType | undefined = configSchema
  for (const step of path) schema = childOf(schema, step)
  const object = unwrapped(schema)
  return object?._zod.def.type === 'object' ? Object.keys((object as z.ZodObject).shape) : []
}

function childOf(schema: z.core.$ZodType | undefined, step: string | number): z.core.$ZodType | undefined {
  const inner = unwrapped(schema)
  if (inner?._zod.def.type === 'object') return (inner as z.ZodObject).shape[String(step)]
  if (inner?._zod.def.type === 'array') return (inner as z.ZodArray).element
  if (inner?._zod.def.type === 'record') return (inner as z.ZodRecord).valueType
  return undefined
}

function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let inner = schema
  while (inner && 'innerType' in inner._zod.def) inner = inner._zod.def.innerType as z.core.$ZodType
  return inner
}

function policyFindings(root: unknown, document: YamlDocument): readonly Diagnostic[] {
  const policy = valueAt(root, ['policy'])
  const pagent = valueAt(root, ['pagent'])
  if (policy !== undefined && pagent !== undefined)
    return [
      finding('ATTLS0706', 'policy and pagent are both given', document.placeOfKey(['pagent']), 'keep one'),
    ]
  if (policy !== undefined || pagent !== undefined || valueAt(root, ['ttls']) === false) return []
  return [
    finding(
      'ATTLS0705',
      'policy is missing',
      document.placeOfValue([]),
      'policy: names the AT-TLS policy file',
    ),
  ]
}

function contradictions(file: string, text: ConfigText, document: YamlDocument): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const seen = new Map<string, number>()
  for (const [index, { direction, listen, connect }] of text.listeners.entries()) {
    const path = ['listeners', index]
    const first = seen.get(listen)
    if (first === undefined || parseLocalAddress(listen)?.port === 0) seen.set(listen, index)
    else
      found.push({
        ...finding(
          'ATTLS0706',
          `two listeners listen on ${listen}`,
          document.placeOfValue([...path, 'listen']),
        ),
        related: {
          place: document.placeOfValue(['listeners', first, 'listen']),
          message: 'the first one is here',
        },
      })
    if (direction === 'outbound' && parseUnixPath(connect) !== undefined)
      found.push(
        finding(
          'ATTLS0706',
          `an outbound listener cannot connect to ${connect}: its rule is looked up by the remote address`,
          document.placeOfValue([...path, 'connect']),
        ),
      )
  }
  const control = nodePath.resolve(nodePath.dirname(file), text.control)
  if (Buffer.byteLength(control) > SOCKET_PATH_BYTES)
    found.push(
      finding(
        'ATTLS0704',
        `control is ${control}: expected a path of at most ${SOCKET_PATH_BYTES} bytes, the limit of a socket`,
        document.placeOfValue(['control']),
      ),
    )
  return found
}
