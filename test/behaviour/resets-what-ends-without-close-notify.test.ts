// A TCP end without a TLS end is what an attacker can make (truncation): the program must not take it for the end.

import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { test } from 'tap'
import { authority } from '../support/ca.ts'
import { listen, receive } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { stage, writeRing } from '../support/stage.ts'

for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
  test(`a FIN without close_notify resets the program (${version})`, async (t) => {
    const folder = t.testdir()
    const ca = await authority('Behaviour CA')
    const service = await listen(t)
    const port = await freePort()
    const attls = await stage(t, {
      folder,
      rules: [
        {
          name: 'in',
          direction: 'Inbound',
          port,
          keyring: writeRing(folder, 'server', await ca.issue(), [ca.certificate]),
        },
      ],
      listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
    })
    const raw = connect({ port, host: '127.0.0.1' })
    const client = tlsConnect({
      socket: raw,
      ca: ca.certificate,
      servername: 'localhost',
      minVersion: version,
      maxVersion: version,
    })
    client.on('error', () => {})
    await once(client, 'secureConnect')
    const program = await service.accepted()
    client.write('half a mess')
    const outcome = receive(program)
    await new Promise((resolve) => program.once('data', resolve))
    // The TCP end alone; TLS never says that it is finished.
    raw.end()
    t.match(await outcome, { text: 'half a mess', ending: 'ECONNRESET' })
    t.match((await attls.recorded('connection'))[0], { end: 'truncated', side: 'remote' })
  })
