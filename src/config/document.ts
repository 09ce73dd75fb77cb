// A YAML file as plain values plus the place of every key and value, so that a finding can point at its line.

import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Diagnostic, Place } from '../common/diagnostic.ts'

export type KeyPath = readonly (string | number)[]

export interface YamlDocument {
  /** Undefined for an empty file. */
  readonly root: unknown
  /** Of the value at the path, or of the nearest value around it. */
  placeOfValue(path: KeyPath): Place
  /** Of the key itself; of the value around it when the path ends in a list. */
  placeOfKey(path: KeyPath): Place
}

/** Never throws; with diagnostics there is no document. */
export function readYaml(
  file: string,
  text: string,
): { document?: YamlDocument; diagnostics: readonly Diagnostic[] } {
  const lines = new LineCounter()
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true })
  const place = (start: number, end = start): Place => {
    const { line, col } = lines.linePos(start)
    const last = lines.linePos(end)
    const column = Math.max(col, 1)
    const endColumn = last.line === line && last.col > column ? { endColumn: last.col } : {}
    return { file, line: Math.max(line, 1), column, ...endColumn }
  }
  if (parsed.errors.length > 0)
    return {
      diagnostics: parsed.errors.map(({ message, pos }) => ({
        code: 'ATTLS0702',
        severity: 'error',
        message: lowerFirst(message),
        place: place(pos[0]),
      })),
    }
  let root: unknown
  try {
    root = parsed.toJS()
  } catch (error) {
    // The reader bounds how often aliases are expanded, and says so by throwing.
    const message = lowerFirst(error instanceof Error ? error.message : String(error))
    return { diagnostics: [{ code: 'ATTLS0702', severity: 'error', message, place: place(0) }] }
  }
  const top = isNode(parsed.contents) ? parsed.contents : undefined
  const placeOf = (node: Node | undefined): Place => place(node?.range?.[0] ?? 0, node?.range?.[1])
  return {
    diagnostics: [],
    document: {
      root: root ?? undefined,
      placeOfValue: (path) => placeOf(walk(top, path).value),
      placeOfKey: (path) => {
        const { key, value } = walk(top, path)
        return placeOf(key ?? value)
      },
    },
  }
}

/** The node at the path, or the last one on the way to it; the key only when the whole path exists. */
function walk(top: Node | undefined, path: KeyPath): { key: Node | undefined; value: Node | undefined } {
  let value = top
  let key: Node | undefined
  for (const step of path) {
    key = undefined
    if (isMap(value)) {
      const pair = value.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) break
      key = isNode(pair.key) ? pair.key : undefined
      if (isNode(pair.value)) value = pair.value
    } else if (isSeq(value)) {
      const item = value.items[Number(step)]
      if (!isNode(item)) break
      value = item
    } else break
  }
  return { key, value }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
