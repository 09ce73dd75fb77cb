import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { POLICY_PAGES } from '../../src/cli/policy-docs.ts'
import { DECISIONS } from '../../src/policy/decisions.ts'
import { FINDINGS } from '../../src/policy/findings.ts'
import { PARAMETERS, POLICY, STATEMENTS } from '../../src/policy/keywords.ts'

const ROOT = join(import.meta.dirname, '../..')

function pageOf(name: string): string {
  return readFileSync(join(ROOT, 'docs', name), 'utf8')
}

test('the generated pages are what the tables say; "make docs" writes them', (t) => {
  for (const [name, page] of Object.entries(POLICY_PAGES)) t.equal(pageOf(name), page(), name)
  t.end()
})

test('the reference page has every statement with every parameter', (t) => {
  const page = pageOf('policy-reference.md')
  for (const { keyword } of STATEMENTS) {
    const from = page.indexOf(`\n## ${keyword}\n`)
    const section = page.slice(from, page.indexOf('\n## ', from + 1))
    t.ok(from > 0, keyword)
    for (const parameter of PARAMETERS.filter((one) => one.in.includes(keyword)))
      t.ok(section.includes(`| \`${parameter.keyword}\``), `${keyword} ${parameter.keyword}`)
  }
  t.end()
})

test('the findings page has every code, and no other', (t) => {
  const codes = [...pageOf('findings.md').matchAll(/^### (ATTLS\d{4})$/gm)].map((match) => match[1])
  t.same(
    codes,
    Object.values(FINDINGS)
      .map((finding) => finding.code)
      .toSorted(),
  )
  t.end()
})

test('every decision is made in a file that exists, and Q1 to Q22 are all decided', (t) => {
  for (let number = 1; number <= 22; number++)
    t.ok(
      DECISIONS.some((decision) => decision.id === `Q${number}`),
      `Q${number}`,
    )
  for (const { id, where } of DECISIONS) t.ok(existsSync(join(ROOT, where)), `${id} ${where}`)
  t.end()
})

test('the keyword table is sound', (t) => {
  for (const { keyword, in: statements, value, family } of PARAMETERS) {
    for (const statement of statements) {
      t.ok(POLICY.statement(statement), `${keyword} stands in ${statement}`)
      t.equal(
        PARAMETERS.filter((one) => one.keyword === keyword && one.in.includes(statement)).length,
        1,
        keyword,
      )
    }
    if (value.kind === 'reference') t.ok(POLICY.statement(value.to), `${keyword} names ${value.to}`)
    if (family !== undefined && POLICY.statement(family))
      t.ok(value.kind === 'reference' || family === 'IpAddrSet')
  }
  t.end()
})
