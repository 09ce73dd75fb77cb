// docs/not-honoured.md: what a policy can ask for and this version does not do. `make docs` writes it, and a test
// fails when page and list differ.

import { NOT_HONOURED } from './not-honoured.ts'

export function notHonouredPage(): string {
  const lines = [
    '# Parameters that are not honoured',
    '',
    'These are read, checked and shown like all others, and no engine of this version acts on them. `attls check` and',
    'the log say so (ATTLS0424) wherever a policy asks for one of them. Values that ask for nothing special (`Off`, the',
    'defaults) are not reported.',
    '',
    '| parameter | what happens instead |',
    '| --- | --- |',
    ...NOT_HONOURED.map(({ keyword, instead }) => `| ${keyword} | ${instead} |`),
  ]
  return `${lines.join('\n')}\n`
}
