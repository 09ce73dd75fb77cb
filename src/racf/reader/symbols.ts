// Symbolic parameters and the placeholders of published samples: &NAME, $name, ${name}, {name}, {{ name }}, [name].
// Only names with a value are replaced: & and $ are ordinary characters of RACF names too. A bracketed placeholder
// without a value is refused when its command is parsed.

import type { SourceLine } from './source-line.ts'

/** Names in upper case to values. */
export type Symbols = Readonly<Record<string, string>>

const REFERENCE =
  /&([A-Za-z@#$][\w@#$]*)\.?|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)|\{\{?\s*([A-Za-z][\w.-]*)\s*\}?\}|\[([A-Za-z][\w ./-]*)\]/g

/** What is left of bracketed placeholders after substitution. */
export const PLACEHOLDER = /\{\{?\s*[A-Za-z][\w.-]*\s*\}?\}|\[[A-Za-z][\w ./-]*\]/

export function withSymbols(lines: readonly SourceLine[], symbols: Symbols): readonly SourceLine[] {
  if (Object.keys(symbols).length === 0) return lines
  return lines.map((line) => ({
    ...line,
    text: line.text.replace(REFERENCE, (reference: string, ...groups: unknown[]) => {
      const name = groups.slice(0, 5).find((group) => typeof group === 'string')
      return (typeof name === 'string' ? symbols[name.toUpperCase()] : undefined) ?? reference
    }),
  }))
}

/** NAME=VALUE, as given with --set; undefined when it is not of that form. */
export function parseSymbol(text: string): readonly [string, string] | undefined {
  const match = /^([A-Za-z@#$_][\w@#$.-]*)=(.*)$/s.exec(text)
  return match?.[1] === undefined ? undefined : [match[1].toUpperCase(), match[2] ?? '']
}
