// The answer of `attls check` in its formats: text, json, github (workflow commands) and sarif 2.1.0. Pure.

import { type Diagnostic, formatDiagnostic, type Severity } from '../common/diagnostic.ts'
import { FINDINGS, type Finding } from './findings.ts'
import type { LevelComparison } from './levels.ts'
import type { AttributeValue, Level } from './policy.ts'

/** Findings of one level; the same finding at several levels stands at the first of them. */
export interface JudgedLevel {
  readonly level: Level
  readonly diagnostics: readonly Diagnostic[]
}

export interface JudgedFile {
  readonly file: string
  readonly levels: readonly JudgedLevel[]
  /** What differs between the levels asked for; empty when there is one. */
  readonly comparisons: readonly LevelComparison[]
  /** Texts by file name: a pagent.conf leads to several. */
  readonly sources: ReadonlyMap<string, string>
}

export interface ReportOptions {
  readonly colour?: boolean
}

export function findingsOf(judged: JudgedFile): readonly Diagnostic[] {
  return judged.levels.flatMap((level) => level.diagnostics)
}

function countOf(severity: Severity, diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
}

/** Findings with source line and caret, and one closing line per file. */
export function checkText(judged: readonly JudgedFile[], { colour = false }: ReportOptions = {}): string {
  const lines = judged.flatMap((file) => [
    ...file.levels.flatMap(({ level, diagnostics }, index) => [
      ...(index > 0 && diagnostics.length > 0 ? [`new at level ${level}:`] : []),
      ...diagnostics.map((diagnostic) => {
        const text = formatDiagnostic(diagnostic, file.sources.get(diagnostic.place?.file ?? ''))
        return colour ? paint(text, diagnostic.severity) : text
      }),
    ]),
    ...file.comparisons.flatMap(comparisonLines),
    `${file.file}: ${summary(findingsOf(file))}`,
  ])
  return `${lines.join('\n')}\n`
}

const COLOURS: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36' }

function paint(text: string, severity: Severity): string {
  const colour = (part: string) => `\u001b[1;${COLOURS[severity]}m${part}\u001b[0m`
  return text.replace(new RegExp(`\\b${severity} ATTLS\\d+`), colour).replace(/\^+$/m, colour)
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const counts = (['error', 'warning', 'info'] as const)
    .map((severity) => ({ severity, count: countOf(severity, diagnostics) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 || severity === 'info' ? '' : 's'}`)
  return counts.length === 0 ? 'nothing to say' : counts.join(', ')
}

function comparisonLines({ actions, rules, differences }: LevelComparison): string[] {
  const text = (value: AttributeValue | undefined) =>
    value === undefined ? '(nothing)' : typeof value === 'object' ? value.join(' ') : String(value)
  return [
    `${actions}, used by ${rules.length === 1 ? 'rule' : 'rules'} ${rules.slice(0, 3).join(', ')}${rules.length > 3 ? ' ...' : ''}, differs by level:`,
    ...differences.flatMap(({ keyword, values }) => [
      `  ${keyword}`,
      ...values.map(({ level, value }) => `    ${level.padEnd(4)}  ${text(value)}`),
    ]),
  ]
}

export function checkJson(judged: readonly JudgedFile[]): string {
  const all = judged.flatMap(findingsOf)
  const report = {
    errors: countOf('error', all),
    warnings: countOf('warning', all),
    files: judged.map(({ file, levels, comparisons }) => ({
      file,
      findings: levels.flatMap(({ level, diagnostics }) => diagnostics.map((one) => ({ level, ...one }))),
      ...(levels.length > 1 && { differences: comparisons }),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

const GITHUB: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

/** Workflow commands of GitHub Actions: each finding becomes an annotation. */
export function checkGithub(judged: readonly JudgedFile[]): string {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return judged
    .flatMap((file) =>
      findingsOf(file).map(({ severity, code, message, hint, place }) => {
        const where = place
          ? [`file=${property(place.file)}`, `line=${place.line}`, `col=${place.column}`]
          : [`file=${property(file.file)}`]
        const text = hint === undefined ? message : `${message}\nhint: ${hint}`
        return `::${GITHUB[severity]} ${[...where, `title=${code}`].join(',')}::${data(text)}\n`
      }),
    )
    .join('')
}

const SARIF: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

/** SARIF 2.1.0, for code scanning. */
export function checkSarif(judged: readonly JudgedFile[]): string {
  const results = judged.flatMap((file) =>
    findingsOf(file).map(({ severity, code, message, hint, place }) => ({
      ruleId: code,
      level: SARIF[severity],
      message: { text: hint === undefined ? message : `${message} (hint: ${hint})` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(place?.file ?? file.file) },
            ...(place && {
              region: {
                startLine: place.line,
                startColumn: place.column,
                ...(place.endColumn !== undefined && { endColumn: place.endColumn }),
              },
            }),
          },
        },
      ],
    })),
  )
  const used = new Set(results.map((result) => result.ruleId))
  const rules = Object.entries(FINDINGS)
    .filter(([, finding]) => used.has(finding.code))
    .map(([name, finding]: [string, Finding]) => ({
      id: finding.code,
      name,
      shortDescription: { text: finding.message },
      fullDescription: { text: finding.explanation },
      defaultConfiguration: { level: SARIF[finding.severity] },
    }))
  const log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [{ tool: { driver: { name: 'attls check', rules } }, results }],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}
