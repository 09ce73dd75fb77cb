import { once } from 'node:events'
import { test } from 'tap'
import { dial, listen, pattern, receive, sha256 } from '../support/peer.ts'
import { tunnel } from '../support/tunnel.ts'

const SIZE = 64 * 1024 * 1024
const PAUSE_EVERY = 1024 * 1024

for (const protocol of ['TLSv1.2', 'TLSv1.3'])
  test(`64 MiB each way at once arrive whole with slow readers (${protocol})`, async (t) => {
    const service = await listen(t)
    const attls = await tunnel(t, service.port, {
      advanced: [
        'TLSv1 Off',
        'TLSv1.1 Off',
        `${protocol} On`,
        ...(protocol === 'TLSv1.3' ? ['TLSv1.2 Off'] : []),
      ],
    })
    const client = await dial(t, attls.entry)
    const program = await service.accepted()
    const [up, down] = [pattern(SIZE, 1), pattern(SIZE, 2)]
    const atProgram = receive(program, PAUSE_EVERY)
    const atClient = receive(client, PAUSE_EVERY)
    client.end(up)
    program.end(down)
    const [receivedUp, receivedDown] = await Promise.all([atProgram, atClient])
    t.match(receivedUp, { bytes: SIZE, sha256: sha256(up), ending: 'end' })
    t.match(receivedDown, { bytes: SIZE, sha256: sha256(down), ending: 'end' })
    for (const end of await attls.recorded('connection', 2))
      t.match(end, { end: 'complete', bytesFromLocal: SIZE, bytesFromRemote: SIZE, protocol })
  })

test('a half-closed direction does not end the other, both ways', async (t) => {
  const service = await listen(t)
  const attls = await tunnel(t, service.port)

  // The client says all it has and ends; the service answers long after.
  const asking = await dial(t, attls.entry)
  asking.end('question')
  const answering = await service.accepted()
  t.match(await receive(answering), { text: 'question', ending: 'end' })
  const answer = receive(asking)
  answering.end('answer')
  t.match(await answer, { text: 'answer', ending: 'end' })

  // The service ends first, and the client goes on sending.
  const sending = await dial(t, attls.entry)
  const ending = await service.accepted()
  const greeting = receive(sending)
  ending.end('goodbye')
  t.match(await greeting, { text: 'goodbye', ending: 'end' })
  const rest = receive(ending)
  sending.end('but I am not finished')
  t.match(await rest, { text: 'but I am not finished', ending: 'end' })

  for (const end of await attls.recorded('connection', 4)) t.match(end, { end: 'complete' })
})

test('a reset on either side is a reset on the other', async (t) => {
  const service = await listen(t)
  const attls = await tunnel(t, service.port)
  for (const who of ['client', 'program'] as const) {
    const client = await dial(t, attls.entry)
    const program = await service.accepted()
    program.resume()
    client.write('x')
    await once(program, 'data')
    const [victim, resetter] = who === 'client' ? [program, client] : [client, program]
    const outcome = receive(victim)
    resetter.resetAndDestroy()
    t.match(await outcome, { ending: 'ECONNRESET' }, `reset by the ${who}`)
  }
})
