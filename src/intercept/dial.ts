// Dials the other half of an intercepted connection: the local service for inbound, the network for outbound.

import { connect, type Socket } from 'node:net'
import type { Result } from '../common/result.ts'
import { fail, ok } from '../common/result.ts'
import { formatTarget, type Target } from './accepted.ts'

/** The kernel alone would try for more than two minutes while the local program waits. */
const DIAL_TIMEOUT_MS = 30_000

export interface DialFailure {
  /** ECONNREFUSED, ETIMEDOUT, ENOTFOUND, ... or ABORTED. */
  readonly code: string
  readonly text: string
}

/** A connected socket, paused and unread, half-open allowed; the caller owns it. */
export function dial(target: Target, signal: AbortSignal): Promise<Result<Socket, DialFailure>> {
  return new Promise((resolve) => {
    const socket = connect({
      ...(target.kind === 'unix' ? { path: target.path } : { host: target.host, port: target.port }),
      allowHalfOpen: true,
      noDelay: true,
    })
    const refuse = (code: string, why: string): void => {
      finish()
      // The socket may still report an error while it dies; nobody else listens to it any more.
      socket.on('error', () => {})
      socket.destroy()
      resolve(fail({ code, text: `cannot connect to ${formatTarget(target)}: ${why}` }))
    }
    const onConnect = (): void => {
      finish()
      socket.pause()
      resolve(ok(socket))
    }
    const onError = (error: NodeJS.ErrnoException): void => refuse(error.code ?? 'UNKNOWN', error.message)
    const onAbort = (): void => refuse('ABORTED', 'stopped')
    const timer = setTimeout(
      () => refuse('ETIMEDOUT', `no answer within ${DIAL_TIMEOUT_MS / 1000} s`),
      DIAL_TIMEOUT_MS,
    )
    const finish = (): void => {
      clearTimeout(timer)
      socket.off('connect', onConnect).off('error', onError)
      signal.removeEventListener('abort', onAbort)
    }
    socket.once('connect', onConnect).once('error', onError)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
  })
}
