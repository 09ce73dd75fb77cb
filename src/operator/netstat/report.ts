// A Netstat report from request to lines and JSON. Both come from the same connections; the layouts are in the
// report-*.ts files, the filters in select.ts.

import type { Level } from '../../common/level.ts'
import { fail, ok, type Result } from '../../common/result.ts'
import { actionValues } from '../../policy/action-values.ts'
import { hexId } from '../../record/message.ts'
import type { ActionsInForce, LiveConnection } from '../../stack/port.ts'
import type { StackSnapshot } from '../../stack/snapshot.ts'
import { netstatConnection } from './connection.ts'
import { netstatGroups } from './groups.ts'
import { type Form, Layout } from './layout.ts'
import { type NetstatConfig, renderConfig } from './report-config.ts'
import { connTitles, renderAll, renderConn } from './report-conn.ts'
import { groupTitles, renderGroupDetail, renderGroupLine, renderTtlsConnection } from './report-ttls.ts'
import type { NetstatRequest } from './request.ts'
import { selectConnections } from './select.ts'

export interface NetstatSource {
  readonly stack: string
  readonly level: Level
  /** Stack processes. */
  readonly tasks: number
  now(): number
  snapshot(): StackSnapshot | undefined
  config(): NetstatConfig
  connections(): Promise<readonly LiveConnection[]>
  actionsOf(connid: number): Promise<ActionsInForce | undefined>
}

export interface NetstatReport {
  readonly lines: readonly string[]
  /** For programs: docs/operator.md has the shape of each report. */
  readonly data: object
}

/** One sentence when the request names what is not there. */
export async function netstatReport(
  source: NetstatSource,
  request: NetstatRequest,
  form: Form,
): Promise<Result<NetstatReport, string>> {
  const { stack } = source
  if (request.stack !== undefined && request.stack.toUpperCase() !== stack)
    return fail(`there is no TCP/IP stack ${request.stack}; there is ${stack}`)
  const layout = new Layout(form)
  const body = await bodyOf(source, request, layout)
  if (!body.ok) return body
  const { titles, records, all, data } = body.value
  return ok({
    lines: [
      ...layout.heading({ stack, level: source.level, now: source.now() }),
      ...titles,
      ...records.flat(),
      ...layout.trailer(records.length, all),
    ],
    data: { report: request.report, stack, total: all, displayed: records.length, ...data },
  })
}

interface Body {
  readonly titles: readonly string[]
  readonly records: readonly (readonly string[])[]
  /** Records there are, shown or not. */
  readonly all: number
  readonly data: object
}

async function bodyOf(
  source: NetstatSource,
  request: NetstatRequest,
  layout: Layout,
): Promise<Result<Body, string>> {
  switch (request.report) {
    case 'config': {
      const config = source.config()
      return ok({ titles: [], records: [renderConfig(config, layout)], all: 1, data: { config } })
    }
    case 'ttls':
      return request.connid === undefined
        ? groupsBody(source, request, layout)
        : connectionBody(source, request.connid, request.detail === true, layout)
    case 'conn':
    case 'all':
      return connectionsBody(source, request, layout)
  }
}

async function groupsBody(
  source: NetstatSource,
  request: NetstatRequest,
  layout: Layout,
): Promise<Result<Body, string>> {
  const connections = await source.connections()
  const groups = netstatGroups(connections, source.snapshot(), source.tasks)
  const shown = groups.slice(0, request.max)
  const records = shown.map((group) =>
    request.detail ? renderGroupDetail(group, layout) : renderGroupLine(group),
  )
  const titles = request.detail ? [] : groupTitles(layout)
  return ok({ titles, records, all: groups.length, data: { groups: shown } })
}

async function connectionBody(
  source: NetstatSource,
  connid: number,
  isDetail: boolean,
  layout: Layout,
): Promise<Result<Body, string>> {
  const connections = await source.connections()
  const live = connections.find((one) => one.connid === connid)
  if (!live) return fail(`there is no connection ${hexId(connid)}`)
  const actions = await source.actionsOf(connid)
  const records = [renderTtlsConnection(live, actions, isDetail, layout)]
  const shown = netstatConnection(live)
  const connection = isDetail ? { ...shown, actions: valuesInForce(actions) } : shown
  return ok({ titles: [], records, all: connections.length, data: { connections: [connection] } })
}

function valuesInForce(actions: ActionsInForce | undefined): object {
  const scopes = ['group', 'environment', 'connection'] as const
  return Object.fromEntries(
    scopes.flatMap((scope) => {
      const action = actions?.[scope]
      if (!actions || !action) return []
      const values = actionValues(scope, action, actions.level).map((one) => [one.keyword, one.values])
      return [[scope, { name: action.name, values: Object.fromEntries(values) as object }]]
    }),
  )
}

async function connectionsBody(
  source: NetstatSource,
  request: NetstatRequest,
  layout: Layout,
): Promise<Result<Body, string>> {
  const connections = await source.connections()
  const selected = selectConnections(connections, request)
  if (!selected.ok) return selected
  const shown = selected.value.slice(0, request.max)
  const isAll = request.report === 'all'
  const sum = (of: (connection: LiveConnection) => number) =>
    selected.value.reduce((total, connection) => total + of(connection), 0)
  return ok({
    titles: isAll ? [] : connTitles(layout),
    records: shown.map((live) => (isAll ? renderAll(live, layout) : renderConn(live, layout))),
    all: connections.length,
    data: {
      selected: selected.value.length,
      bytesIn: sum(({ bytesIn }) => bytesIn),
      bytesOut: sum(({ bytesOut }) => bytesOut),
      connections: shown.map(netstatConnection),
    },
  })
}
