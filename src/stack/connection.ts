// THE STORY: one connection from accept to record, to be read from top to bottom. Each step is one call; a step
// that fails says why on the record, resets what is open and returns. The order is that of AT-TLS: nothing
// reaches the local program before the peer is verified, and a failed handshake is a reset, never clear text.

import type { Socket } from 'node:net'
import { ok, type Result } from '../common/result.ts'
import type { Side } from '../engine/engine.ts'
import { type Accepted, localEndpoint, NOWHERE, remoteEndpoint } from '../intercept/accepted.ts'
import { type DialFailure, dial } from '../intercept/dial.ts'
import type { ConnectionFacts } from '../match/facts.ts'
import type { ConnectionServices } from './connection-services.ts'
import { dialFailed, refused, relayEnded } from './ending.ts'
import { secure } from './secure.ts'

/** Serves one intercepted connection to its end. Rejects only for a fault of ours. */
export async function serveConnection(
  accepted: Accepted,
  services: ConnectionServices,
  signal: AbortSignal,
): Promise<void> {
  const { engine, installed, limits } = services

  // The network end comes first: policy looks at the addresses and ports that the network sees.
  const network = await reachNetwork(accepted, signal)
  const facts = await gatherFacts(accepted, network.ok ? network.value : undefined)
  const record = services.record(facts, accepted.acceptedAt)
  if (!network.ok) {
    abandonLocal(accepted)
    return record.finish(dialFailed('remote', network.error))
  }

  // Which rule, which actions; said at once, before any handshake work.
  const lookup = installed.look(facts, services.now())
  if (lookup.kind === 'unmapped') record.unmapped(lookup.reason)
  else record.mapped(lookup.mapped)

  const refusal = await services.refusal(lookup)
  if (refusal !== undefined) {
    network.value.resetAndDestroy()
    abandonLocal(accepted)
    return record.finish(refused(refusal))
  }

  // TLS, where the policy asks for it. A side that cannot be secured is reset, and so is the local program.
  let remote: Side = engine.adopt(network.value)
  if (lookup.kind === 'secure') {
    const secured = await secure(remote, lookup.mapping, facts, record, services, signal)
    if (!secured.ok) {
      abandonLocal(accepted)
      return record.finish(secured.error)
    }
    remote = secured.value
  }

  // Only now is a service dialled: nobody unverified reaches it.
  const program = await reachLocal(accepted, signal)
  if (!program.ok) {
    engine.close(remote, 'reset')
    return record.finish(dialFailed('local', program.error))
  }

  const local = engine.adopt(program.value)
  services.relaying(remote, local)
  const idleMs = limits.idleMs(lookup.kind === 'unmapped' ? undefined : lookup.mapped.rule)
  const end = await engine.relay(remote, local, { idleMs }, signal).ended
  record.finish(relayEnded(end, { remote, local }, record))
}

/** The socket that faces the network: the accepted one, or for outbound a new one to the target. */
async function reachNetwork(accepted: Accepted, signal: AbortSignal): Promise<Result<Socket, DialFailure>> {
  return accepted.direction === 'inbound' ? ok(accepted.socket) : dial(accepted.target, signal)
}

/** The socket that faces the local program: for outbound the accepted one, or a new one to the service. */
async function reachLocal(accepted: Accepted, signal: AbortSignal): Promise<Result<Socket, DialFailure>> {
  return accepted.direction === 'outbound' ? ok(accepted.socket) : dial(accepted.target, signal)
}

/** The local program of an outbound connection sees ECONNRESET, as AT-TLS does it; inbound it was never asked. */
function abandonLocal(accepted: Accepted): void {
  if (accepted.direction === 'outbound') accepted.socket.resetAndDestroy()
}

async function gatherFacts(accepted: Accepted, network: Socket | undefined): Promise<ConnectionFacts> {
  const { job, user } = await accepted.owner()
  return {
    direction: accepted.direction,
    // A socket that is closed already has no addresses any more.
    local: (network && localEndpoint(network)) ?? NOWHERE,
    remote: (network && remoteEndpoint(network)) ?? NOWHERE,
    job,
    user,
  }
}
