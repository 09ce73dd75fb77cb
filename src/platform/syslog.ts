// Ways to a syslog daemon: the local stream socket, TCP and UDP. A writer here makes one attempt per call and says
// how it went; bounding, retry and counting are the caller's. Lines come framed; nothing here knows their content.

import dgram from 'node:dgram'
import fs from 'node:fs'
import net from 'node:net'
import { fail, ok, type Result } from '../common/result.ts'

export interface SyslogWriter {
  readonly chunkBytes: number
  write(bytes: Uint8Array, done: (error: Error | null, written: number) => void): void
  close(): void
}

const LOCAL_SOCKET = '/dev/log'
const CONNECT_MS = 5000
const STREAM_BYTES = 65536

/** Only the stream form: Node has no datagram sockets of the unix domain. */
export async function openLocalSyslog(path = LOCAL_SOCKET): Promise<Result<SyslogWriter, string>> {
  if (!fs.existsSync(path))
    return fail(`there is no syslog socket ${path}; log to stdout or to a file instead`)
  const writer = streamWriter(() => net.connect({ path }))
  const failure = await writer.firstConnect()
  if (!failure) return ok(writer)
  writer.close()
  return fail(
    failure.code === 'EPROTOTYPE'
      ? `${path} is a datagram socket, which Node cannot write to; log to stdout and pipe it into "systemd-cat" or "logger", or use udp://host:port`
      : `syslog socket ${path} cannot be used: ${failure.message}`,
  )
}

/** RFC 6587 octet counting is the caller's framing. A collector that is away at the start is retried, not refused. */
export async function openTcpSyslog(host: string, port: number): Promise<Result<SyslogWriter, string>> {
  const writer = streamWriter(() => net.connect({ host, port }))
  const failure = await writer.firstConnect()
  if (failure?.code !== 'ENOTFOUND') return ok(writer)
  writer.close()
  return fail(`log collector ${host} is not known: ${failure.message}`)
}

interface StreamWriter extends SyslogWriter {
  /** Why the first connection failed; undefined when it stands. */
  firstConnect(): Promise<NodeJS.ErrnoException | undefined>
}

/** Connects again at the next write after the connection broke. A frame that was cut by a break is sent again whole. */
function streamWriter(connect: () => net.Socket): StreamWriter {
  let socket: net.Socket | undefined
  let isClosed = false

  const open = (settled: (error: NodeJS.ErrnoException | undefined) => void): void => {
    const next = connect()
    const deadline = setTimeout(() => next.destroy(new Error('no connection in time')), CONNECT_MS)
    deadline.unref()
    next.unref()
    let failure: NodeJS.ErrnoException | undefined
    next.once('connect', () => {
      clearTimeout(deadline)
      if (isClosed) next.destroy()
      else socket = next
      settled(undefined)
    })
    next.on('error', (error) => {
      failure = error
    })
    next.once('close', () => {
      clearTimeout(deadline)
      if (socket === next) socket = undefined
      settled(failure ?? new Error('connection closed'))
    })
    // A collector says nothing; reading notices when it goes away.
    next.resume()
  }

  return {
    chunkBytes: STREAM_BYTES,
    firstConnect: async () =>
      new Promise((resolve) => {
        open(resolve)
      }),
    write: (bytes, done) => {
      const send = (): void => {
        if (!socket) return done(new Error('not connected'), 0)
        const current = socket
        let isDone = false
        const finish = (error: Error | null | undefined): void => {
          if (isDone) return
          isDone = true
          current.off('close', onClose)
          done(error ?? null, error ? 0 : bytes.length)
        }
        const onClose = (): void => finish(new Error('connection closed'))
        current.once('close', onClose)
        current.write(bytes, finish)
      }
      if (socket) return send()
      let isTried = false
      open((error) => {
        if (isTried) return
        isTried = true
        if (error) done(error, 0)
        else send()
      })
    },
    close: () => {
      isClosed = true
      socket?.end()
      socket?.destroySoon()
    },
  }
}

/** One datagram per line. A datagram that the network refuses is gone; that is what UDP promises. */
export async function openUdpSyslog(host: string, port: number): Promise<Result<SyslogWriter, string>> {
  const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4')
  socket.unref()
  const failure = await new Promise<Error | undefined>((resolve) => {
    socket.once('error', resolve)
    socket.once('connect', () => resolve(undefined))
    socket.connect(port, host)
  })
  if (failure) {
    socket.close()
    return fail(`log collector ${host} cannot be used: ${failure.message}`)
  }
  // ECONNREFUSED of an earlier datagram arrives here; it says nothing about the next one.
  socket.on('error', () => undefined)
  return ok({
    chunkBytes: 0,
    write: (bytes, done) => socket.send(bytes, () => done(null, bytes.length)),
    close: () => socket.close(),
  })
}
