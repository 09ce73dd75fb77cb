// What is known of a connection when its rule is looked up. The facts of an explicit listener are those that the
// unmodified program would have (docs/configuration.md, listeners).

import type { Endpoint } from '../common/address.ts'
import type { JobName, UserId } from '../common/names.ts'

export interface ConnectionFacts {
  /** inbound: the program accepted the connection; outbound: it connected. */
  readonly direction: 'inbound' | 'outbound'
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly job: JobName
  readonly user: UserId
}
