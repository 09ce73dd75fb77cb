// The groups that Netstat TTLS lists: those of the policy in force, and replaced ones that still have connections
// (operator.md 2: a group stays listed while its action is current or has connections).

import { hexId } from '../../record/message.ts'
import type { LiveConnection } from '../../stack/port.ts'
import type { StackSnapshot } from '../../stack/snapshot.ts'

export interface NetstatGroup {
  readonly name: string
  readonly grpid: string
  /** Stack processes that may work for the group. */
  readonly tasks: number
  readonly connections: number
  /** Replaced or removed; it ends with its last connection. */
  readonly stale: boolean
  /** Environment actions in use. */
  readonly environments: readonly { readonly name: string; readonly connections: number }[]
}

/** In the order of their numbers. */
export function netstatGroups(
  connections: readonly LiveConnection[],
  snapshot: StackSnapshot | undefined,
  tasks: number,
): readonly NetstatGroup[] {
  const names = new Map<number, string>()
  const current = new Set<number>()
  for (const [name, grpid] of Object.entries(snapshot?.instances.groups ?? {})) {
    if (grpid === undefined) continue
    names.set(grpid, name)
    current.add(grpid)
  }
  const members = new Map<number, LiveConnection[]>()
  for (const connection of connections) {
    const grpid = connection.mapping?.grpid
    if (grpid === undefined) continue
    const joined = members.get(grpid)
    if (joined) joined.push(connection)
    else members.set(grpid, [connection])
  }
  for (const [grpid, [first]] of members)
    if (!names.has(grpid)) names.set(grpid, first?.mapping?.actions.group ?? '')
  return [...names]
    .toSorted(([left], [right]) => left - right)
    .map(([grpid, name]) => ({
      name,
      grpid: hexId(grpid),
      tasks,
      connections: members.get(grpid)?.length ?? 0,
      stale: !current.has(grpid),
      environments: environmentsOf(members.get(grpid) ?? []),
    }))
}

function environmentsOf(members: readonly LiveConnection[]): NetstatGroup['environments'] {
  const counts = new Map<string, number>()
  for (const { mapping } of members) {
    const name = mapping?.actions.environment
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, connections]) => ({ name, connections }))
}
