// The process that kills.test.ts kills: changes several objects at a time without end, and says after each commit
// how far it is.

import { openDatabase } from '../../src/racf/database/database.ts'

const [folder = '', name = ''] = process.argv.slice(2)
const database = await openDatabase(folder)
for (let count = 1; ; count++) {
  const data = String(count)
  await database.change((draft) => {
    // One change of three objects, one of them new each time, one of them removed.
    draft.put('group', { id: `${name}A`, owner: 'IBMUSER', created: '', data, segments: {} })
    draft.put('group', { id: `${name}B`, owner: 'IBMUSER', created: '', data, segments: {} })
    draft.put('group', { id: `${name}${count}`, owner: 'IBMUSER', created: '', data, segments: {} })
    draft.remove('group', `${name}${count - 1}`)
  })
  process.stdout.write(`${count}\n`)
}
