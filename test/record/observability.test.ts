import fs from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { parse } from 'yaml'
import { runProgram } from '../support/program.ts'
import { CONTRACT } from './metrics-contract.ts'

const folder = path.resolve(import.meta.dirname, '../../deploy/observability')
const alertsFile = path.join(folder, 'attls-alerts.yaml')

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly summary: string; readonly description: string }
}
interface Panel {
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly expr: string }[]
}

const alerts: { groups: readonly { rules: readonly Rule[] }[] } = parse(fs.readFileSync(alertsFile, 'utf8'))
const rules = alerts.groups.flatMap((group) => group.rules)
const dashboard: { panels: readonly Panel[]; templating: { list: readonly { definition?: string }[] } } =
  JSON.parse(fs.readFileSync(path.join(folder, 'attls-dashboard.json'), 'utf8'))

/** The metrics an expression names, without what a histogram adds to its name. */
function metricsIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\battls_\w+/g)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ''))
}

const expressions: readonly (readonly [string, string])[] = [
  ...rules.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [`panel ${title}`, expr] as const),
  ),
  ...dashboard.templating.list.flatMap(({ definition }) =>
    definition ? [['variable', definition] as const] : [],
  ),
]

test('alerts and dashboard name only metrics that exist, with labels they have', async (t) => {
  for (const [where, expression] of expressions) {
    const used = metricsIn(expression)
    for (const name of used) t.ok(CONTRACT[name], `${where}: ${name}`)
    const allowed = new Set([...used.flatMap((name) => CONTRACT[name] ?? []), 'instance', 'job', 'le'])
    const labels = [
      ...[...expression.matchAll(/(\w+)(?:=~|!=|=)"/g)].map(([, label = '']) => label),
      ...[...expression.matchAll(/ by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */)),
    ]
    for (const label of labels) t.ok(allowed.has(label), `${where}: label ${label}`)
  }
})

test('the dashboard shows every metric', async (t) => {
  const shown = new Set(
    dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr))),
  )
  for (const name of Object.keys(CONTRACT)) t.ok(shown.has(name), name)
})

test('no panel lies on another', async (t) => {
  const taken = new Set<string>()
  for (const { title, gridPos } of dashboard.panels)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        const cell = `${x},${y}`
        if (taken.has(cell) || x >= 24) t.fail(`${title} at ${cell}`)
        taken.add(cell)
      }
  t.ok(taken.size > 0)
})

test('every alert says what happened and what to do', async (t) => {
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, annotations } of rules) t.ok(annotations.summary && annotations.description, alert)
})

const promtool = await runProgram('promtool', ['--version'])
const skip = promtool.code === 0 ? false : 'promtool is not installed'

test('promtool accepts the alert rules', { skip }, async (t) => {
  t.match(await runProgram('promtool', ['check', 'rules', alertsFile]), { code: 0 })
})
