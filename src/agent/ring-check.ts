// Would the environments of this policy open with these key rings? Asked before anything is installed, so that a
// certificate that is missing or expired is said at start and not by the first connection.

import { compilePolicy, type Mapping, mappingOf } from '../match/map.ts'
import type { Policy } from '../policy/policy.ts'
import type { KeyRings, RingChoice } from '../stack/snapshot.ts'
import { tlsSettings } from '../stack/tls-settings.ts'

export interface RingProblem {
  /** Environment action. */
  readonly environment: string
  /** As the policy writes it. */
  readonly ring: string
  /** Whose ring; undefined when it is the same for everybody. */
  readonly userid: string | undefined
  readonly rc: number
  readonly error: string
  /** No connection of this environment action can be secured, whatever its user. */
  readonly isFatal: boolean
}

const NO_KEY = new Uint8Array(48)

/** `now` in Unix milliseconds. */
export function ringProblems(policy: Policy, keyRings: KeyRings, now: number): readonly RingProblem[] {
  const compiled = compilePolicy(policy)
  const judged = new Map<string, { readonly rc: number; readonly text: string } | undefined>()
  const problems: RingProblem[] = []
  const seen = new Set<string>()

  /** Most environments share ring, role and ciphers; each such combination is judged once. */
  function judge(index: number, { effective }: Mapping) {
    const { handshakeRole, clientAuthType, certificateLabel, serverCertificateLabels, protocols, ciphers } =
      effective
    const labels = [certificateLabel, serverCertificateLabels]
    const key = JSON.stringify([index, handshakeRole, clientAuthType, labels, protocols, ciphers.codes])
    if (judged.has(key)) return judged.get(key)
    const ring = keyRings.opened[index]
    if (!ring) throw new Error(`key ring ${index} was not opened`)
    const opened = ring.ok ? tlsSettings(effective, ring.value, { id: '', ticketKey: NO_KEY, now }) : ring
    const failure = opened.ok ? undefined : opened.error
    judged.set(key, failure)
    return failure
  }

  for (const rule of policy.rules) {
    const mapping = mappingOf(rule, compiled)
    if (mapping.kind !== 'mapped') continue
    const { environment, connection, effective } = mapping
    const combination = `${environment.name}\n${connection?.name ?? ''}`
    if (seen.has(combination)) continue
    seen.add(combination)
    const found = choices(keyRings.of[environment.name]).map(({ userid, index }) => ({
      userid,
      failure: judge(index, mapping),
    }))
    for (const { userid, failure, isFatal } of worthSaying(found, isBare(effective.keyring)))
      problems.push({
        environment: environment.name,
        ring: effective.keyring,
        userid,
        rc: failure.rc,
        error: failure.text,
        isFatal,
      })
  }
  return problems
}

interface Judged {
  readonly userid: string | undefined
  readonly failure: { readonly rc: number; readonly text: string } | undefined
}

/**
 * Each owner of a bare ring name has a ring of its own, and each that is broken is a problem. A qualified ring is one
 * ring: that some users may not read it is as it should be, and only if nobody can use it there is something to say.
 */
function worthSaying(found: readonly Judged[], isBareName: boolean) {
  const failed = found.flatMap(({ userid, failure }) => (failure ? [{ userid, failure }] : []))
  const isFatal = failed.length === found.length
  if (isBareName) return failed.map((each) => ({ ...each, isFatal }))
  // Anything but a refusal says more about what is wrong with the ring itself.
  const telling = failed.find(({ failure }) => failure.rc !== 202) ?? failed[0]
  return isFatal && telling ? [{ ...telling, isFatal }] : []
}

function isBare(ring: string): boolean {
  return !ring.includes('/')
}

/** That users without a ring of a bare name have none is as it should be. */
function choices(choice: RingChoice | undefined): { userid: string | undefined; index: number }[] {
  if (!choice) return []
  const owned = Object.entries(choice.byUser).flatMap(([userid, index]) =>
    index === undefined ? [] : [{ userid, index }],
  )
  return owned.length > 0 ? owned : [{ userid: undefined, index: choice.others }]
}

/** One sentence that names ring, environment action and return code. */
export function describeRingProblem({ environment, ring, userid, rc, error }: RingProblem): string {
  const whose = userid === undefined ? '' : ` of user ${userid}`
  return `key ring ${ring}${whose} cannot be used by environment action ${environment}, RC ${rc}: ${error}`
}
