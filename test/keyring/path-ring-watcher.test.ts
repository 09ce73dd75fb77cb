import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type Test, test } from 'tap'
import { openRing } from '../../src/keyring/open-ring.ts'
import { PathRingWatcher } from '../../src/keyring/path-ring-watcher.ts'
import { watchPaths } from '../../src/keyring/watch-paths.ts'

interface Pair {
  readonly certificate: string
  readonly key: string
}

function makePair(folder: string, name: string): Pair {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`]
  const subject = ['-subj', `/CN=${name}`, '-days', '10', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, ...files], { cwd: folder, stdio: 'pipe' })
  const [certificate, key] = ['crt', 'key'].map((suffix) =>
    readFileSync(`${folder}/${name}.${suffix}`, 'utf8'),
  )
  return { certificate: certificate ?? '', key: key ?? '' }
}

interface Watched {
  readonly watcher: PathRingWatcher
  readonly told: string[]
  /** The certificate in use. */
  readonly inUse: () => string | undefined
  readonly until: (condition: () => boolean) => Promise<void>
}

function watched(t: Test, path: string): Watched {
  const source = { open: () => openRing(path, 'X', {}), paths: () => watchPaths(path) }
  const first = source.open()
  if (!first.ok) throw new Error(first.error.text)
  const told: string[] = []
  const events = {
    changed: () => told.push('changed'),
    broken: ({ rc }: { rc: number }) => told.push(`broken ${rc}`),
  }
  const watcher = new PathRingWatcher(first.value, source, events, undefined, { settleMs: 30 })
  t.teardown(() => watcher.close())
  const until = async (condition: () => boolean): Promise<void> => {
    for (let tries = 0; !condition(); tries++) {
      if (tries > 500) throw new Error(`waited in vain; told: ${told.join(', ')}`)
      await delay(20)
    }
  }
  const inUse = (): string | undefined =>
    watcher.ring.certificates.find((each) => each.isDefault)?.certificate
  return { watcher, told, inUse, until }
}

test('a file replaced by rename is taken over', async (t) => {
  const folder = t.testdir({ ring: {} })
  const [one, two] = [makePair(folder, 'one'), makePair(folder, 'two')]
  const bundle = `${folder}/ring/bundle.pem`
  writeFileSync(bundle, one.key + one.certificate)
  const { inUse, told, until } = watched(t, bundle)
  t.equal(inUse(), one.certificate)
  writeFileSync(`${folder}/ring/.new`, two.key + two.certificate)
  renameSync(`${folder}/ring/.new`, bundle)
  await until(() => inUse() === two.certificate)
  t.strictSame(told, ['changed'])
})

test('a swapped symbolic link is taken over, of the file and of its folder', async (t) => {
  const folder = t.testdir({ a: {}, b: {}, live: {} })
  const [one, two] = [makePair(folder, 'one'), makePair(folder, 'two')]
  for (const [name, pair] of [
    ['a', one],
    ['b', two],
  ] as const) {
    writeFileSync(`${folder}/${name}/tls.crt`, pair.certificate)
    writeFileSync(`${folder}/${name}/tls.key`, pair.key)
  }
  symlinkSync('../a', `${folder}/live/data`)
  for (const file of ['tls.crt', 'tls.key']) symlinkSync(`data/${file}`, `${folder}/live/${file}`)
  const { inUse, until } = watched(t, `${folder}/live`)
  t.equal(inUse(), one.certificate)
  symlinkSync('../b', `${folder}/live/next`)
  renameSync(`${folder}/live/next`, `${folder}/live/data`)
  await until(() => inUse() === two.certificate)
  symlinkSync('../a', `${folder}/live/next`)
  renameSync(`${folder}/live/next`, `${folder}/live/data`)
  await until(() => inUse() === one.certificate)
})

test('a certificate without its new key keeps the old pair until the key is there', async (t) => {
  const folder = t.testdir({ ring: {} })
  const [one, two] = [makePair(folder, 'one'), makePair(folder, 'two')]
  writeFileSync(`${folder}/ring/own.crt`, one.certificate)
  writeFileSync(`${folder}/ring/own.key`, one.key)
  const { watcher, inUse, told, until } = watched(t, `${folder}/ring`)
  writeFileSync(`${folder}/ring/own.crt`, two.certificate)
  await until(() => told.length > 0)
  t.strictSame(told, ['broken 428'])
  t.equal(inUse(), one.certificate)
  t.match(watcher.failure, { rc: 428, text: /no certificate with a fitting private key/ })
  writeFileSync(`${folder}/ring/own.key`, two.key)
  await until(() => inUse() === two.certificate)
  t.strictSame(told, ['broken 428', 'changed'])
  t.equal(watcher.failure, undefined)
})

test('a half-written file is reported once and the old ring stays', async (t) => {
  const folder = t.testdir({ ring: {} })
  const [one, two] = [makePair(folder, 'one'), makePair(folder, 'two')]
  const bundle = `${folder}/ring/bundle.pem`
  writeFileSync(bundle, one.key + one.certificate)
  const { watcher, inUse, told, until } = watched(t, bundle)
  const whole = two.key + two.certificate
  writeFileSync(bundle, whole.slice(0, whole.length - 200))
  await until(() => told.length > 0)
  t.strictSame(told, ['broken 103'])
  t.equal(inUse(), one.certificate)
  watcher.refresh()
  watcher.refresh()
  t.strictSame(told, ['broken 103'], 'not again for the same reason')
  rmSync(bundle)
  await until(() => told.length > 1)
  t.strictSame(told, ['broken 103', 'broken 202'])
  t.equal(inUse(), one.certificate)
  writeFileSync(bundle, whole)
  await until(() => inUse() === two.certificate)
})

test('a folder that is replaced as a whole is taken over', async (t) => {
  const folder = t.testdir({ ring: {} })
  const [one, two] = [makePair(folder, 'one'), makePair(folder, 'two')]
  writeFileSync(`${folder}/ring/own.pem`, one.certificate + one.key)
  const { inUse, until } = watched(t, `${folder}/ring`)
  mkdirSync(`${folder}/new`)
  writeFileSync(`${folder}/new/own.pem`, two.certificate + two.key)
  renameSync(`${folder}/ring`, `${folder}/old`)
  renameSync(`${folder}/new`, `${folder}/ring`)
  await until(() => inUse() === two.certificate)
})
