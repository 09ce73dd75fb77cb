// What the agent gives out on request: numbers that must be unique over all workers and their restarts.

import type { AgentServices } from '../stack/port.ts'
import type { PolicyAgent } from './policy-agent.ts'

/** Connection ids per block: hours of work for most hosts, and 65,535 blocks before the numbers come round. */
const BLOCK = 65_536
const BLOCKS = 65_536

export function agentServices(policyAgent: PolicyAgent): AgentServices {
  let blocks = 0
  return {
    // CONNID 00000000 means "no connection", so the very first block starts at 1.
    connidRange: async () => {
      const block = blocks++ % BLOCKS
      return block === 0 ? { first: 1, size: BLOCK - 1 } : { first: block * BLOCK, size: BLOCK }
    },
    environmentId: async (key) => policyAgent.environmentId(key),
  }
}
