// Variants of one program side by side: each is started, warmed and measured in turn, run after run, as in run.ts.

import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { makeCertificates } from './certificates.ts'
import { median } from './report.ts'
import { BACKEND_PORT, LISTEN_PORT, launch, type Measurement, measure, preferUs, warm } from './station.ts'
import type { Command, Station } from './subject.ts'

export interface Variant {
  readonly name: string
  command(station: Station): Command
  /** Runs beside the measurement until the function it gives is called. */
  beside?(): () => void
}

/** By variant, by load: the measurements of all runs. */
export type Measured = ReadonlyMap<string, ReadonlyMap<string, readonly Measurement[]>>

export async function stationIn(name: string): Promise<Station> {
  preferUs()
  const folder = resolve(`var/bench/${name}`)
  mkdirSync(folder, { recursive: true })
  const keys = await makeCertificates(folder)
  return { role: 'server', folder, listen: LISTEN_PORT, backend: BACKEND_PORT, keys: keys.ec }
}

export async function measureVariants(
  station: Station,
  variants: readonly Variant[],
  loads: { readonly [name: string]: readonly string[] },
  { runs, seconds }: { readonly runs: number; readonly seconds: number },
): Promise<Measured> {
  const measured = new Map<string, Map<string, Measurement[]>>()
  for (let run = 0; run < runs; run++)
    for (const variant of run % 2 === 0 ? variants : variants.toReversed()) {
      const command = variant.command(station)
      if (!command) continue
      const running = await launch(command, station)
      const stopBeside = variant.beside?.()
      const own = measured.get(variant.name) ?? new Map<string, Measurement[]>()
      measured.set(variant.name, own)
      await warm(station, running)
      for (const [name, load] of Object.entries(loads)) {
        const result = await measure(station, running, load, { seconds })
        own.set(name, [...(own.get(name) ?? []), result])
      }
      stopBeside?.()
      await running.stop()
    }
  return measured
}

/** The median of a field over all runs. */
export function middle(measured: Measured, variant: string, load: string, field: string): number {
  return median((measured.get(variant)?.get(load) ?? []).map((one) => one[field] ?? Number.NaN))
}
