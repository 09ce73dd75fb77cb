// The TTLS report: groups with their connections (GROUP), and one connection with its TLS session and, with DETAIL,
// the values of the actions that it uses (COnn). Lines after FIPS140 that z/OS does not have are ours.

import { actionValues } from '../../policy/action-values.ts'
import { GROUPS } from '../../policy/groups.ts'
import { hexId } from '../../record/message.ts'
import type { ActionsInForce, LiveConnection } from '../../stack/port.ts'
import type { NetstatGroup } from './groups.ts'
import { type Layout, socketText } from './layout.ts'

const NONE = 'N/A'

export function groupTitles(layout: Layout): readonly string[] {
  return layout.titles(
    [
      { title: 'TTLSGrpAction', width: 40 },
      { title: 'Group ID', width: 17 },
      { title: 'Conns', width: 5, isRight: true },
    ],
    2,
  )
}

export function renderGroupLine({ name, grpid, connections }: NetstatGroup): readonly string[] {
  return [`${name.padEnd(40)}  ${grpid.padEnd(17)}  ${String(connections).padStart(5)}`]
}

export function renderGroupDetail(group: NetstatGroup, layout: Layout): readonly string[] {
  const row = (indent: number, label: string, value: string) => layout.field(indent, label, value, 20)
  return [
    row(0, 'TTLSGrpAction', group.name),
    row(2, 'GroupID', group.grpid),
    row(2, 'Tasks', String(group.tasks)),
    row(2, 'GroupConns', String(group.connections)),
    // A stack process has no queues of this kind: connections do not wait for a task.
    row(2, 'WorkQElements', '0'),
    row(2, 'SyslogQElements', '0'),
    row(2, 'Stale', group.stale ? 'Yes' : 'No'),
    ...group.environments.flatMap(({ name, connections }) => [
      row(2, 'Env', name),
      row(4, 'EnvConns', String(connections)),
    ]),
  ]
}

export function renderTtlsConnection(
  live: LiveConnection,
  actions: ActionsInForce | undefined,
  isDetail: boolean,
  layout: Layout,
): readonly string[] {
  const { connid, facts, mapping, tls, rule } = live
  const row = (label: string, value: string) => layout.field(2, label, value, 16)
  const lines = [
    `${layout.label('ConnID')}: ${hexId(connid)}`,
    row('JobName', facts.job),
    row('LocalSocket', socketText(facts.local)),
    row('RemoteSocket', socketText(facts.remote)),
    row(
      'SecLevel',
      tls ? tls.protocol.replace(/^TLSv1$/, 'TLSv1.0').replace('TLSv', 'TLS Version ') : 'None',
    ),
    row('Cipher', tls ? `${tls.cipherCode} ${tls.cipher}` : NONE),
    row('KeyShare', keyShare(tls?.group)),
    row('CertUserID', tls?.certUserId ?? NONE),
    row('MapType', mapping ? 'Primary' : NONE),
    row('FIPS140', fips(actions)),
    row('UserID', facts.user),
    row('Status', mapping?.status ?? (live.unmapped === 'nottls' ? 'No TTLS' : 'No Policy')),
    row('Resumed', tls ? yesNo(tls.resumed) : NONE),
    row('PeerSubject', tls?.peerSubject ?? NONE),
  ]
  if (!mapping) return lines
  const column = isDetail ? 26 : 18
  const action = (label: string, scope: 'group' | 'environment' | 'connection') => {
    const name = mapping.actions[scope]
    if (name === undefined) return []
    const detail = isDetail && actions?.[scope]
    return [
      layout.field(2, label, name, column),
      ...(detail ? actionValues(scope, detail, actions.level).flatMap((one) => values(one, layout)) : []),
    ]
  }
  return [
    ...lines,
    row('GroupID', hexId(mapping.grpid)),
    row('EnvID', mapping.envid === 0 ? NONE : hexId(mapping.envid)),
    row('Stale', yesNo(mapping.isStale)),
    `${layout.label('TTLSRule')}: ${rule ?? NONE}`,
    ...action('TTLSGrpAction', 'group'),
    ...action('TTLSEnvAction', 'environment'),
    ...action('TTLSConnAction', 'connection'),
  ]
}

/** `0029 X25519`, in the words of the policy; as the engine calls it where the policy has no word. */
function keyShare(group: string | undefined): string {
  const known = GROUPS.find(({ openssl }) => openssl === group)
  return known ? `${known.code} ${known.name}` : (group ?? NONE)
}

function fips(actions: ActionsInForce | undefined): string {
  const value = actions?.group?.attributes['FIPS140']?.value
  return value === undefined ? 'Off' : String(value)
}

function yesNo(flag: boolean): string {
  return flag ? 'Yes' : 'No'
}

/** GSK_ names need more room; a list stands below its first entry. */
const VALUE_COLUMN = 26
const GSK_COLUMN = 32
/** `0401 TLS_SIGALG_SHA256_WITH_RSASSA_`: z/OS cuts the names of signature pairs. */
const PAIR_CHARACTERS = 35

function values(
  { keyword, values }: ReturnType<typeof actionValues>[number],
  layout: Layout,
): readonly string[] {
  const column = keyword.startsWith('GSK_') ? GSK_COLUMN : VALUE_COLUMN
  const shown = values.map((value) =>
    /^\d{4} TLS_SIGALG_/.test(value) ? value.slice(0, PAIR_CHARACTERS) : value,
  )
  const [first = '', ...rest] = shown
  const head = layout.field(4, keyword, first, column)
  return [head, ...rest.map((value) => `${' '.repeat(head.length - first.length)}${value}`)]
}
