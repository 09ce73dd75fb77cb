// Values that stand on lines of their own, beside a keyword without one: what copying a table out of a document
// leaves behind. The file stays wrong, but pairing them again lets the later checks speak of its meaning too.

import type { Coded, Statement, Word } from './ast.ts'
import type { Vocabulary } from './keywords.ts'

export interface Rejoined {
  readonly name: Word | undefined
  readonly values: ReadonlyMap<Coded, Word>
  /** Lines that were taken as values. */
  readonly taken: ReadonlySet<Coded>
}

/** Only near neighbours belong together. */
const NEIGHBOURS = 8

/** No statement has this many parameters. */
const MOST_LINES = 1000

const NOTHING: Rejoined = { name: undefined, values: new Map(), taken: new Set() }

/** `accepts` says whether a keyword of this statement could have this value. */
export function rejoinScattered(
  statement: Statement,
  vocabulary: Vocabulary,
  needsName: boolean,
  accepts: (keyword: string, value: string) => boolean,
): Rejoined {
  const coded = statement.entries.filter((entry) => entry.kind === 'coded')
  const lone = coded.filter((entry) => entry.values.length === 0).slice(0, MOST_LINES)
  if (!lone.some((entry) => !vocabulary.knows(entry.keyword.text))) return NOTHING
  let name: Word | undefined
  const values = new Map<Coded, Word>()
  const taken = new Set<Coded>()
  const keywords: Coded[] = []
  const pending: Coded[] = []
  for (const entry of lone) {
    const isKeyword = vocabulary.knows(entry.keyword.text)
    if (!isKeyword && needsName && !statement.name && !name && entry === coded[0]) {
      name = entry.keyword
      taken.add(entry)
      continue
    }
    const partners = isKeyword ? pending : keywords
    const at = partners.findIndex((partner) =>
      isKeyword
        ? accepts(entry.keyword.text, partner.keyword.text)
        : accepts(partner.keyword.text, entry.keyword.text),
    )
    const partner = partners[at]
    if (partner) {
      partners.splice(at, 1)
      const [key, value] = isKeyword ? [entry, partner] : [partner, entry]
      values.set(key, value.keyword)
      taken.add(value)
    } else {
      const waiting = isKeyword ? keywords : pending
      waiting.push(entry)
      if (waiting.length > NEIGHBOURS) waiting.shift()
    }
  }
  return { name, values, taken }
}
