// docs/messages.md: the catalogue and the return codes for people. `make docs` writes it, and a test fails when the
// page and the tables differ.

import { CATALOGUE } from './messages.ts'

/** One return code as its table has it. */
export interface ReturnCodeRow {
  readonly rc: number
  readonly symbol?: string
  readonly text: string
  readonly cause?: string
}

export const RETURN_CODES_HEADING = '## Return codes'

const INTRODUCTION = `# Messages and return codes

Generated from the message catalogue and the return code table; \`attls help ID\` shows the same text. Messages EZ... have the layout that z/OS gives them; messages ATL... are ours. A name in braces is a field: JSON records carry it under that name.

Which messages EZD128x and EZD205x appear is decided by \`Trace\` in the policy, the sum of:

| bit | messages |
| --- | --- |
| 1 | EZD1287I (console) |
| 2 | EZD1286I, and EZD2052I when the certificate of the partner was refused |
| 4 | EZD1281I, and EZD1283I for a good initial handshake |
| 8 | EZD1282I, EZD1283I, and EZD2053I and EZD2054I when the certificate of the partner was refused |
| 16 | EZD1282I |

Bit 16 also asks for EZD1284I and bit 32 for EZD1285I; this version does not write these two.

The two handles of EZD1283I are storage addresses on z/OS. Here they are made from the numbers: X'5000000000' + 16 times CONNID, and X'6000000000' + 16 times ENVID.
`

export function messagesPage(returnCodes: readonly ReturnCodeRow[]): string {
  const parts = [
    INTRODUCTION,
    messageParts('## Messages of z/OS', 'EZ'),
    messageParts('## Messages of attls', 'ATL'),
  ]
  const rows = returnCodes.map(
    ({ rc, symbol = '', text, cause = '' }) => `| ${rc} | ${cell(symbol)} | ${cell(text)} | ${cell(cause)} |`,
  )
  const table = ['| code | symbol | meaning | usual cause |', '| --- | --- | --- | --- |', ...rows].join('\n')
  return `${[...parts, RETURN_CODES_HEADING, '', table].join('\n')}\n`
}

function messageParts(heading: string, prefix: string): string {
  const messages = CATALOGUE.filter(({ id }) => id.startsWith(prefix))
  const parts = messages.map(({ id, text, level, to, cause, action }) => {
    const layout = text.replace(/\{(\w+):\w+\}/g, '{$1}')
    const where = to === 'console' ? 'console' : 'log'
    return `### ${id}\n\n\`\`\`\n${id} ${layout}\n\`\`\`\n\n${where}, ${level}. ${cause}\n\nAction: ${action}\n`
  })
  return [heading, '', ...parts].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
