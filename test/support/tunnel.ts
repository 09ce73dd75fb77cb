// Two listeners of one attls back to back: plain client -> outbound (Client) -> TLS -> inbound (Server) -> plain
// service. What a test does at both plain ends crosses TLS in both roles.

import type { Test } from 'tap'
import { authority } from './ca.ts'
import { freePort } from './ports.ts'
import { type Stage, type StageOptions, stage, writeRing } from './stage.ts'

export interface Tunnel extends Stage {
  /** Where the plain client connects. */
  readonly entry: number
  /** The TLS port between the two listeners. */
  readonly middle: number
}

export async function tunnel(
  t: Test,
  service: number,
  options: Partial<StageOptions> & {
    readonly advanced?: readonly string[]
    readonly ciphers?: readonly string[]
  } = {},
): Promise<Tunnel> {
  const folder = options.folder ?? t.testdir()
  const ca = await authority('Behaviour CA')
  const middle = await freePort()
  const server = writeRing(folder, 'server', await ca.issue(), [ca.certificate])
  const client = writeRing(folder, 'client', undefined, [ca.certificate])
  const tls = {
    ...(options.advanced && { advanced: options.advanced }),
    ...(options.ciphers && { ciphers: options.ciphers }),
  }
  const attls = await stage(t, {
    ...options,
    folder,
    rules: options.rules ?? [
      { name: 'in', direction: 'Inbound', port: middle, keyring: server, ...tls },
      { name: 'out', direction: 'Outbound', port: middle, keyring: client, ...tls },
    ],
    listeners: [
      { direction: 'inbound', listen: middle, connect: service },
      { direction: 'outbound', connect: middle },
    ],
  })
  return { ...attls, entry: attls.ports[1] ?? 0, middle }
}
