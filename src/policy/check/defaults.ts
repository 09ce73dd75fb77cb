// Defaults that matter: protocol versions that stay on because nobody switched them off, and defaults that another
// z/OS level has otherwise.

import { DEFAULT_CIPHERS } from '../ciphers.ts'
import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { defaultAt, POLICY } from '../keywords.ts'
import { type AttributeValue, LEVELS, type Level } from '../policy.ts'
import { type Combination, combinations } from './combinations.ts'
import { Once } from './once.ts'

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2']
const OLD = ['TLSv1', 'TLSv1.1']

/** Older levels are out of service; what changed among them is not worth a warning. */
const OLDEST_COMPARED: Level = 'V2R3'

export function checkDefaults(draft: Draft, findings: Findings): void {
  const once = new Once()
  for (const combination of combinations(draft)) {
    checkOldProtocols(combination, draft.level, findings, once)
    checkDifferences(combination, findings, once)
  }
}

function isDefault({ effective }: Combination, keyword: string): boolean {
  return effective.values[keyword]?.origin === 'default'
}

function checkOldProtocols(combination: Combination, level: Level, findings: Findings, once: Once): void {
  const { effective, environment, label } = combination
  const left = OLD.filter(
    (keyword) => isDefault(combination, keyword) && effective.values[keyword]?.value === 'On',
  )
  if (left.length > 0)
    once.at(environment.place, left.join(), () =>
      findings.add('old-protocol-left-on', environment.place, {
        protocols: left.join(' and '),
        level,
        action: label,
        advice: left.map((keyword) => `${keyword} Off`).join(' and '),
      }),
    )
  const coded = environment.attributes['TLSv1.3']
  if (coded?.value === 'On' && OLD.every((keyword) => isDefault(combination, keyword)) && level !== '3.2')
    once.at(coded.place, 'off', () =>
      findings.add('versions-off-by-tls13', coded.place, { action: environment.name }),
    )
}

function checkDifferences(combination: Combination, findings: Findings, once: Once): void {
  const { effective, environment } = combination
  const differences = VERSIONS.flatMap((keyword) => {
    const parameter = POLICY.parameter('TTLSEnvironmentAdvancedParms', keyword)
    if (!parameter || !isDefault(combination, keyword)) return []
    const history = historyOf((level) => defaultAt(parameter, level))
    return history.length > 1 ? [{ keyword, values: describe(history) }] : []
  })
  const beforeTls13 = effective.protocols.some((protocol) => protocol !== 'TLSv1.3')
  if (isDefault(combination, 'V3CipherSuites') && beforeTls13) {
    const history = historyOf((level) => DEFAULT_CIPHERS[level])
    differences.push({ keyword: 'V3CipherSuites', values: describe(history) })
  }
  if (differences.length === 0) return
  const keyword = differences.map((difference) => difference.keyword).join(', ')
  const values = differences.map((difference) => `${difference.keyword} ${difference.values}`).join('; ')
  once.at(environment.place, keyword, () =>
    findings.add('default-differs', environment.place, {
      keyword,
      action: combination.label,
      values: values.replaceAll(`${keyword} `, ''),
    }),
  )
}

interface Era {
  readonly from: Level
  readonly value: string
}

function historyOf(valueAt: (level: Level) => AttributeValue | undefined): Era[] {
  const eras: Era[] = []
  for (const level of LEVELS.slice(LEVELS.indexOf(OLDEST_COMPARED))) {
    const value = valueAt(level)
    const text = Array.isArray(value) ? value.join(' ') : String(value)
    if (eras.at(-1)?.value !== text) eras.push({ from: level, value: text })
  }
  return eras
}

/** `On before 3.2, Off from 3.2`. */
function describe(eras: readonly Era[]): string {
  return eras
    .map(({ from, value }, index) => {
      const next = eras[index + 1]
      return next ? `${value} before ${next.from}` : `${value} from ${from}`
    })
    .join(', ')
}
