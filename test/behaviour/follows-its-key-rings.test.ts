import { once } from 'node:events'
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { connect as tlsConnect } from 'node:tls'
import { test } from 'tap'
import { authority } from '../support/ca.ts'
import { folder as testFolder } from '../support/folder.ts'
import { dial, echo, listen } from '../support/peer.ts'
import { freePort } from '../support/ports.ts'
import { stage, writeRing } from '../support/stage.ts'

test('a replaced certificate reaches new handshakes, live connections stay, and a broken one is not taken', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const service = await listen(t, echo)
  const port = await freePort()
  const keyring = writeRing(folder, 'server', await ca.issue({ name: 'first' }), [ca.certificate])
  const attls = await stage(t, {
    folder,
    rules: [{ name: 'in', direction: 'Inbound', port, keyring }],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
  })
  async function secure(): Promise<{ socket: Socket; name: string }> {
    const socket = tlsConnect({
      socket: await dial(t, port),
      ca: ca.certificate,
      checkServerIdentity: () => undefined,
    })
    socket.on('error', () => {})
    await once(socket, 'secureConnect')
    return { socket, name: String(socket.getPeerCertificate().subject.CN) }
  }
  const live = await secure()
  t.equal(live.name, 'first')

  // As an ACME client does it: written beside, renamed over.
  writeRing(folder, 'next', await ca.issue({ name: 'second' }), [ca.certificate])
  renameSync(join(folder, 'next.pem'), keyring)
  await attls.recorded('ATL0053I')
  t.equal((await secure()).name, 'second')
  const answer = once(live.socket, 'data')
  live.socket.write('still here')
  t.equal(String((await answer)[0]), 'still here')

  writeFileSync(keyring, '-----BEGIN CERTIFICATE-----\nhalf a certif')
  t.match((await attls.recorded('ATL0052W'))[0], { ring: keyring })
  t.equal((await secure()).name, 'second')
  t.equal((await fetch(`${attls.url}/readyz`)).status, 200)

  writeRing(folder, 'server', await ca.issue({ name: 'third' }), [ca.certificate])
  await attls.program.ready('the mended ring is in use', async () => (await secure()).name === 'third')
})

test('a folder of symbolic links that are swapped, and a certificate that comes before its key', async (t) => {
  const folder = testFolder(t)
  const ca = await authority('Behaviour CA')
  const service = await listen(t, echo)
  const port = await freePort()
  const live = join(folder, 'live')
  mkdirSync(live)
  /** As certbot lays it out: live/*.pem are links into archive, one file per renewal. */
  const archive = async (number: number, name: string): Promise<void> => {
    const issued = await ca.issue({ name })
    writeFileSync(join(folder, `cert${number}.pem`), issued.certificate)
    writeFileSync(join(folder, `privkey${number}.pem`), issued.key)
  }
  const swap = (link: string, target: string): void => {
    symlinkSync(join('..', target), join(folder, `new-${link}`))
    renameSync(join(folder, `new-${link}`), join(live, link))
  }
  await archive(1, 'first')
  swap('cert.pem', 'cert1.pem')
  swap('privkey.pem', 'privkey1.pem')
  const attls = await stage(t, {
    folder,
    rules: [{ name: 'in', direction: 'Inbound', port, keyring: live }],
    listeners: [{ direction: 'inbound', listen: port, connect: service.port }],
  })
  const presented = async (): Promise<string> => {
    const socket = tlsConnect({
      socket: await dial(t, port),
      ca: ca.certificate,
      checkServerIdentity: () => undefined,
    })
    socket.on('error', () => {})
    await once(socket, 'secureConnect')
    const name = String(socket.getPeerCertificate().subject.CN)
    socket.destroy()
    return name
  }
  t.equal(await presented(), 'first')

  await archive(2, 'second')
  swap('cert.pem', 'cert2.pem')
  t.match((await attls.recorded('ATL0052W'))[0], { ring: live, error: /no certificate has its private key/ })
  t.equal(await presented(), 'first', 'the old pair serves until the new one is whole')
  swap('privkey.pem', 'privkey2.pem')
  await attls.program.ready('the new pair is in use', async () => (await presented()) === 'second')
  t.equal(attls.records('ATL0052W').length, 1, 'said once')
})
