import net from 'node:net'
import { test } from 'tap'
import { freePorts } from './ports.ts'
import { Program, runProgram, startProgram, type TestContext } from './program.ts'
import { until } from './until.ts'

test('until gives the first value that holds, and names what it waited for', async (t) => {
  let asked = 0
  t.equal(
    await until('asked three times', () => {
      asked++
      if (asked === 2) throw new Error('not yet')
      return asked === 3 && asked
    }),
    3,
  )
  await t.rejects(
    until('the impossible', () => false, 20),
    /after 20 ms still waiting until the impossible/,
  )
})

test('free ports differ and can be bound', async (t) => {
  const ports = await freePorts(3)
  t.equal(new Set(ports).size, 3)
  for (const port of ports) {
    const server = net.createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    server.close()
  }
})

test('a program is run with its input to its end', async (t) => {
  t.match(await runProgram('sh', ['-c', 'cat; echo wrong >&2; exit 3'], { input: 'hello' }), {
    code: 3,
    signal: null,
    stdout: 'hello',
    stderr: 'wrong\n',
  })
})

test('a program that ends before it is ready says so with its output', async (t) => {
  const program = startProgram(t, 'sh', ['-c', 'echo cannot start; exit 1'])
  await t.rejects(program.prints(/ready/), /ended before: printed \/ready\/\n[^]*cannot start/)
})

test('a program that is not there is an end, not a crash of the test', async (t) => {
  const program = startProgram(t, '/no/such/program', [])
  t.strictSame(await program.exited(), { code: 127, signal: null })
  t.match(program.stderr, /no\/such\/program/)
})

test('the end of a program does not wait for children that keep its output open', async (t) => {
  const program = startProgram(t, 'sh', ['-c', 'sleep 600 & echo $!; exit 4'])
  t.strictSame(await program.exited(), { code: 4, signal: null })
  process.kill(Number(program.lines[0]))
})

test('a program that ignores SIGTERM is killed', async (t) => {
  const program = startProgram(t, 'sh', ['-c', 'trap "" TERM; echo ready; while :; do sleep 0.05; done'])
  await program.prints(/ready/)
  t.strictSame(await program.stop(50), { code: null, signal: 'SIGKILL' })
})

test('after a failed test the program is stopped and its output shown', async (t) => {
  const released: (() => void | Promise<void>)[] = []
  const comments: string[] = []
  const failed: TestContext = {
    passing: () => false,
    teardown: (release) => released.push(release),
    comment: (...text) => comments.push(...text),
  }
  const program = startProgram(failed, 'sh', ['-c', 'echo the log; exec sleep 600'])
  await program.prints(/the log/)
  for (const release of released) await release()
  t.notOk(program.isRunning)
  t.match(comments.join('\n'), /--- sh .*\n--- stdout\nthe log/)
  t.ok(program instanceof Program)
})
