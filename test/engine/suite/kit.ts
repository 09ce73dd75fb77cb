// What the suites of the engines share: an engine with what is said to it in every test, settings with sensible
// values, and a network that can be tampered with.

import type { Socket } from 'node:net'
import { afterEach, test } from 'tap'
import type {
  Engine,
  Environment,
  HandshakeFailure,
  SecureRequest,
  Side,
} from '../../../src/engine/engine.ts'
import { openEngine } from '../../../src/engine/open-engine.ts'
import type { TlsSettings } from '../../../src/engine/settings.ts'
import { type Cleanup, pair } from '../../support/peer.ts'
import { never, request } from './values.ts'

export type Outcome = { side: Side; failure?: undefined } | { side?: undefined; failure: HandshakeFailure }

interface MadeEnvironment {
  readonly settings: TlsSettings
  readonly environment: Environment
}

export interface Kit {
  readonly engine: Engine
  /** One handshake on an owned socket; throws when the environment cannot be made. */
  readonly secure: (
    socket: Socket,
    tls: TlsSettings | MadeEnvironment,
    authorize?: SecureRequest['authorize'],
    changes?: Partial<SecureRequest>,
    signal?: AbortSignal,
  ) => Promise<Outcome>
  readonly environment: (settings: TlsSettings) => MadeEnvironment
}

/** Runs a suite on an engine; where it cannot be loaded, one skipped test says why. */
export function onEngine(name: Engine['name'], suite: (kit: Kit) => void): void {
  const opened = openEngine(name)
  if (opened.ok) suite(kitOf(opened.value.engine))
  else test(`the ${name} engine`, { skip: opened.error }, async () => {})
}

export function kitOf(engine: Engine): Kit {
  const environment = (settings: TlsSettings): MadeEnvironment => {
    const made = engine.environment(settings)
    if (!made.ok) throw new Error(`no environment: ${made.error.rc} ${made.error.text}`)
    return { settings, environment: made.value }
  }
  // What a test leaves open would keep the process alive: a side is no socket that its teardown knows.
  const sides: Side[] = []
  afterEach(() => {
    for (const side of sides.splice(0)) engine.close(side, 'reset')
  })
  return {
    engine,
    environment,
    secure: async (socket, tls, authorize, changes, signal = never) => {
      const made = 'settings' in tls ? tls : environment(tls)
      const asked = request(made.settings.role, authorize, changes)
      const result = await engine.secure(engine.adopt(socket), made.environment, asked, signal)
      if (!result.ok) return { failure: result.error }
      sides.push(result.value)
      return { side: result.value }
    },
  }
}

/** Waits for a condition that comes by itself; the test's own time limit is the deadline. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

export interface TappedNetwork {
  readonly near: Socket
  readonly far: Socket
  /** The far end sees the TCP connection end, as if the near one had ended it; and the other way round. */
  readonly cut: (from: 'near' | 'far') => void
  /** Bytes that the near end has never sent. */
  readonly inject: (bytes: Uint8Array) => void
}

/** Two ends with somebody in between. */
export async function tapped(t: Cleanup): Promise<TappedNetwork> {
  const first = await pair(t)
  const second = await pair(t)
  join(first.far, second.near)
  join(second.near, first.far)
  return {
    near: first.near,
    far: second.far,
    cut: (from) => (from === 'near' ? second.near : first.far).end(),
    inject: (bytes) => second.near.write(bytes),
  }
}

function join(from: Socket, to: Socket): void {
  from.on('data', (chunk) => {
    if (!to.writableEnded) to.write(chunk)
  })
  from.once('end', () => to.end())
  from.once('error', () => to.resetAndDestroy())
  from.resume()
}
