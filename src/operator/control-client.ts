// Asks the running agent over the operator socket: one request, one reply.

import { connect } from 'node:net'
import { fail, ok, type Result } from '../common/result.ts'
import { CONTROL_VERSION, type ControlReply, type ControlRequest } from './control-protocol.ts'

/** A refresh of a large policy takes its time; a dead agent does not answer at all. */
const REPLY_WITHIN_MS = 30_000

/** One sentence when no agent answers there. */
export function askControl(path: string, request: ControlRequest): Promise<Result<ControlReply, string>> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    let text = ''
    const end = (result: Result<ControlReply, string>): void => {
      socket.destroy()
      resolve(result)
    }
    socket.setEncoding('utf8')
    socket.setTimeout(REPLY_WITHIN_MS, () => end(fail(`the agent on ${path} does not answer`)))
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`))
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.includes('\n')) end(readReply(path, text))
    })
    socket.on('error', (error: NodeJS.ErrnoException) => end(fail(explain(path, error))))
    socket.on('close', () => end(fail(`the agent on ${path} closed the connection without an answer`)))
  })
}

function readReply(path: string, text: string): Result<ControlReply, string> {
  try {
    const reply = JSON.parse(text.slice(0, text.indexOf('\n'))) as ControlReply
    if (reply.v === CONTROL_VERSION) return ok(reply)
  } catch {
    // The same sentence as for a reply of another version.
  }
  return fail(`what answers on ${path} is not an attls agent of this version`)
}

function explain(path: string, error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return `no agent is running: nobody answers on ${path}`
    case 'EACCES':
      return `no permission for ${path}: its owner and group may give operator commands`
    default:
      return `cannot reach the agent on ${path}: ${error.message}`
  }
}
