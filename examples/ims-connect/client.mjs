// A plain TCP client of the stand-in: sends requests over one connection and prints the replies.
//
//   node client.mjs host:port [NAME ...]

import { connect } from 'node:net'
import { pathToFileURL } from 'node:url'
import { decodeReply, encodeRequest, MessageReader } from './irm.mjs'

const ANSWER_WITHIN_MS = 15_000

/** The replies to `DISPLAY name` for each name, in order; rejects when the connection fails. */
export function ask(host, port, names) {
  return new Promise((resolve, reject) => {
    const reader = new MessageReader()
    const replies = []
    const socket = connect({ host, port }, () => {
      for (const name of names)
        socket.write(
          encodeRequest({
            clientid: 'ODBA0001',
            trancode: 'IVTNO',
            datastore: 'IVP1',
            userid: 'USER1',
            group: 'SYS1',
            data: `DISPLAY ${name}`,
          }),
        )
    })
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error(`no reply within ${ANSWER_WITHIN_MS} ms`)))
    socket.on('data', (chunk) => {
      try {
        for (const body of reader.take(chunk)) replies.push(decodeReply(body))
      } catch (error) {
        socket.destroy(error)
      }
      if (replies.length >= names.length) socket.end()
    })
    socket.on('error', reject)
    socket.on('close', () =>
      replies.length === names.length
        ? resolve(replies)
        : reject(new Error(`the connection ended after ${replies.length} of ${names.length} replies`)),
    )
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [host, port] = (process.argv[2] ?? '127.0.0.1:15556').split(':')
  const names = process.argv.slice(3)
  try {
    for (const reply of await ask(host, Number(port), names.length > 0 ? names : ['LAST3']))
      console.log(reply.ok ? reply.data : `refused: return code ${reply.returnCode}, reason ${reply.reasonCode}`)
  } catch (error) {
    console.error(`request failed: ${error.message}`)
    process.exitCode = 1
  }
}
