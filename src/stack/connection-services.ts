// What the story of one connection needs from its surroundings, and nothing more.

import type { Engine, Side } from '../engine/engine.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import type { ConnectionRecord } from '../record/connection-record.ts'
import type { Environments } from './environments.ts'
import type { Installed, Lookup } from './installed.ts'
import type { Limits } from './limits.ts'
import type { AgentServices } from './port.ts'

export interface ConnectionServices {
  readonly engine: Engine
  /** The policy in force when the connection was accepted; it stays the connection's policy to the end. */
  readonly installed: Installed
  readonly environments: Environments
  readonly limits: Limits
  now(): number
  /** Whose client certificate (DER) it is; undefined: nobody's. */
  readonly userOfCertificate: AgentServices['userOfCertificate']
  /** Opens the connection's one record. */
  record(facts: ConnectionFacts, startedAt: number): ConnectionRecord
  /** Why this connection may not go on, in one sentence; undefined: it may. */
  refusal(lookup: Lookup): Promise<string | undefined>
  /** Bytes begin to move between these two; their counters are shown while it lives. */
  relaying(remote: Side, local: Side): void
  /** Called when the connection has ended, however it ended. */
  atEnd(release: () => void): void
}
