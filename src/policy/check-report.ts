// The answer of `attls check` in its formats. Pure: judged files in, text out.

import { type Diagnostic, formatDiagnostic, type Severity } from '../common/diagnostic.ts'
import type { Level } from './policy.ts'

export interface JudgedFile {
  readonly file: string
  readonly level: Level
  readonly diagnostics: readonly Diagnostic[]
  /** Texts by file name: a pagent.conf leads to several. */
  readonly sources: ReadonlyMap<string, string>
}

export function countOf(severity: Severity, judged: readonly JudgedFile[]): number {
  return judged.flatMap((file) => file.diagnostics).filter((diagnostic) => diagnostic.severity === severity)
    .length
}

/** Findings with source line and caret, and one closing line per file. */
export function checkText(judged: readonly JudgedFile[]): string {
  const lines = judged.flatMap((file) => [
    ...file.diagnostics.map((diagnostic) =>
      formatDiagnostic(diagnostic, file.sources.get(diagnostic.place?.file ?? '')),
    ),
    `${file.file}: ${summary(file)}`,
  ])
  return `${lines.join('\n')}\n`
}

function summary(judged: JudgedFile): string {
  const counts = (['error', 'warning', 'info'] as const)
    .map((severity) => ({ severity, count: countOf(severity, [judged]) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 || severity === 'info' ? '' : 's'}`)
  return counts.length === 0 ? 'nothing to say' : counts.join(', ')
}

export function checkJson(judged: readonly JudgedFile[]): string {
  const report = {
    errors: countOf('error', judged),
    warnings: countOf('warning', judged),
    files: judged.map(({ file, level, diagnostics }) => ({ file, level, findings: diagnostics })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
