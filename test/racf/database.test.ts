import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { openDatabase } from '../../src/racf/database/database.ts'
import { fileNameOf } from '../../src/racf/database/file-names.ts'
import { NOON, newDatabase } from './job.ts'

test('a new database holds IBMUSER with SPECIAL in group SYS1', async (t) => {
  const database = await newDatabase(t.testdir())
  const view = database.read()
  t.match(view.get('user', 'IBMUSER'), { defaultGroup: 'SYS1', attributes: ['SPECIAL', 'OPERATIONS'] })
  t.equal(view.get('group', 'SYS1')?.owner, 'IBMUSER')
  t.equal(view.all('user').length, 1)
})

test('everything in it is for its owner only', async (t) => {
  const folder = `${t.testdir()}/racf`
  await openDatabase(folder, { create: true })
  t.equal(statSync(folder).mode & 0o777, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const { mode } = statSync(join(entry.parentPath, entry.name))
    t.equal(mode & 0o777, entry.isDirectory() ? 0o700 : 0o600, entry.name)
  }
})

test('a database that others can reach is not opened unless that is accepted', async (t) => {
  const folder = `${t.testdir()}/racf`
  await openDatabase(folder, { create: true })
  chmodSync(folder, 0o750)
  await t.rejects(openDatabase(folder), { code: 'exposed', message: /mode 750.*chmod 700/ })
  t.ok(await openDatabase(folder, { allowExposed: true }))
})

test('a missing database is made only when asked', async (t) => {
  const folder = `${t.testdir()}/racf`
  await t.rejects(openDatabase(folder), { code: 'missing' })
  t.notOk(existsSync(folder))
})

test('a view stands still while others change the database', async (t) => {
  const folder = t.testdir()
  const one = await newDatabase(folder)
  const other = await openDatabase(`${folder}/racf`)
  const view = other.read()
  const created = new Date(NOON.now()).toISOString()
  await one.change((draft) => draft.put('group', { id: 'NEW', owner: 'IBMUSER', created, segments: {} }))
  t.equal(view.get('group', 'NEW'), undefined)
  t.equal(other.read().get('group', 'NEW')?.owner, 'IBMUSER')
})

test('a change that throws leaves nothing behind', async (t) => {
  const database = await newDatabase(t.testdir())
  const generation = database.generation()
  const created = new Date(NOON.now()).toISOString()
  await t.rejects(
    database.change((draft) => {
      draft.put('group', { id: 'NEW', owner: 'IBMUSER', created, segments: {} })
      throw new Error('stopped')
    }),
    /stopped/,
  )
  t.equal(database.read().get('group', 'NEW'), undefined)
  t.equal(database.generation(), generation)
  t.strictSame(readdirSync(`${database.folder}/tmp`), [])
  t.notOk(existsSync(`${database.folder}/lock`))
})

test('writers wait for one another', async (t) => {
  const folder = t.testdir()
  const databases = await Promise.all(
    Array.from({ length: 4 }, async () => {
      await newDatabase(folder)
      return openDatabase(`${folder}/racf`)
    }),
  )
  const created = new Date(NOON.now()).toISOString()
  await Promise.all(
    databases.map(async (database) => {
      for (let round = 0; round < 5; round++)
        await database.change((draft) => {
          const count = Number(draft.get('group', 'COUNT')?.data ?? 0)
          draft.put('group', {
            id: 'COUNT',
            owner: 'IBMUSER',
            created,
            data: String(count + 1),
            segments: {},
          })
        })
    }),
  )
  t.equal(databases[0]?.read().get('group', 'COUNT')?.data, '20')
})

test('the lock of a dead process is taken over and its leftovers are swept', async (t) => {
  const database = await newDatabase(t.testdir())
  const held = await database.change(() => readFileSync(`${database.folder}/lock`, 'utf8'))
  const dead = { ...(JSON.parse(held) as object), pid: 2 ** 22 - 1, started: '1', token: 'dead' }
  writeFileSync(`${database.folder}/lock`, JSON.stringify(dead))
  writeFileSync(`${database.folder}/tmp/leftover`, '{')
  const created = new Date(NOON.now()).toISOString()
  await database.change((draft) => draft.put('group', { id: 'NEW', owner: 'IBMUSER', created, segments: {} }))
  t.equal(database.read().get('group', 'NEW')?.id, 'NEW')
  t.strictSame(readdirSync(`${database.folder}/tmp`), [])
  t.notOk(existsSync(`${database.folder}/lock`))
})

test('a change that was committed but not carried out is seen at once and finished by the next writer', async (t) => {
  const database = await newDatabase(t.testdir())
  const generation = database.generation()
  const created = new Date(NOON.now()).toISOString()
  const object = { id: 'NEW', owner: 'IBMUSER', created, segments: {} }
  const journal = { generation: generation + 1, changes: [{ kind: 'group', key: ['NEW'], object }] }
  writeFileSync(`${database.folder}/journal`, JSON.stringify(journal))
  t.equal(database.read().get('group', 'NEW')?.id, 'NEW')
  t.notOk(existsSync(`${database.folder}/group/NEW.json`))
  await database.change((draft) => draft.put('group', { ...object, id: 'NEXT' }))
  t.ok(existsSync(`${database.folder}/group/NEW.json`))
  t.notOk(existsSync(`${database.folder}/journal`))
  t.equal(database.generation(), generation + 2)
})

test('a damaged file is named', async (t) => {
  const database = await newDatabase(t.testdir())
  writeFileSync(`${database.folder}/user/IBMUSER.json`, '{"id":')
  const again = await openDatabase(database.folder)
  t.throws(() => again.read(), { code: 'damaged', message: /user\/IBMUSER\.json is damaged/ })
})

test('no name leads out of its folder, and two names never meet', async (t) => {
  const names = [
    '..',
    '.',
    '',
    '../../etc/passwd',
    'a/b',
    'a%2Fb',
    'A B',
    'a\u0000b',
    '~',
    'ä',
    '*',
    '**.%',
    '.x',
    'x.',
  ]
  const long = ['x'.repeat(237), 'y'.repeat(237), `${'x'.repeat(236)}z`, '/'.repeat(237)]
  const files = [...names, ...long].map(fileNameOf)
  t.equal(new Set(files).size, files.length)
  for (const file of files) {
    t.match(file, /^[^/\0]{1,250}$/)
    t.notMatch(file, /^\.\.?$/)
  }
})

test('a copy without its empty folders is a database, and one that cannot be written says so', async (t) => {
  const database = await newDatabase(t.testdir())
  rmSync(`${database.folder}/tmp`, { recursive: true })
  const object = { id: 'NEW', owner: 'IBMUSER', created: '', segments: {} }
  await database.change((draft) => draft.put('group', object))
  t.equal(database.read().get('group', 'NEW')?.id, 'NEW')
  rmSync(`${database.folder}/tmp`, { recursive: true })
  writeFileSync(`${database.folder}/tmp`, 'in the way')
  await t.rejects(
    database.change((draft) => draft.put('group', object)),
    { code: 'unwritable', message: /cannot be written: / },
  )
})
