// The engine as the others meet it: a TLS server before a plain echo service, or a TLS client on a plain program's
// behalf. Keeps how each connection ended, so that a test can compare both reports.

import type { HandshakeFailure, RelayEnd, SecureRequest, TlsFacts } from '../../src/engine/engine.ts'
import { openEngine } from '../../src/engine/open-engine.ts'
import type { TlsSettings } from '../../src/engine/settings.ts'
import { kitOf } from '../engine/suite/kit.ts'
import { NO_LIMITS, never } from '../engine/suite/values.ts'
import { type Cleanup, dial, echo, listen, pair } from '../support/peer.ts'

/** ATTLS_TEST_ENGINE names the engine that meets the others: `make test-engines` has a turn for each. */
const opened = openEngine(process.env['ATTLS_TEST_ENGINE'] === 'native' ? 'native' : 'portable')
if (!opened.ok) throw new Error(opened.error)
export const { engine, environment, secure } = kitOf(opened.value.engine)

export interface Report {
  readonly facts?: TlsFacts
  readonly failure?: HandshakeFailure
  readonly end?: RelayEnd
}

/** Serves TLS on a free port before a plain service; `reports` has one entry per ended connection, in order. */
export async function serve(
  t: Cleanup,
  settings: TlsSettings,
  { authorize, service = echo }: { authorize?: SecureRequest['authorize']; service?: typeof echo } = {},
): Promise<{ port: number; next(): Promise<Report> }> {
  const made = environment(settings)
  const plain = await listen(t, service)
  const reports: Report[] = []
  const waiting: ((report: Report) => void)[] = []
  const report = (what: Report) => {
    const claim = waiting.shift()
    if (claim) claim(what)
    else reports.push(what)
  }
  const { port } = await listen(t, (socket) => {
    void secure(socket, made, authorize).then(async ({ side, failure }) => {
      if (!side) return report({ failure })
      const toService = await dial(t, plain.port)
      toService.pause()
      const end = await engine.relay(side, engine.adopt(toService), NO_LIMITS, never).ended
      return report({ ...(side.tls ? { facts: side.tls } : {}), end })
    })
  })
  return {
    port,
    next: () => {
      const known = reports.shift()
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}

/** Connects to a TLS server and gives the plain end of the line, or the failure. */
export async function connectTo(
  t: Cleanup,
  port: number,
  settings: TlsSettings,
  authorize?: SecureRequest['authorize'],
  serverName = 'localhost',
) {
  const socket = await dial(t, port)
  socket.pause()
  const { side, failure } = await secure(socket, settings, authorize, { serverName })
  if (!side) return { failure }
  const { near, far } = await pair(t)
  const { ended } = engine.relay(engine.adopt(far), side, NO_LIMITS, never)
  return { program: near, facts: side.tls, ended }
}
