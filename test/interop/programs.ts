// Runs other TLS programs against the engine: finds them, starts them, keeps what they print, stops them.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import type { Issued } from '../support/ca.ts'
import type { Cleanup } from '../support/peer.ts'

/** For tap's `skip`: false when the programs are there. In CI nothing is skipped: what is missing fails. */
export function missing(...programs: string[]): string | false {
  const absent = programs.filter((program) => !isInstalled(program))
  return absent.length > 0 && process.env['CI'] !== 'true' ? `not installed: ${absent.join(', ')}` : false
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false // not in this folder
    }
  })
}

export interface Program {
  readonly child: ChildProcess
  /** Standard output and standard error so far, in one. */
  output(): string
  /** Resolves when the output matches; rejects with the output when the program ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** Exit code, or null after a signal. */
  readonly exit: Promise<number | null>
}

/** `line` is the program and its parameters, divided by white space; no parameter here needs a blank. */
export function start(t: Cleanup, line: string): Program {
  const [command = '', ...parameters] = line.trim().split(/\s+/)
  const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  let hasEnded = false
  const listeners = new Set<() => void>()
  const heard = (text: string) => {
    output += text
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('latin1').on('data', heard)
  child.stderr.setEncoding('latin1').on('data', heard)
  child.stdin.on('error', () => {
    // The program has ended before it read all; what it said is looked at.
  })
  const exit = once(child, 'close').then(([code]) => {
    hasEnded = true
    heard('')
    return code as number | null
  })
  t.teardown(() => {
    child.kill('SIGKILL')
    return exit
  })
  return {
    child,
    output: () => output,
    exit,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output)
          if (found) resolve(found)
          else if (hasEnded) reject(new Error(`${command} ended without ${pattern}:\n${output}`))
          else return
          listeners.delete(look)
        }
        listeners.add(look)
        look()
      }),
  }
}

/** A port that was free a moment ago, for programs that cannot bind port 0 and say which one they got. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export interface Files {
  readonly certificate: string
  readonly key: string
}

/** Writes PEM files into a folder of the test. */
export async function filesOf(folder: string, name: string, { certificate, key }: Issued): Promise<Files> {
  const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
  await writeFile(files.certificate, `${certificate}\n`)
  await writeFile(files.key, key, { mode: 0o600 })
  return files
}
