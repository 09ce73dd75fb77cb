// The CONN report (one connection, three lines) and the ALL report (everything that is known of it). ALL leaves out
// what a relay does not have: segments, sequence numbers, windows and round-trip times belong to the kernel.

import { hexId } from '../../record/message.ts'
import type { LiveConnection } from '../../stack/port.ts'
import { netstatConnection } from './connection.ts'
import { type Layout, momentText, socketText } from './layout.ts'

/** The only state in which a connection reaches attls. */
const STATE = 'Establsh'

export function connTitles(layout: Layout): readonly string[] {
  return layout.titles(
    [
      { title: 'User Id', width: 8 },
      { title: 'Conn', width: 8 },
      { title: 'State', width: 5 },
    ],
    1,
  )
}

export function renderConn({ connid, facts }: LiveConnection, layout: Layout): readonly string[] {
  return [
    `${facts.job.padEnd(8)} ${hexId(connid)} ${layout.label(STATE)}`,
    layout.field(2, 'Local Socket', socketText(facts.local), 18),
    layout.field(2, 'Foreign Socket', socketText(facts.remote), 18),
  ]
}

export function renderAll(live: LiveConnection, layout: Layout): readonly string[] {
  const { connid, facts, startedAt, lastActivityAt, bytesIn, bytesOut, mapping } = live
  const { tcpClusterConnFlag, tcpTrustedPartner } = netstatConnection(live)
  const started = momentText(startedAt)
  const row = (label: string, value: string) => layout.field(4, label, value, 24)
  return [
    layout.pair(`${layout.label('Client Name')}: ${facts.job}`, 'Client Id', hexId(connid), 11),
    layout.pair(
      layout.field(2, 'Local Socket', socketText(facts.local), 16),
      'Foreign Socket',
      socketText(facts.remote),
      16,
    ),
    layout.pair(row('BytesIn', counter(bytesIn)), 'BytesOut', counter(bytesOut)),
    layout.pair(row('StartDate', started.date), 'StartTime', started.time),
    layout.pair(row('Last Touched', momentText(lastActivityAt).time), 'State', layout.label(STATE)),
    row('TcpClusterConnFlag', tcpClusterConnFlag),
    row('TcpTrustedPartner', tcpTrustedPartner),
    row('TTLSPolicy', mapping ? 'Yes' : 'No'),
    ...(mapping ? policyLines(live, mapping, layout) : []),
  ]
}

function policyLines(
  { rule = '' }: LiveConnection,
  { actions }: NonNullable<LiveConnection['mapping']>,
  layout: Layout,
): readonly string[] {
  const lines = [
    ['TTLSRule', rule],
    ['TTLSGrpAction', actions.group],
    ['TTLSEnvAction', actions.environment],
    ['TTLSConnAction', actions.connection],
  ] as const
  return lines.flatMap(([label, value]) => (value === undefined ? [] : [layout.field(6, label, value, 24)]))
}

/** Ten digits, as z/OS prints byte counters; more where there are more. */
function counter(bytes: number): string {
  return String(bytes).padStart(10, '0')
}
