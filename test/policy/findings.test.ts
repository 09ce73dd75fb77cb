import { test } from 'tap'
import { FINDINGS, type Finding } from '../../src/policy/findings.ts'
import { read } from './support.ts'

const ALL: readonly [string, Finding][] = Object.entries(FINDINGS)

test('codes are unique and belong to their hundred', (t) => {
  const codes = ALL.map(([, finding]) => finding.code)
  t.same([...new Set(codes)], codes)
  for (const code of codes) t.match(code, /^ATTLS0[0-6]\d\d$/)
  t.end()
})

test('messages are one sentence without a full stop', (t) => {
  for (const [name, { message, hint, explanation }] of ALL) {
    t.notMatch(message, /\.$/, name)
    if (hint !== undefined) t.notMatch(hint, /\.$/, `hint of ${name}`)
    t.match(explanation, /\.$/, `explanation of ${name}`)
  }
  t.end()
})

/** Snippets in brackets describe what a few lines of policy cannot show. */
const isPolicy = (snippet: string) => !snippet.startsWith('(') && !snippet.includes('...')

test('the wrong snippet of a finding draws it, and the right one does not', (t) => {
  let proved = 0
  for (const [name, { code, wrong, right }] of ALL) {
    if (/^ATTLS0(0|5|6)/.test(code) && code !== 'ATTLS0005') continue
    const codesOf = (text: string) => read(text, { level: '3.1' }).diagnostics.map((one) => one.code)
    if (isPolicy(wrong)) {
      proved++
      if (!codesOf(wrong).includes(code)) t.fail(`wrong snippet of ${name}: ${codesOf(wrong).join()}`)
    }
    if (isPolicy(right) && codesOf(right).includes(code)) t.fail(`right snippet of ${name}`)
  }
  t.ok(proved > 50, `${proved} snippets were proved`)
  t.end()
})
