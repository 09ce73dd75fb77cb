// The answer of `attls explain` as text and as JSON. Passwords are never in it.

import { type Endpoint, formatAddress } from '../common/address.ts'
import type { Explanation, OtherRule } from '../match/explain.ts'
import type { EffectiveAction } from '../policy/effective.ts'
import { isSecret } from '../policy/keywords.ts'
import type { RingExplanation } from './explain-ring.ts'

function formatEndpoint({ address, port }: Endpoint): string {
  return address.family === 6 ? `[${formatAddress(address)}]:${port}` : `${formatAddress(address)}:${port}`
}

export function explainText(explanation: Explanation, ring?: RingExplanation): string {
  const { facts, mapping, rule, others } = explanation
  const owner = `job ${facts.job || '(not given)'}, user ${facts.user || '(not given)'}`
  const ends = `local ${formatEndpoint(facts.local)}, remote ${formatEndpoint(facts.remote)}`
  const lines = [`connection   ${facts.direction}, ${ends}, ${owner}`]
  if (!rule) lines.push('rule         none: the bytes pass in the clear')
  else {
    const { name, place, priority, groupAction, environmentAction, connectionAction } = rule
    const actions = [groupAction, environmentAction, connectionAction].filter(
      (action) => action !== undefined,
    )
    lines.push(
      `rule         ${name}, priority ${priority}, ${place.file}:${place.line}`,
      `actions      ${actions.join(', ')}`,
      `status       ${statusOf(explanation)}`,
    )
  }
  if (ring) lines.push('', ...ringLines(ring))
  if (mapping.kind === 'mapped') lines.push('', 'effective values', ...effectiveLines(mapping.effective))
  if (others.length > 0) lines.push('', 'other rules', ...others.map(otherLine(rule?.name)))
  return `${lines.join('\n')}\n`
}

function statusOf({ mapping }: Explanation): string {
  if (mapping.kind === 'unmapped')
    return mapping.reason === 'ttls-off' ? 'Not Enabled: the bytes pass in the clear' : 'no policy'
  return mapping.effective.applicationControlled ? 'Appl Control' : 'Enabled'
}

function ringLines(ring: RingExplanation): string[] {
  if (!ring.opened) return [`key ring     ${ring.name}: ${ring.reason} (return code ${ring.rc})`]
  const { certificates, trust, engine } = ring
  const list = (values: readonly string[]) => (values.length > 0 ? values.join(', ') : '(of the library)')
  return [
    `key ring     ${ring.name}, ${trust} trusted ${trust === 1 ? 'authority' : 'authorities'}`,
    `certificate  ${certificates.length > 0 ? certificates.join(', ') : 'none'}`,
    `engine       ${engine.role}, certificate of the partner ${engine.peerCertificate}`,
    `  protocols    ${list(engine.protocols)}`,
    `  suites       ${list([...engine.cipherSuites, ...engine.ciphers])}`,
    `  groups       ${list(engine.groups)}`,
    `  signatures   ${list(engine.signatureAlgorithms)}`,
    `  security     level ${engine.securityLevel}, sessions ${engine.sessionTimeoutSeconds} seconds`,
  ]
}

const SECRET = '[secret]'

function effectiveLines(effective: EffectiveAction): string[] {
  const rows = Object.entries(effective.values)
    .filter(([, { value }]) => value !== undefined)
    .map(([keyword, { value, origin, place }]) => {
      const shown = isSecret(keyword) ? SECRET : Array.isArray(value) ? value.join(' ') : String(value)
      return [keyword, shown, origin, place ? `${place.file}:${place.line}` : ''] as const
    })
  const width = (column: 0 | 1) => Math.min(60, Math.max(...rows.map((row) => row[column].length)))
  const [keywords, values] = [width(0), width(1)]
  return rows.map(([keyword, value, origin, place]) =>
    `  ${keyword.padEnd(keywords)}  ${value.padEnd(values)}  ${origin.padEnd(11)}  ${place}`.trimEnd(),
  )
}

function otherLine(matched: string | undefined): (other: OtherRule) => string {
  return ({ rule, failed, wants }) =>
    failed === undefined
      ? `  ${rule.name}: matches too, but ${matched} is looked up first`
      : `  ${rule.name}: ${failed} wants ${wants}`
}

export function explainJson(explanation: Explanation, ring?: RingExplanation): string {
  const { facts, mapping, rule, others } = explanation
  const report = {
    connection: {
      direction: facts.direction,
      local: formatEndpoint(facts.local),
      remote: formatEndpoint(facts.remote),
      job: facts.job,
      user: facts.user,
    },
    rule: rule?.name ?? null,
    status: rule ? statusOf(explanation).split(':')[0] : 'none',
    actions: rule && {
      group: rule.groupAction,
      environment: rule.environmentAction ?? null,
      connection: rule.connectionAction ?? null,
    },
    ring,
    effective: mapping.kind === 'mapped' ? effectiveObject(mapping.effective) : undefined,
    others: others.map((other) => ({
      rule: other.rule.name,
      failed: other.failed ?? null,
      wants: other.wants,
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function effectiveObject(effective: EffectiveAction): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(effective.values)
      .filter(([, { value }]) => value !== undefined)
      .map(([keyword, value]) => [keyword, isSecret(keyword) ? { ...value, value: SECRET } : value]),
  )
}
