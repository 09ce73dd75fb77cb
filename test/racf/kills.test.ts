import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { openDatabase } from '../../src/racf/database/database.ts'
import type { View } from '../../src/racf/database/view.ts'
import { newDatabase } from './job.ts'

const TARGET = fileURLToPath(new URL('kill-target.ts', import.meta.url))
const ROUNDS = 5

/** Starts a writer; `committed` is the number of the last change that it reported. */
function startWriter(
  folder: string,
  name: string,
): { child: ChildProcess; committed: () => number; first: Promise<unknown> } {
  const child = spawn(process.execPath, ['--import=tsx', TARGET, folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  let last = 0
  lines.on('line', (line) => (last = Number(line)))
  return { child, committed: () => last, first: once(lines, 'line') }
}

function countOf(view: View, id: string): number {
  return Number(view.get('group', id)?.data ?? 0)
}

test('kill -9 at any moment loses at most the change that was under way', async (t) => {
  const folder = (await newDatabase(t.testdir())).folder
  let seed = Date.now() % 100_000
  t.comment(`seed ${seed}`)
  for (let round = 1; round <= ROUNDS; round++) {
    const name = `K${round}X`
    const { child, committed, first } = startWriter(folder, name)
    await first
    seed = (seed * 1103515245 + 12345) % 2147483648
    // The moment of the kill is the point of this test; nothing is expected to have happened by then.
    await delay((seed % 4000) / 100)
    child.kill('SIGKILL')
    await once(child, 'close')
    const database = await openDatabase(folder)
    const before = database.read()
    const count = countOf(before, `${name}A`)
    t.ok(count >= committed(), `what was reported is there: ${count} of ${committed()}`)
    t.ok(count <= committed() + 1, 'and at most one change more')
    t.equal(countOf(before, `${name}B`), count, 'a change is there whole')
    t.equal(countOf(before, `${name}${count}`), count)
    t.equal(before.get('group', `${name}${count - 1}`), undefined)
    await database.change((draft) =>
      draft.put('group', { id: 'NEXT', owner: 'IBMUSER', created: '', data: name, segments: {} }),
    )
    t.equal(database.read().get('group', 'NEXT')?.data, name, 'the next writer goes on')
    t.equal(countOf(database.read(), `${name}A`), count, 'and undoes nothing')
    t.notOk(existsSync(`${folder}/journal`))
    t.notOk(existsSync(`${folder}/lock`))
    t.strictSame(
      readdirSync(`${folder}/tmp`).filter((file) => !file.startsWith('lock.')),
      [],
    )
  }
})

test('readers never see half a change while a writer is busy', async (t) => {
  const folder = (await newDatabase(t.testdir())).folder
  const { child, committed, first } = startWriter(folder, 'W')
  await first
  const database = await openDatabase(folder)
  let previous = 0
  let views = 0
  while (committed() < 15) {
    const view = database.read()
    const count = countOf(view, 'WA')
    if (count < previous) t.fail(`time went backwards: ${count} after ${previous}`)
    if (countOf(view, 'WB') !== count || countOf(view, `W${count}`) !== count)
      t.fail(`half a change: ${count}`)
    previous = count
    views++
    await delay(0)
  }
  child.kill('SIGKILL')
  await once(child, 'close')
  t.ok(previous > 0 && views > 1, `${views} views up to change ${previous}`)
})

test('two writers in two processes lose nothing of each other', async (t) => {
  const folder = (await newDatabase(t.testdir())).folder
  const writers = [startWriter(folder, 'L'), startWriter(folder, 'R')]
  await Promise.all(writers.map((writer) => writer.first))
  while (writers.some((writer) => writer.committed() < 10)) await delay(5)
  for (const { child } of writers) {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
  const view = (await openDatabase(folder)).read()
  for (const [index, name] of ['L', 'R'].entries()) {
    const count = countOf(view, `${name}A`)
    const reported = writers[index]?.committed() ?? 0
    t.ok(count === reported || count === reported + 1, `${name}: ${count} of ${reported}`)
    t.equal(countOf(view, `${name}B`), count)
  }
})
