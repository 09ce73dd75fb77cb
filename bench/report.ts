// From raw measurements to what is read: medians, spread, ratios to the best peer, the table.

import type { Measurement } from './station.ts'
import { isLessBetter, type Workload } from './workloads.ts'

/** By workload and subject: one measurement a run. */
export interface Results {
  readonly [workload: string]: { readonly [subject: string]: readonly Measurement[] }
}

export interface Cell {
  readonly median: number
  readonly lowest: number
  readonly highest: number
  /** To the best peer of the row; above 1 is better than every peer. Undefined without a peer. */
  readonly ratio: number | undefined
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** One row: a cell for each subject that was measured. */
export function row(
  workload: Workload,
  results: Results,
  peers: ReadonlySet<string>,
): ReadonlyMap<string, Cell> {
  const measured = Object.entries(results[workload.name] ?? {}).map(([subject, runs]) => {
    const values = runs.map((run) => run[workload.metric] ?? Number.NaN)
    return { subject, values, median: median(values) }
  })
  const peerMedians = measured.filter(({ subject }) => peers.has(subject)).map((one) => one.median)
  const best = isLessBetter(workload) ? Math.min(...peerMedians) : Math.max(...peerMedians)
  return new Map(
    measured.map(({ subject, values, median }) => [
      subject,
      {
        median,
        lowest: Math.min(...values),
        highest: Math.max(...values),
        ratio: peerMedians.length === 0 ? undefined : isLessBetter(workload) ? best / median : median / best,
      },
    ]),
  )
}

const UNIT: { readonly [metric in Workload['metric']]: string } = {
  connections_per_second: '/s',
  requests_per_second: '/s',
  mb_per_second: 'MB/s',
  kb_per_connection_5000: 'KB',
}

/** Median and ratio of every subject, with the spread as percent of the median; one Markdown table. */
export function table(
  workloads: readonly Workload[],
  results: Results,
  subjects: readonly string[],
  peers: ReadonlySet<string>,
): string {
  const head = ['workload', ...subjects]
  const lines = workloads.flatMap((workload) => {
    const cells = row(workload, results, peers)
    if (cells.size === 0) return []
    return [
      [
        `${workload.title} (${UNIT[workload.metric]})`,
        ...subjects.map((subject) => cellText(cells.get(subject))),
      ],
    ]
  })
  return markdown([head, ...lines])
}

function cellText(cell: Cell | undefined): string {
  if (!cell) return '-'
  const { median, lowest, highest, ratio } = cell
  const spread = `-${percent(1 - lowest / median)}+${percent(highest / median - 1)}%`
  const raw = median >= 100 ? median.toFixed(0) : median.toFixed(1)
  return ratio === undefined ? `${raw} (${spread})` : `${ratio.toFixed(2)} (${raw}, ${spread})`
}

function percent(part: number): string {
  return (part * 100).toFixed(0)
}

/** Latency, CPU and memory beside the rates: medians. */
export function details(
  workloads: readonly Workload[],
  results: Results,
  subjects: readonly string[],
): string {
  const fields = [
    'p50_us',
    'p99_us',
    'cpu_us',
    'cpu_s_per_gb',
    'kb_per_connection_1000',
    'rss_kb',
    'load_cpu',
    'resumed',
    'errors',
  ]
  const lines = workloads.flatMap((workload) =>
    fields.flatMap((field) => {
      const by = results[workload.name] ?? {}
      if (!Object.values(by).some((runs) => runs.some((run) => field in run))) return []
      const values = subjects.map((subject) => {
        const runs = by[subject]
        return runs ? compact(median(runs.map((run) => run[field] ?? Number.NaN))) : '-'
      })
      return [[`${workload.name} ${field}`, ...values]]
    }),
  )
  return markdown([['', ...subjects], ...lines])
}

function compact(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2)
}

function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}
