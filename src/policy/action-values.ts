// The values of one action as a display of a connection lists them: a group and an environment with their defaults, a
// connection action only with what it codes. Secrets are masked, codes have their names.

import { effectiveAction } from './effective.ts'
import { isSecret, isSince } from './keywords.ts'
import type { Action, Level } from './policy.ts'
import { CODED_ONLY, nameOf, parametersOf } from './render-actions.ts'

export interface ActionValue {
  readonly keyword: string
  /** One, or the entries of a list: `0023 secp256r1`. */
  readonly values: readonly string[]
}

const STATEMENTS = {
  group: ['TTLSGroupAction', 'TTLSGroupAdvancedParms'],
  environment: [
    'TTLSEnvironmentAction',
    'TTLSKeyringParms',
    'TTLSEnvironmentAdvancedParms',
    'TTLSSignatureParms',
    'TTLSCipherParms',
    'TTLSGskAdvancedParms',
    'TTLSGskHttpCdpParms',
    'TTLSGskOcspParms',
  ],
  connection: [
    'TTLSConnectionAction',
    'TTLSConnectionAdvancedParms',
    'TTLSSignatureParms',
    'TTLSCipherParms',
  ],
} as const

const NOTHING: Action = { name: '', place: { file: '', line: 0, column: 0 }, attributes: {}, blocks: {} }

export function actionValues(
  scope: keyof typeof STATEMENTS,
  action: Action,
  level: Level,
): readonly ActionValue[] {
  const { values } = effectiveAction(
    scope === 'group' ? action : NOTHING,
    scope === 'environment' ? action : NOTHING,
    scope === 'connection' ? action : undefined,
    level,
  )
  return STATEMENTS[scope].flatMap(parametersOf).flatMap((parameter) => {
    const { keyword, since } = parameter
    const { value, origin } = values[keyword] ?? { value: undefined, origin: 'default' }
    if (value === undefined || !isSince(level, since)) return []
    const showsDefault = scope === 'group' || (scope === 'environment' && !CODED_ONLY.has(keyword))
    if (origin === 'default' && !showsDefault) return []
    if (isSecret(keyword)) return [{ keyword, values: ['[secret]'] }]
    const entries = Array.isArray(value) ? (value as readonly string[]) : [String(value)]
    const isNamed = parameter.value.kind === 'codes' && Array.isArray(value)
    return entries.length === 0
      ? []
      : [{ keyword, values: isNamed ? entries.map((code) => `${code} ${nameOf(parameter, code)}`) : entries }]
  })
}
