// What is wrong with something the operator wrote: one shape for policy, configuration and commands. Producers
// collect diagnostics and never throw; the same text appears in `check`, in the log and on the control socket.

export type Severity = 'error' | 'warning' | 'info'

export interface Place {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 units. */
  readonly column: number
  /** 1-based column after the last character, on the same line. */
  readonly endColumn?: number
}

export interface Diagnostic {
  /** Stable code from the findings list, such as ATTLS0101. */
  readonly code: string
  readonly severity: Severity
  /** One sentence that names the keyword and the value: lower case first, no full stop. */
  readonly message: string
  readonly place?: Place
  /** What to do about it. */
  readonly hint?: string
  /** A second place that belongs to the finding, such as the first of two definitions. */
  readonly related?: { readonly place: Place; readonly message: string }
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}

/** file:line:column: severity CODE: message, the source line with a caret, and the hint. */
export function formatDiagnostic(diagnostic: Diagnostic, source?: string): string {
  const { place } = diagnostic
  const where = place ? `${place.file}:${place.line}:${place.column}: ` : ''
  const lines = [`${where}${diagnostic.severity} ${diagnostic.code}: ${diagnostic.message}`]
  if (place && source !== undefined) lines.push(...caret(place, source))
  if (diagnostic.hint) lines.push(`  hint: ${diagnostic.hint}`)
  if (diagnostic.related) {
    const { place: other, message } = diagnostic.related
    lines.push(`  ${other.file}:${other.line}:${other.column}: ${message}`)
  }
  return lines.join('\n')
}

const SOURCE_LINE_LIMIT = 160

function caret(place: Place, source: string): string[] {
  const text = (source.split('\n')[place.line - 1] ?? '').replace(/\r$/, '')
  if (text.length > SOURCE_LINE_LIMIT) return []
  const number = String(place.line).padStart(5)
  // Tabs stay tabs under the line, so that the caret stands where the terminal puts the character.
  const indent = text.slice(0, place.column - 1).replace(/[^\t]/g, ' ')
  const width = Math.max(1, (place.endColumn ?? place.column + 1) - place.column)
  return [`${number} | ${printable(text)}`, `      | ${indent}${'^'.repeat(width)}`]
}

/** Control bytes of an outside file must not reach the operator's terminal. */
export function printable(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '?')
}
