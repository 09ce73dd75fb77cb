// Table: what stands in Policy Agent main and image files around AT-TLS (policy-language.md 6.2), and the names of
// statements of other policy types, so that they can be called by their name when they are met.

import { type Parameter, type StatementKind, text, type ValueKind } from './kinds.ts'

const WORDS: ValueKind = { kind: 'words' }
const MAIN = ['main']
const IMAGE = ['main', 'image']

export const PAGENT_STATEMENTS: readonly StatementKind[] = (
  [
    ['PolicyServer', ['image'], 'where a policy client fetches its policy'],
    ['DynamicConfigPolicyLoad', ['main'], 'policy files that a policy server gives to clients'],
    ['ServerConnection', ['main'], 'how a policy client reaches its server'],
    ['ServerSSL', ['ServerConnection'], 'TLS of that connection'],
    ['ClientConnection', ['main'], 'where a policy server listens'],
    ['ServicesConnection', ['main'], 'where import requests are accepted'],
    ['AutoMonitorParms', ['main'], 'monitoring of other daemons'],
    ['AutoMonitorApps', ['main'], 'daemons that are monitored'],
    [
      'PolicyType',
      ['PolicyServer', 'DynamicConfigPolicyLoad'],
      'one policy type of a policy client or server',
    ],
    ['AppName', ['AutoMonitorApps'], 'one monitored daemon'],
  ] as const
).map(([keyword, parents, about]) => ({ keyword, parents, global: false, since: 'V2R1', about }))

type Line = readonly [keyword: string, where: readonly string[], value: ValueKind, about: string]

const LINES: readonly Line[] = [
  [
    'TcpImage',
    MAIN,
    WORDS,
    'name [path] [FLUSH|NOFLUSH] [PURGE|NOPURGE] [interval]: a TCP/IP stack and its image file',
  ],
  ['PEPInstance', MAIN, WORDS, 'synonym of TcpImage'],
  ['CommonTTLSConfig', MAIN, text('a path', 1023), 'AT-TLS statements shared by all stacks'],
  ['TTLSConfig', IMAGE, WORDS, '[path] [FLUSH|NOFLUSH] [PURGE|NOPURGE]: the AT-TLS policy file of a stack'],
  ['LogLevel', MAIN, { kind: 'number', low: 0, high: 511 }, 'sum of the log bits of Policy Agent'],
  ['Codepage', MAIN, text('a code page', 32), 'code page of the files'],
  ['ClientName', ['PolicyServer'], WORDS, 'name of a policy client'],
  ['CommonPolicyLoad', ['PolicyType'], WORDS, 'common policy file given to clients'],
  ['PolicyLoad', ['PolicyType'], WORDS, 'policy file given to clients'],
]

export const PAGENT_PARAMETERS: readonly Parameter[] = LINES.map(([keyword, where, value, about]) => ({
  keyword,
  in: where,
  value,
  since: 'V2R1',
  about,
}))

/** Configuration statements of other policy types: known, and no business of AT-TLS. */
export const OTHER_POLICY_TYPES: readonly string[] = [
  'CommonIDSConfig',
  'IDSConfig',
  'CommonIPSecConfig',
  'IPSecConfig',
  'CommonRoutingConfig',
  'RoutingConfig',
  'CommonQOSConfig',
  'QOSConfig',
  'CommonZERTConfig',
  'ZERTConfig',
  'ReadFromDirectory',
  'SetSubnetPrioTosMask',
  'PolicyPerfMonitorForSDR',
]
