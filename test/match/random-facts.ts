// Random connections near the values that random policies use.

import { parseAddress } from '../../src/common/address.ts'
import { parseJobName, parseUserId } from '../../src/common/names.ts'
import type { ConnectionFacts } from '../../src/match/facts.ts'
import type { Random } from '../policy/support.ts'
import { PORTS } from './random-policy.ts'

const ADDRESSES = [
  '192.0.2.1',
  '192.0.2.77',
  '198.51.100.9',
  '2001:db8::1',
  '::1',
  '::ffff:192.0.2.1',
  '0.0.0.0',
]
const NAMES = ['JOB1', 'JOB2', 'JOBX', 'A', 'WEBSRV1', 'IMS15HWS']

export function factsOf(
  direction: 'inbound' | 'outbound',
  local: string,
  localPort: number,
  remote: string,
  remotePort: number,
  job = 'JOB1',
  user = 'USER1',
): ConnectionFacts {
  const [jobName, userId] = [parseJobName(job), parseUserId(user)]
  const [localAddress, remoteAddress] = [parseAddress(local), parseAddress(remote)]
  if (!jobName || !userId || !localAddress || !remoteAddress)
    throw new Error([local, remote, job, user].join())
  return {
    direction,
    local: { address: localAddress, port: localPort },
    remote: { address: remoteAddress, port: remotePort },
    job: jobName,
    user: userId,
  }
}

export function randomFacts(random: Random): ConnectionFacts {
  const port = () => (random.chance(80) ? random.pick(PORTS) : random.below(65_536))
  return factsOf(
    random.pick(['inbound', 'outbound'] as const),
    random.pick(ADDRESSES),
    port(),
    random.pick(ADDRESSES),
    port(),
    random.pick(NAMES),
    random.pick(NAMES),
  )
}
