import { test } from 'tap'
import { listen } from '../support/peer.ts'
import { tunnel } from '../support/tunnel.ts'

test('SIGUSR2 writes the status to the log, and SIGUSR1 opens no debugger in any process', async (t) => {
  const service = await listen(t)
  const attls = await tunnel(t, service.port)
  const { running } = (await (await fetch(`${attls.url}/status`)).json()) as { running: { pid: number }[] }
  attls.program.signal('SIGUSR1')
  for (const { pid } of running) process.kill(pid, 'SIGUSR1')
  attls.program.signal('SIGUSR2')
  const [dump] = await attls.recorded('ATL0024I')
  t.match(JSON.parse(String(dump?.['status'])), { ready: true, policy: { generation: 1 } })
  // Signals are handled in order: when SIGUSR2 is answered, SIGUSR1 has been, and the worker still answers.
  t.match(await (await fetch(`${attls.url}/status`)).json(), {
    ready: true,
    running: [{ pid: running[0]?.pid }],
  })
  t.notMatch(attls.program.stderr, /Debugger/)
})
