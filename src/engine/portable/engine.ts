// The portable engine: TLS by node:tls, on every platform Node runs on. What it can and cannot do beside the
// native one is in docs/engines.md.

import type { Socket } from 'node:net'
import { fail, ok, type Result } from '../../common/result.ts'
import type {
  Capability,
  Engine,
  Environment,
  EnvironmentFailure,
  Flow,
  HandshakeFailure,
  RelayLimits,
  SecureRequest,
  Side,
} from '../engine.ts'
import { environmentFailure } from '../failure.ts'
import type { TlsSettings } from '../settings.ts'
import { ClientEnvironment } from './client.ts'
import { shakeHands } from './handshake.ts'
import { relaySides } from './relay.ts'
import { ServerEnvironment } from './server.ts'
import { PortableSide } from './side.ts'

export class PortableEngine implements Engine {
  readonly name = 'portable'
  readonly can: ReadonlySet<Capability> = new Set()

  environment(settings: TlsSettings): Result<Environment, EnvironmentFailure> {
    if (settings.role === 'server' && settings.identities.length === 0)
      return fail({ rc: 7, text: 'a server needs a certificate' })
    try {
      return ok(
        settings.role === 'server' ? new ServerEnvironment(settings) : new ClientEnvironment(settings),
      )
    } catch (error) {
      return fail(environmentFailure(error))
    }
  }

  adopt(socket: Socket, head?: Uint8Array): Side {
    return new PortableSide(socket, head)
  }

  secure(
    side: Side,
    environment: Environment,
    request: SecureRequest,
    signal: AbortSignal,
  ): Promise<Result<Side, HandshakeFailure>> {
    if (!(environment instanceof ServerEnvironment || environment instanceof ClientEnvironment))
      throw new TypeError('the environment belongs to another engine')
    return shakeHands(own(side), environment, request, signal)
  }

  relay(a: Side, b: Side, limits: RelayLimits, signal: AbortSignal): Flow {
    return relaySides(own(a), own(b), limits, signal)
  }

  close(side: Side, how: 'orderly' | 'reset'): void {
    if (how === 'reset') own(side).reset()
    else own(side).end()
  }
}

function own(side: Side): PortableSide {
  if (side instanceof PortableSide) return side
  throw new TypeError('the side belongs to another engine')
}
