// Instance numbers of actions: an action whose content is the same as in the policy before keeps its number, and
// with it its environments, GRPID and ENVID; a changed one gets a new number and the old one goes stale
// (policy-language.md 3.6). `*UserInstance` parameters are content like any other, which is all they are for.

import { createHash } from 'node:crypto'
import type { Action, Policy } from '../policy/policy.ts'
import type { Instances, KeyRings, RingChoice } from '../stack/snapshot.ts'

interface Numbered {
  readonly fingerprint: string
  readonly number: number
}

type Kind = 'groups' | 'environments' | 'connections'

export class InstanceNumbers {
  #known: { readonly [kind in Kind]: Map<string, Numbered> } = {
    groups: new Map(),
    environments: new Map(),
    connections: new Map(),
  }
  /** Numbers are never used twice while the agent lives. */
  readonly #last = { groups: 0, environments: 0, connections: 0, environmentIds: 0 }
  readonly #environmentIds = new Map<string, number>()

  /** The numbers of a policy that is about to be installed; call keep() once it is. */
  number(policy: Policy, keyRings: KeyRings): { readonly instances: Instances; readonly keep: () => void } {
    const rings = keyRings.opened.map((ring) => digest(ring))
    const next = {
      groups: this.#assign('groups', policy.groupActions, policy, () => ''),
      environments: this.#assign('environments', policy.environmentActions, policy, (name) =>
        ringFingerprint(keyRings.of[name], rings),
      ),
      connections: this.#assign('connections', policy.connectionActions, policy, () => ''),
    }
    return {
      instances: {
        groups: numbers(next.groups),
        environments: numbers(next.environments),
        connections: numbers(next.connections),
      },
      keep: () => {
        this.#known = next
        this.#forgetEnvironmentIds()
      },
    }
  }

  #assign(
    kind: Kind,
    actions: { readonly [name: string]: Action | undefined },
    policy: Policy,
    more: (name: string) => string,
  ): Map<string, Numbered> {
    const assigned = new Map<string, Numbered>()
    for (const [name, action] of Object.entries(actions)) {
      if (!action) continue
      const fingerprint = digest([policy.level, content(action), more(name)])
      const before = this.#known[kind].get(name)
      const number = before?.fingerprint === fingerprint ? before.number : ++this.#last[kind]
      assigned.set(name, { fingerprint, number })
    }
    return assigned
  }

  /** ENVID of `<environment instance>:<user>`: the same for every worker that asks. */
  environmentId(key: string): number {
    let id = this.#environmentIds.get(key)
    if (id === undefined) {
      id = ++this.#last.environmentIds
      this.#environmentIds.set(key, id)
    }
    return id
  }

  /** Instances that are gone are never asked for again. */
  #forgetEnvironmentIds(): void {
    const current = new Set([...this.#known.environments.values()].map(({ number }) => String(number)))
    for (const key of this.#environmentIds.keys())
      if (!current.has(key.slice(0, key.indexOf(':')))) this.#environmentIds.delete(key)
  }
}

/** What an action says, wherever in the file it says it. */
function content(action: Action): unknown {
  return Object.entries(action.attributes)
    .map(([keyword, coded]) => [keyword, coded?.value])
    .sort(([left], [right]) => (String(left) < String(right) ? -1 : 1))
}

function ringFingerprint(choice: RingChoice | undefined, rings: readonly string[]): string {
  if (!choice) return ''
  const users = Object.keys(choice.byUser).sort()
  return JSON.stringify([users.map((user) => [user, rings[choice.byUser[user] ?? -1]]), rings[choice.others]])
}

function numbers(assigned: ReadonlyMap<string, Numbered>): { readonly [name: string]: number } {
  return Object.fromEntries([...assigned].map(([name, { number }]) => [name, number]))
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64')
}
