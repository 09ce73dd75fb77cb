// What the agent gives out on request: numbers that must be unique over all workers and their restarts.

import type { Clock } from '../common/clock.ts'
import type { Database } from '../racf/database/database.ts'
import { userForCertificate } from '../racf/user-for-certificate.ts'
import type { AgentServices } from '../stack/port.ts'
import type { PolicyAgent } from './policy-agent.ts'
import type { SecurityDatabase } from './security-database.ts'

/** The database is opened when the first certificate is asked for. */
function certificateUsers(racf: SecurityDatabase): AgentServices['userOfCertificate'] {
  let opened: Promise<Database> | undefined
  return async (certificate) => {
    opened ??= racf.open()
    try {
      return userForCertificate((await opened).read(), certificate)?.user
    } catch (error) {
      // A database that cannot be read now may be mended by the next connection; nobody is let in meanwhile.
      opened = undefined
      throw error
    }
  }
}

/** Connection ids per block, and blocks before the numbers come round. */
const BLOCK = 4096
const BLOCKS = 2 ** 20
const BLOCK_EVERY_MS = 10

/**
 * The first block goes by the time of the start, so that connections which workers of an earlier agent still carry
 * keep their ids to themselves: that agent would have to have given out a block every 10 ms of its life.
 */
export function agentServices(
  policyAgent: PolicyAgent,
  racf: SecurityDatabase,
  clock: Clock,
): Omit<AgentServices, 'allowance'> {
  let blocks = Math.floor(clock.now() / BLOCK_EVERY_MS)
  return {
    // CONNID 00000000 means "no connection", so block 0 starts at 1.
    connidRange: async () => {
      const block = blocks++ % BLOCKS
      return block === 0 ? { first: 1, size: BLOCK - 1 } : { first: block * BLOCK, size: BLOCK }
    },
    environmentId: async (key) => policyAgent.environmentId(key),
    userOfCertificate: certificateUsers(racf),
  }
}
