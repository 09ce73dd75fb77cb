// Effective values: connection over environment over group over the default of the level, for every parameter of the
// keyword table. Plain, structured-cloneable data; computed once per combination of actions and policy.

import type { Place } from '../common/diagnostic.ts'
import { DEFAULT_CIPHERS, SUITE_B } from './ciphers.ts'
import { type EffectiveView, viewOf } from './effective-view.ts'
import { defaultClientCurves, defaultKeyShare } from './groups.ts'
import { defaultAt, isSince, PARAMETERS } from './keywords.ts'
import type {
  Attributes,
  AttributeValue,
  ConnectionAction,
  EnvironmentAction,
  GroupAction,
  Level,
} from './policy.ts'
import { defaultPairs } from './signature-pairs.ts'

export type Origin = 'connection' | 'environment' | 'group' | 'default'

export interface EffectiveValue {
  /** Undefined: nothing is coded and AT-TLS has no default; System SSL does as it likes. */
  readonly value: AttributeValue | undefined
  readonly origin: Origin
  /** Where it is coded. */
  readonly place?: Place
}

export interface EffectiveAction extends EffectiveView {
  readonly level: Level
  /** Names of the actions. */
  readonly group: string
  readonly environment: string
  readonly connection: string | undefined
  /** By canonical keyword; every parameter of the actions is there. */
  readonly values: Readonly<Record<string, EffectiveValue>>
}

/** For displays: one parameter by its canonical keyword. */
export function effectiveValue(effective: EffectiveAction, keyword: string): EffectiveValue {
  return effective.values[keyword] ?? { value: undefined, origin: 'default' }
}

/** Parameters of actions and of their blocks, each once. */
const ACTION_PARAMETERS = [
  ...new Map(
    PARAMETERS.filter(
      (parameter) =>
        parameter.storedAs === undefined &&
        parameter.value.kind !== 'reference' &&
        parameter.in.some((statement) => statement.startsWith('TTLS') && statement !== 'TTLSRule'),
    ).map((parameter) => [parameter.keyword, parameter]),
  ).values(),
]

const CIPHER_KEYWORDS = new Set(['V2CipherSuites', 'V3CipherSuites'])

export function effectiveAction(
  group: GroupAction,
  environment: EnvironmentAction,
  connection: ConnectionAction | undefined,
  level: Level,
): EffectiveAction {
  // A TTLSCipherParms of the connection replaces the block of the environment as a whole.
  const replacesCiphers = connection?.blocks['TTLSCipherParms'] !== undefined
  const lookUp = (keyword: string): EffectiveValue | undefined => {
    const scopes: readonly (readonly [Origin, Attributes | undefined])[] = [
      ['connection', connection?.attributes],
      ['environment', replacesCiphers && CIPHER_KEYWORDS.has(keyword) ? undefined : environment.attributes],
      ['group', group.attributes],
    ]
    for (const [origin, attributes] of scopes) {
      const coded = attributes?.[keyword]
      if (coded) return { value: coded.value, origin, place: coded.place }
    }
    return undefined
  }
  const values: Record<string, EffectiveValue> = {}
  for (const parameter of ACTION_PARAMETERS) {
    const { keyword } = parameter
    values[keyword] = lookUp(keyword) ?? { value: defaultAt(parameter, level), origin: 'default' }
  }
  applyRules(values, environment, level)
  return {
    level,
    group: group.name,
    environment: environment.name,
    connection: connection?.name,
    values,
    ...viewOf(values),
  }
}

/** Defaults that depend on other values, and what a Suite B profile replaces. */
function applyRules(
  values: Record<string, EffectiveValue>,
  environment: EnvironmentAction,
  level: Level,
): void {
  const isOn = (keyword: string) => values[keyword]?.value === 'On'
  const setDefault = (keyword: string, value: AttributeValue) => {
    if (values[keyword]?.origin === 'default') values[keyword] = { value, origin: 'default' }
  }
  // The footnote of the 2.5 and 3.1 pages (policy-language.md Q4).
  if (environment.attributes['TLSv1.3']?.value === 'On') {
    setDefault('TLSv1', 'Off')
    setDefault('TLSv1.1', 'Off')
  }
  const tls13 = isOn('TLSv1.3')
  setDefault('V3CipherSuites', DEFAULT_CIPHERS[level])
  setDefault('ClientECurves', defaultClientCurves(tls13))
  const curves = values['ClientECurves']?.value
  setDefault('ClientKeyShareGroups', defaultKeyShare(Array.isArray(curves) ? curves : 'Any'))
  setDefault('SignaturePairs', defaultPairs(level, tls13))
  if (isOn('GSK_SYSPLEX_SESSION_TICKET_CACHE') && isSince(level, '3.1'))
    setDefault('GSK_SESSION_TICKET_SERVER_TIMEOUT', 600)
  if (isOn('CRLCacheExtended')) {
    setDefault('CRLCacheSize', 32)
    setDefault('CRLCacheTempCRL', 'Off')
  }
  const profile = values['SuiteBProfile']
  const suiteB = SUITE_B.get(String(profile?.value))
  if (!profile || !suiteB) return
  const replace = (keyword: string, value: AttributeValue) => {
    values[keyword] = { ...profile, value }
  }
  replace('V3CipherSuites', suiteB.ciphers)
  replace('SignaturePairs', suiteB.pairs)
  replace('ClientECurves', suiteB.curves)
  replace('ClientKeyShareGroups', defaultKeyShare(suiteB.curves))
  replace('ServerKeyShareGroups', suiteB.curves)
  replace('ServerKexECurves', suiteB.curves)
}
