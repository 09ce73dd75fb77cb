// A small stand-in for IMS Connect with the phone book transaction IVTNO behind it. A plain TCP service: it knows
// nothing of TLS, and nothing of attls.
//
//   node service.mjs [host:port]      default 127.0.0.1:15555

import { createServer } from 'node:net'
import { decodeRequest, encodeError, encodeReply, MessageReader } from './irm.mjs'

const [host, port] = (process.argv[2] ?? '127.0.0.1:15555').split(':')

const PHONE_BOOK = new Map(
  [1, 2, 3, 4, 5, 6].map((n) => [`LAST${n}`, `LAST${n} FIRST${n} 8-111-${n}${n}${n}${n} D0${n}/R0${n}`]),
)

function answer(request) {
  if (request.trancode !== 'IVTNO') return encodeError(8, 58)
  const [verb, name] = request.data.trim().split(/\s+/)
  if (verb !== 'DISPLAY' || name === undefined) return encodeReply('INVALID COMMAND')
  return encodeReply(PHONE_BOOK.get(name) ?? `PERSON ${name} WAS NOT FOUND`)
}

const server = createServer((socket) => {
  const reader = new MessageReader()
  socket.on('data', (chunk) => {
    try {
      for (const body of reader.take(chunk)) {
        const request = decodeRequest(body)
        console.log(`HWSC0001I ${request.clientid} ${request.userid} ${request.trancode} ${request.data}`)
        socket.write(answer(request))
      }
    } catch (error) {
      console.log(`HWSP1415E ${error.message}`)
      socket.end(encodeError(4, 40))
    }
  })
  socket.on('error', (error) => console.log(`HWSS0771W ${error.code}`))
})

server.on('error', (error) => {
  console.error(`the service cannot listen on ${host}:${port}: ${error.message}`)
  process.exitCode = 1
})
server.listen(Number(port), host, () => console.log(`HWSS0780I listening on ${host}:${port}`))
