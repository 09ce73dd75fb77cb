// What a program under test is to the benchmark: a role, a place between two ports, and a command.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyFiles } from './certificates.ts'

/** server: TLS in, plain out. client: plain in, TLS out, the server verified by chain and name. clear: no TLS. */
export type Role = 'server' | 'client' | 'clear'

export interface Station {
  readonly role: Role
  readonly folder: string
  readonly listen: number
  readonly backend: number
  readonly keys: KeyFiles
}

/** undefined: this program does not know the role. */
export type Command = readonly string[] | undefined

export interface Subject {
  readonly name: string
  /** The peers are what attls is compared with. */
  readonly isPeer: boolean
  command(station: Station): Command
}

export function writeFile(station: Station, name: string, lines: readonly string[]): string {
  mkdirSync(station.folder, { recursive: true })
  const file = join(station.folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}
