// What crosses from the agent to a stack: the validated policy, the opened key rings and the instance numbers of
// one generation. Plain, structured-cloneable data; a worker never reads a file.

import type { Result } from '../common/result.ts'
import type { KeyRing, KeyRingFailure } from '../keyring/keyring.ts'
import type { Policy } from '../policy/policy.ts'

export interface StackSnapshot {
  /** Counts successful installs; 0 is "nothing installed yet". */
  readonly generation: number
  /** Unix seconds of the install, the TTLS Instance Id of pasearch. */
  readonly instanceId: number
  /** TCPCONFIG TTLS (true) or NOTTLS: with false nothing is mapped and everything passes in the clear. */
  readonly ttls: boolean
  readonly policy: Policy
  readonly keyRings: KeyRings
  readonly instances: Instances
  /** Same for all workers and for the life of the agent; ticket keys are derived from it. 32 bytes. */
  readonly sessionSecret: Uint8Array
}

export type OpenedRing = Result<KeyRing, KeyRingFailure>

/** Which ring an environment action means can depend on the user, so each action has a choice per user. */
export interface KeyRings {
  /** Every ring once; the entries below are indexes into it. */
  readonly opened: readonly OpenedRing[]
  readonly of: { readonly [environmentAction: string]: RingChoice | undefined }
}

export interface RingChoice {
  readonly byUser: { readonly [user: string]: number | undefined }
  /** For users that the security database does not know by name. */
  readonly others: number
}

/** Numbers that change exactly when the content of an action (for environments: or of its key rings) changes, so
 * that unchanged actions keep their environments and their GRPID over a refresh. */
export interface Instances {
  /** Group action -> GRPID. */
  readonly groups: { readonly [action: string]: number | undefined }
  readonly environments: { readonly [action: string]: number | undefined }
  readonly connections: { readonly [action: string]: number | undefined }
}

export function ringFor(rings: KeyRings, environmentAction: string, user: string): OpenedRing {
  const choice = rings.of[environmentAction]
  const index = choice?.byUser[user] ?? choice?.others
  const ring = index === undefined ? undefined : rings.opened[index]
  // The agent opens a ring for every environment action it installs.
  if (!ring) throw new Error(`no key ring was sent for environment action ${environmentAction}`)
  return ring
}
