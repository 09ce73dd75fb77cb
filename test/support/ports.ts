// Free ports of 127.0.0.1. A port is found by binding it; between letting go and its use another program could take
// it, so prefer port 0 where the program under test can say what it got.

import net from 'node:net'

/** Ports that this process has handed out already: the system may offer one twice. */
const handedOut = new Set<number>()

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw new Error('no free port')
  return port
}

/** `count` different ports, held together until all are found. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: net.Server[] = []
  const ports: number[] = []
  while (ports.length < count) {
    const server = net.createServer()
    servers.push(server)
    const port = await new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        if (address === null || typeof address === 'string') reject(new Error('no port'))
        else resolve(address.port)
      })
    })
    if (!handedOut.has(port)) ports.push(port)
    handedOut.add(port)
  }
  await Promise.all(servers.map(async (server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
