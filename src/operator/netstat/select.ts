// Which live connections a Netstat request is about: CONNType as on z/OS (operator.md 2), and filters by port,
// address, rule, job name and user ID. All that are given must hold.

import {
  type AddressRange,
  contains,
  parseAddress,
  prefixRange,
  singleAddress,
} from '../../common/address.ts'
import { fail, ok, type Result } from '../../common/result.ts'
import type { LiveConnection } from '../../stack/port.ts'
import type { NetstatRequest } from './request.ts'

type Test = (connection: LiveConnection) => boolean

/** In the order of their numbers; one sentence when a filter cannot be read. */
export function selectConnections(
  all: readonly LiveConnection[],
  request: NetstatRequest,
): Result<readonly LiveConnection[], string> {
  const tests = testsOf(request)
  if (!tests.ok) return tests
  return ok(
    all
      .filter((connection) => tests.value.every((holds) => holds(connection)))
      .toSorted((left, right) => left.connid - right.connid),
  )
}

function testsOf(request: NetstatRequest): Result<readonly Test[], string> {
  const { type, actions, group, port, ip, rule, job, user, connid } = request
  const range = ip === undefined ? undefined : rangeOf(ip)
  if (ip !== undefined && !range) return fail(`"${ip}" is no address and no address/prefix`)
  const tests: Test[] = []
  if (connid !== undefined) tests.push((one) => one.connid === connid)
  if (type === 'ttls') tests.push(({ mapping }) => mapping !== undefined)
  if (type === 'nottls') tests.push(({ mapping }) => mapping === undefined)
  if (type === 'clear') tests.push(({ tls }) => tls === undefined)
  if (actions) tests.push(({ mapping }) => mapping?.isStale === (actions === 'stale'))
  if (group !== undefined) tests.push(({ mapping }) => mapping?.grpid === group)
  if (port !== undefined) tests.push(({ facts }) => [facts.local.port, facts.remote.port].includes(port))
  if (range)
    tests.push(({ facts }) => contains(range, facts.local.address) || contains(range, facts.remote.address))
  if (rule !== undefined) tests.push((one) => same(one.rule, rule))
  if (job !== undefined) tests.push(({ facts }) => fits(facts.job, job))
  if (user !== undefined) tests.push(({ facts }) => fits(facts.user, user))
  return ok(tests)
}

function rangeOf(text: string): AddressRange | undefined {
  const [, host = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const address = parseAddress(host)
  if (!address) return undefined
  return prefix === undefined ? singleAddress(address) : prefixRange(address, Number(prefix))
}

/** Rule names are case-sensitive in policy, but a console folds what is typed. */
function same(name: string | undefined, wanted: string): boolean {
  return name?.toUpperCase() === wanted.toUpperCase()
}

/** A trailing `*` stands for any ending. */
function fits(name: string, wanted: string): boolean {
  const upper = wanted.toUpperCase()
  return upper.endsWith('*') ? name.startsWith(upper.slice(0, -1)) : name === upper
}
