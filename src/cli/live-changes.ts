// Which live connections of a running agent would map to another rule under a new policy. The agent tells the facts;
// both policies are looked up here.

import { parseJobName, parseUserId } from '../common/names.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { findConfig } from '../config/load.ts'
import { remappedConnections } from '../match/diff.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import { compilePolicy, type Mapping, type Unmapped } from '../match/map.ts'
import type { ShownConnection } from '../operator/answers.ts'
import { askControl } from '../operator/control-client.ts'
import { CONTROL_VERSION } from '../operator/control-protocol.ts'
import type { Policy } from '../policy/policy.ts'
import { controlPath } from './control-path.ts'
import { parseEndpoint } from './explain.ts'

export interface LiveChange {
  readonly connid: string
  readonly local: string
  readonly remote: string
  /** Name of the rule, null for none; the same name twice: the rule is the same and does something else. */
  readonly before: string | null
  readonly after: string | null
}

/** Shown in a text report; JSON has all. */
const SHOWN = 20

/**
 * undefined when no agent was asked for and none runs with the configuration found here. With `config` given, an
 * agent that does not answer is an error.
 */
export async function liveChanges(
  before: Policy,
  after: Policy,
  config: string | undefined,
): Promise<Result<readonly LiveChange[] | undefined, string>> {
  if (config === undefined && !findConfig().ok) return ok(undefined)
  let trouble = ''
  const path = controlPath(config, { stderr: (text) => (trouble += text) })
  if (path === undefined) return config === undefined ? ok(undefined) : fail(trouble.trim())
  const reply = await askControl(path, { v: CONTROL_VERSION, do: 'connections' })
  if (!reply.ok) return config === undefined ? ok(undefined) : fail(reply.error)
  const shown = new Map<ConnectionFacts, ShownConnection>()
  for (const connection of reply.value.data as ShownConnection[]) {
    const facts = factsOf(connection)
    if (facts) shown.set(facts, connection)
  }
  const remapped = remappedConnections(
    [...shown.keys()],
    compilePolicy(before),
    compilePolicy(after),
    Date.now(),
  )
  return ok(
    remapped.flatMap((each) => {
      const connection = shown.get(each.facts)
      if (!connection) return []
      const { connid, local, remote } = connection
      return { connid, local, remote, before: ruleOf(each.before), after: ruleOf(each.after) }
    }),
  )
}

function ruleOf(mapping: Mapping | Unmapped): string | null {
  return 'rule' in mapping ? mapping.rule.name : null
}

function factsOf({ direction, local, remote, job, user }: ShownConnection): ConnectionFacts | undefined {
  const [here, there] = [parseEndpoint(local), parseEndpoint(remote)]
  const [jobName, userId] = [parseJobName(job), parseUserId(user)]
  if (!here || !there || !jobName || !userId) return undefined
  return { direction, local: here, remote: there, job: jobName, user: userId }
}

function change(before: string | null, after: string | null): string {
  if (after === null) return 'no rule'
  return after === before ? `${after}, changed` : after
}

export function liveText(changes: readonly LiveChange[] | undefined): string {
  if (!changes) return ''
  const lines = changes
    .slice(0, SHOWN)
    .map(
      ({ connid, local, remote, before, after }) =>
        `  ${connid} ${local} ${remote}: ${before ?? 'no rule'} -> ${change(before, after)}`,
    )
  if (changes.length > SHOWN) lines.push(`  and ${changes.length - SHOWN} more`)
  return `${[`live connections that would map differently: ${changes.length}`, ...lines].join('\n')}\n`
}
