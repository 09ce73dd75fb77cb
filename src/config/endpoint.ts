// Endpoints as the configuration writes them: `0.0.0.0:5555`, `[::1]:5555`, `wg31:5555`, `unix:PATH`.

import { type IpAddress, parseAddress } from '../common/address.ts'

export interface HostPort {
  /** Address without brackets, or a host name. */
  readonly host: string
  readonly port: number
}

/** An address of this host. */
export interface LocalAddress extends HostPort {
  readonly address: IpAddress
}

const HOST_NAME = /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/
const HOST_NAME_CHARACTERS = 253

/** undefined when it is no `host:port`. Port 0 is accepted: it means any free port to a listener. */
export function parseHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  if (!match || port > 65535) return undefined
  const [, bracketed, plain = ''] = match
  if (bracketed !== undefined)
    return parseAddress(bracketed)?.family === 6 ? { host: bracketed, port } : undefined
  if (plain.length > HOST_NAME_CHARACTERS || !HOST_NAME.test(plain)) return undefined
  // Four numbers that are no address are a slip of the pen, not a host name.
  if (/^[\d.]+$/.test(plain) && !parseAddress(plain)) return undefined
  return { host: plain, port }
}

/** `host:port` whose host is a literal address; undefined otherwise. */
export function parseLocalAddress(text: string): LocalAddress | undefined {
  const parsed = parseHostPort(text)
  const address = parsed && parseAddress(parsed.host)
  return parsed && address ? { ...parsed, address } : undefined
}

/** The path of `unix:PATH`; undefined for anything else. */
export function parseUnixPath(text: string): string | undefined {
  return text.startsWith('unix:') && text.length > 'unix:'.length ? text.slice('unix:'.length) : undefined
}
