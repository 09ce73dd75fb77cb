// The fences between folders are lint rules; a pattern that matches nothing would be a fence that is not there. So
// each is broken once, in a copy of the folder structure.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Test, test } from 'tap'

const OXLINT = join(process.cwd(), 'node_modules/.bin/oxlint')

/** For each [file, import]: does the project's lint refuse that import in that place? */
function judge(t: Test, cases: readonly (readonly [string, string])[]): boolean[] {
  // Not t.testdir(): that is inside a folder which git, and so oxlint, ignores.
  const folder = mkdtempSync(join(tmpdir(), 'attls-fences-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const rules = JSON.parse(readFileSync('.oxlintrc.json', 'utf8')) as { options?: unknown }
  // Types cannot be resolved in a folder of made-up files, and the fences do not need them.
  delete rules.options
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify(rules))
  const files = cases.map(([file, imported], index) => {
    const path = file.replace('x.ts', `case${index}.ts`)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `import { thing } from '${imported}'\nexport const other = thing\n`)
    return path
  })
  // The test runner's own loader, which it passes on in NODE_OPTIONS, is not for other programs.
  const run = spawnSync('env', ['-u', 'NODE_OPTIONS', OXLINT, '--format=unix', 'src'], {
    cwd: folder,
    encoding: 'utf8',
  })
  const refused = run.stdout.split('\n').filter((line) => line.includes('no-restricted-imports'))
  return files.map((path) => refused.some((line) => line.includes(path)))
}

const FORBIDDEN: [string, string][] = [
  ['src/common/x.ts', 'node:fs'],
  ['src/common/x.ts', '../policy/policy.ts'],
  ['src/policy/x.ts', 'node:fs'],
  ['src/policy/x.ts', '../match/matcher.ts'],
  ['src/policy/check/x.ts', '../../engine/engine.ts'],
  ['src/match/x.ts', 'node:net'],
  ['src/match/x.ts', '../stack/stack.ts'],
  ['src/racf/x.ts', '../policy/policy.ts'],
  ['src/racf/commands/x.ts', '../../keyring/keyring.ts'],
  ['src/keyring/x.ts', '../policy/policy.ts'],
  ['src/engine/x.ts', '../stack/stack.ts'],
  ['src/engine/portable/x.ts', '../../record/log.ts'],
  ['src/record/x.ts', 'node:tls'],
  ['src/record/x.ts', '../stack/stack.ts'],
  ['src/config/x.ts', '../policy/policy.ts'],
  ['src/stack/x.ts', 'node:tls'],
  ['src/stack/x.ts', '../agent/agent.ts'],
]

const ALLOWED: [string, string][] = [
  ['src/policy/x.ts', '../common/address.ts'],
  ['src/policy/check/x.ts', '../../common/diagnostic.ts'],
  ['src/policy/check/x.ts', '../policy.ts'],
  ['src/match/x.ts', '../policy/effective.ts'],
  ['src/racf/commands/x.ts', '../database/database.ts'],
  ['src/keyring/x.ts', '../racf/database/database.ts'],
  ['src/stack/x.ts', '../engine/engine.ts'],
]

test('every fence between folders stops what it forbids', async (t) => {
  const refused = judge(t, FORBIDDEN)
  for (const [index, [file, imported]] of FORBIDDEN.entries())
    t.ok(refused[index], `${file} must not import ${imported}`)
})

test('no fence stops what the layout allows', async (t) => {
  const refused = judge(t, ALLOWED)
  for (const [index, [file, imported]] of ALLOWED.entries())
    t.notOk(refused[index], `${file} may import ${imported}`)
})
