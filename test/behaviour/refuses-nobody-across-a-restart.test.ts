import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'tap'
import { authority } from '../support/ca.ts'
import { folder as testFolder } from '../support/folder.ts'
import { dial, echo, listen, receive } from '../support/peer.ts'
import { freePorts } from '../support/ports.ts'
import { ATTLS, type Program, startProgram } from '../support/program.ts'
import { writeRing } from '../support/stage.ts'
import { until } from '../support/until.ts'

// A service manager in small: opens the listening sockets, holds them, and starts attls with them as descriptors 3
// and up as often as it is told to by SIGUSR1. Perl, because Node cannot pass a descriptor on without using it.
const LAUNCHER = `
use strict; use Socket; use POSIX ();
my ($names, $ports, @command) = @ARGV;
my @sockets;
$^F = 1000;
for my $port (split /,/, $ports) {
  socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
  setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($socket, sockaddr_in($port, INADDR_LOOPBACK)) or die "bind: $!";
  listen($socket, 4096) or die "listen: $!";
  push @sockets, $socket;
}
my @children;
sub start {
  my $pid = fork();
  if ($pid) { push @children, $pid; return }
  my $next = 3;
  # In order of creation they are at or above their places already.
  for my $socket (@sockets) { my $fd = fileno($socket); POSIX::dup2($fd, $next) if $fd != $next; $next++ }
  $ENV{LISTEN_PID} = $$; $ENV{LISTEN_FDS} = scalar @sockets; $ENV{LISTEN_FDNAMES} = $names;
  exec { $command[0] } @command or die "exec: $!";
}
$SIG{USR1} = \\&start;
$SIG{TERM} = sub { kill 'TERM', @children; exit 0 };
$SIG{CHLD} = 'IGNORE';
start();
sleep 1000 while 1;
`

interface Status {
  readonly pid: number
  readonly ready: boolean
}

async function staged(
  t: Parameters<typeof testFolder>[0] & Parameters<typeof startProgram>[0],
  workers: number,
) {
  const folder = testFolder(t)
  const service = await listen(t, echo)
  const [entry = 0, middle = 0, http = 0] = await freePorts(3)
  const ca = await authority('Behaviour CA')
  writeRing(folder, 'server', await ca.issue(), [ca.certificate])
  writeFileSync(
    join(folder, 'test.policy'),
    'TTLSRule in\n{\nLocalPortRange 1-65535\nDirection Inbound\nTTLSGroupActionRef g\n}\nTTLSGroupAction g\n{\nTTLSEnabled Off\n}\n',
  )
  const config = join(folder, 'attls.yaml')
  writeFileSync(
    config,
    [
      'policy: test.policy',
      `http: 127.0.0.1:${http}`,
      'control: attls.sock',
      'log: { format: json, to: attls.log }',
      `workers: ${workers}`,
      'listeners:',
      `  - { direction: inbound, listen: "127.0.0.1:${entry}", connect: "127.0.0.1:${service.port}", job: J, user: U }`,
      `  - { direction: inbound, listen: "127.0.0.1:${middle}", connect: "127.0.0.1:${service.port}", job: J, user: U }`,
      '',
    ].join('\n'),
  )
  const launcher = (ports: readonly number[]): Program =>
    startProgram(
      t,
      'perl',
      ['-e', LAUNCHER, 'one.socket:two.socket', ports.join(','), ATTLS, 'start', '-c', config],
      {
        name: 'launcher',
      },
    )
  const status = async () => (await (await fetch(`http://127.0.0.1:${http}/status`)).json()) as Status
  return { entry, middle, launcher, status }
}

for (const workers of [0, 2])
  test(`with inherited sockets no connection is refused while the agent is killed and started again, workers: ${workers}`, async (t) => {
    const { entry, middle, launcher, status } = await staged(t, workers)
    // The other order than in the configuration: sockets are known by their addresses.
    const manager = launcher([middle, entry])
    const agents = new Set<number>()
    const newAgent = async (): Promise<number> => {
      const { pid } = await manager.ready('a new agent', async () => {
        const now = await status()
        return now.ready && !agents.has(now.pid) && now
      })
      agents.add(pid)
      return pid
    }
    let agent = await newAgent()
    let served = 0
    const failures: string[] = []
    const over = new AbortController()
    const traffic = Promise.all(
      [entry, middle].map(async (port) => {
        while (!over.signal.aborted) {
          let socket: Socket
          try {
            socket = await dial(t, port)
          } catch (error) {
            failures.push(String(error))
            continue
          }
          const answer = receive(socket)
          socket.end('ping')
          const { text, ending } = await answer
          if (text === 'ping' && ending === 'end') served++
          // With the stack inside the agent, what the agent had accepted dies with it.
          else if (workers > 0) failures.push(ending)
        }
      }),
    )
    for (let restart = 0; restart < 3; restart++) {
      const seen = served
      await until('traffic before the kill', () => served > seen + 10)
      process.kill(agent, 'SIGKILL')
      manager.signal('SIGUSR1')
      agent = await newAgent()
      const before = served
      await until('traffic after the restart', () => served > before + 10)
    }
    over.abort()
    await traffic
    t.strictSame(failures, [], `${served} connections were served`)
    process.kill(agent, 'SIGTERM')
  })

test('a worker that dies is replaced on the inherited sockets', async (t) => {
  const { entry, launcher, status, middle } = await staged(t, 1)
  const manager = launcher([entry, middle])
  type Running = Status & { running: { pid: number }[] }
  const worker = async () => {
    const { ready, running } = (await status()) as Running
    return ready && running[0]?.pid
  }
  const first = await manager.ready('ready', worker)
  process.kill(first, 'SIGKILL')
  await manager.ready('a new worker', async () => {
    const pid = await worker()
    return pid !== false && pid !== first && pid
  })
  const socket = await dial(t, entry)
  const answer = receive(socket)
  socket.end('served')
  t.match(await answer, { text: 'served', ending: 'end' })
  process.kill((await status()).pid, 'SIGTERM')
})

test('sockets and listeners that do not fit together are named, and nothing starts', async (t) => {
  const { entry, launcher, middle } = await staged(t, 1)
  const [other = 0] = await freePorts(1)
  const manager = launcher([entry, other])
  await until('its sentences', () => manager.stderr.includes('two.socket'))
  t.match(manager.stderr, `no inherited socket listens on 127.0.0.1:${middle}`)
  t.match(manager.stderr, 'inherited descriptor 4 (two.socket) is no listening socket of the configuration')
})
