// The lines of Policy Agent files that take several words: TcpImage and TTLSConfig.

import type { Place } from '../../common/diagnostic.ts'
import type { Coded, Word } from '../ast.ts'
import type { Findings } from '../findings.ts'

export interface ImageLine {
  readonly name: string
  readonly place: Place | undefined
  /** Undefined: the main file is the image file. */
  readonly path: string | undefined
  readonly flush: boolean | undefined
  readonly purge: boolean | undefined
  readonly interval: number | undefined
}

const LONGEST_INTERVAL = 2_147_483_647

export function readImageLine(line: Coded, findings: Findings): ImageLine | undefined {
  const [name, ...rest] = line.values
  const keyword = line.keyword.text
  if (!name) {
    findings.add('wrong-image', line.keyword.place, { keyword, problem: 'has no stack name' })
    return undefined
  }
  const options = readOptions(line, rest, findings)
  return { name: name.text.toUpperCase(), place: line.keyword.place, ...options }
}

/** `[path] [FLUSH|NOFLUSH] [PURGE|NOPURGE] [seconds]` */
export function readOptions(
  line: Coded,
  words: readonly Word[],
  findings: Findings,
): Pick<ImageLine, 'path' | 'flush' | 'purge' | 'interval'> {
  let path: string | undefined
  let flush: boolean | undefined
  let purge: boolean | undefined
  let interval: number | undefined
  for (const [index, word] of words.entries()) {
    const upper = word.text.toUpperCase()
    if (upper === 'FLUSH' || upper === 'NOFLUSH') flush = upper === 'FLUSH'
    else if (upper === 'PURGE' || upper === 'NOPURGE') purge = upper === 'PURGE'
    else if (/^\d+$/.test(upper) && Number(upper) >= 1 && Number(upper) <= LONGEST_INTERVAL)
      interval = Number(upper)
    else if (index === 0) path = word.text
    else {
      const values = { keyword: line.keyword.text, problem: `cannot have '${word.text}' there` }
      findings.add('wrong-image', word.place, values)
    }
  }
  return { path, flush, purge, interval }
}
