// Lists of cipher suites and signature pairs, wherever they stand: what OpenSSL no longer has, and what does not
// encrypt. Used or not, a list is judged once.

import { type CipherSuite, cipherByCode } from '../ciphers.ts'
import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { pairByCode } from '../signature-pairs.ts'

const PAIR_LISTS = ['SignaturePairs', 'SignaturePairsCert', 'CrlSigAlgPairs', 'OcspResponseSigAlgPairs']

export function checkLists(draft: Draft, findings: Findings): void {
  for (const { attributes } of draft.read()) {
    const ciphers = attributes['V3CipherSuites']
    if (ciphers && typeof ciphers.value === 'object') {
      const suites = ciphers.value.flatMap((code) => cipherByCode(code) ?? [])
      const report = (name: 'not-in-openssl' | 'weak-cipher', found: readonly CipherSuite[]) => {
        if (found.length > 0)
          findings.add(name, ciphers.place, { values: named(found), keyword: 'V3CipherSuites' })
      }
      report(
        'not-in-openssl',
        suites.filter((suite) => !suite.available),
      )
      report(
        'weak-cipher',
        suites.filter((suite) => suite.name.includes('_NULL')),
      )
    }
    for (const keyword of PAIR_LISTS) {
      const list = attributes[keyword]
      if (!list || typeof list.value !== 'object') continue
      const lost = list.value.flatMap((code) => pairByCode(code) ?? []).filter((pair) => !pair.available)
      if (lost.length > 0) findings.add('not-in-openssl', list.place, { values: named(lost), keyword })
    }
  }
}

const NAMED = 4

/** `0005 TLS_RSA_WITH_RC4_128_SHA, ... and 3 more` */
export function named(list: readonly { readonly code: string; readonly name: string }[]): string {
  const names = list.slice(0, NAMED).map(({ code, name }) => `${code} ${name}`)
  const more = list.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
