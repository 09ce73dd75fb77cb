// The picture of a result file: one row a workload, a bar for attls and a mark for each peer, all as a ratio to the
// best peer of that row. SVG by hand: `node --import=tsx bench/picture.ts RESULT.json > FILE.svg`.

import { readFileSync } from 'node:fs'
import { type Results, row } from './report.ts'
import { SUBJECTS } from './subjects.ts'
import { WORKLOADS } from './workloads.ts'

const LEFT = 330
const WIDTH = 900
const ROW = 22
const TOP = 58
/** The axis ends here; a longer bar is cut and says its number. */
const LONGEST_RATIO = 2

const COLOURS: { readonly [subject: string]: string } = {
  stunnel: '#b07aa1',
  haproxy: '#4e79a7',
  nginx: '#59a14f',
  hitch: '#9c755f',
  attls: '#e15759',
  'attls-node24': '#f1a340',
}

function x(ratio: number): number {
  return LEFT + (Math.min(ratio, LONGEST_RATIO) / LONGEST_RATIO) * (WIDTH - LEFT - 20)
}

function text(at: number, y: number, content: string, more = ''): string {
  return `<text x="${at.toFixed(1)}" y="${y}" ${more}>${content}</text>`
}

export function picture(results: Results, caption: string): string {
  const peers = new Set(SUBJECTS.filter(({ isPeer }) => isPeer).map(({ name }) => name))
  const shown = WORKLOADS.filter(({ name }) => results[name])
  const parts: string[] = []
  for (const [index, workload] of shown.entries()) {
    const y = TOP + index * ROW
    const cells = row(workload, results, peers)
    parts.push(text(LEFT - 8, y + 14, workload.title, 'text-anchor="end"'))
    const own = [...cells].filter(([name]) => !peers.has(name))
    for (const [place, [name, { ratio = 0 }]] of own.entries()) {
      const height = (ROW - 6) / own.length
      parts.push(
        `<rect x="${LEFT}" y="${(y + 3 + place * height).toFixed(1)}" width="${(x(ratio) - LEFT).toFixed(1)}" height="${height.toFixed(1)}" fill="${COLOURS[name] ?? '#888'}"/>`,
      )
      if (place === 0)
        parts.push(text(Math.max(x(ratio) + 4, LEFT + 4), y + 14, ratio.toFixed(2), 'font-size="10"'))
    }
    for (const [name, { ratio = 0 }] of cells)
      if (peers.has(name))
        parts.push(
          `<line x1="${x(ratio).toFixed(1)}" x2="${x(ratio).toFixed(1)}" y1="${y + 2}" y2="${y + ROW - 3}" stroke="${COLOURS[name]}" stroke-width="3"/>`,
        )
  }
  const bottom = TOP + shown.length * ROW
  const axis = [0, 0.5, 1, 1.5, 2].map(
    (ratio) =>
      `<line x1="${x(ratio)}" x2="${x(ratio)}" y1="${TOP - 4}" y2="${bottom}" stroke="${ratio === 1 ? '#333' : '#ccc'}"/>${text(x(ratio), bottom + 14, ratio.toFixed(1), 'text-anchor="middle"')}`,
  )
  const measured = new Set(shown.flatMap(({ name }) => Object.keys(results[name] ?? {})))
  const legend = Object.entries(COLOURS)
    .filter(([name]) => measured.has(name))
    .map(
      ([name, colour], index) =>
        `<rect x="${LEFT + index * 95}" y="32" width="10" height="10" fill="${colour}"/>${text(LEFT + 14 + index * 95, 41, name)}`,
    )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${bottom + 24}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    text(10, 20, caption, 'font-size="14"'),
    ...legend,
    ...axis,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

if (process.argv[1]?.endsWith('picture.ts')) {
  const [file = ''] = process.argv.slice(2)
  const { results, date } = JSON.parse(readFileSync(file, 'utf8')) as { results: Results; date: string }
  process.stdout.write(picture(results, `Ratio to the best peer of each row, ${date}: longer is better`))
}
