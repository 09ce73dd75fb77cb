// A real program in a test: started, waited for, watched and stopped. When the test fails, everything that every
// program wrote is printed; when it ends, nothing is left running.

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { DEADLINE_MS, until } from './until.ts'

/** bin/attls of this checkout; it needs a build. */
export const ATTLS = fileURLToPath(new URL('../../bin/attls', import.meta.url))

/** What is needed of tap's test object. */
export interface TestContext {
  passing(): boolean
  teardown(release: () => void | Promise<void>): void
  comment(...text: string[]): void
}

export interface ProgramOptions {
  readonly cwd?: string
  /** Added to the environment of the test. */
  readonly env?: { readonly [name: string]: string }
  /** Written to standard input, which is then closed; without it standard input is empty. */
  readonly input?: string
  /** Descriptor to inherit as standard output, which is then not captured. */
  readonly stdout?: number
  /** Name in the dump; default the program. */
  readonly name?: string
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const KILL_AFTER_MS = 5000
/** For output that is still on its way when the program has ended. */
const OUTPUT_GRACE_MS = 500

export class Program {
  readonly name: string
  readonly #child: ChildProcess
  readonly #exit: Promise<Exit>
  #ended: Exit | undefined
  #stdout = ''
  #stderr = ''
  #failure: Error | undefined

  constructor(command: string, args: readonly string[], options: ProgramOptions = {}) {
    this.name = options.name ?? [command.split('/').at(-1), ...args].join(' ')
    // The test runner passes its own loader on in NODE_OPTIONS; the program is to run as it does for a user. `env`
    // becomes the program, so the pid is the program's.
    this.#child = spawn('env', ['-u', 'NODE_OPTIONS', command, ...args], {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
    })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    // A program that never reads its input may end first.
    this.#child.stdin?.on('error', () => undefined)
    this.#child.stdin?.end(options.input ?? '')
    this.#exit = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#failure = error
        resolve(this.#end({ code: null, signal: null }))
      })
      // Its children may live on and hold its output open; what they write later is not waited for.
      this.#child.once('exit', (code, signal) => {
        const end = (): void => resolve(this.#end({ code, signal }))
        const timer = setTimeout(end, OUTPUT_GRACE_MS)
        this.#child.once('close', () => {
          clearTimeout(timer)
          end()
        })
      })
    })
  }

  get pid(): number {
    if (this.#child.pid === undefined)
      throw new Error(`${this.name} was not started`, { cause: this.#failure })
    return this.#child.pid
  }

  get stdout(): string {
    return this.#stdout
  }

  get stderr(): string {
    return this.#stderr
  }

  get isRunning(): boolean {
    return this.#ended === undefined
  }

  /** The complete lines of standard output so far. */
  get lines(): readonly string[] {
    return this.#stdout.split('\n').slice(0, -1)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Waits for a condition; the program's end before it holds is a failure at once. */
  async ready<T>(
    what: string,
    ask: () => T | undefined | false | Promise<T | undefined | false>,
  ): Promise<T> {
    const outcome = await until(`${this.name}: ${what}`, async () => {
      const value = await Promise.resolve(ask())
      if (value !== undefined && value !== false) return { value }
      return this.isRunning ? undefined : { ended: true as const }
    })
    if ('value' in outcome) return outcome.value
    throw new Error(`${this.name} ended before: ${what}\n${this.dump()}`)
  }

  /** Waits until standard output has it; gives the match. */
  async prints(pattern: RegExp): Promise<RegExpMatchArray> {
    return this.ready(`printed ${String(pattern)}`, () => this.#stdout.match(pattern) ?? undefined)
  }

  /** Waits for the end; a program that does not end in time is killed, which is a failure. */
  async exited(deadlineMs = DEADLINE_MS): Promise<Exit> {
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      this.#child.kill('SIGKILL')
    }, deadlineMs)
    const exit = await this.#exit
    clearTimeout(timer)
    if (isLate) throw new Error(`${this.name} did not end within ${deadlineMs} ms\n${this.dump()}`)
    return exit
  }

  /** SIGTERM, and SIGKILL when that was not enough. */
  async stop(killAfterMs = KILL_AFTER_MS): Promise<Exit> {
    if (!this.isRunning) return this.#exit
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), killAfterMs)
    const exit = await this.#exit
    clearTimeout(timer)
    return exit
  }

  dump(): string {
    const end = this.#ended ? `ended with ${this.#ended.code ?? this.#ended.signal}` : 'still running'
    return `--- ${this.name} (${end})\n--- stdout\n${this.#stdout}\n--- stderr\n${this.#stderr}`
  }

  #end(exit: Exit): Exit {
    this.#ended = exit
    return exit
  }
}

/** Starts a program that ends with the test; its output is shown when the test has failed by then. */
export function startProgram(
  t: TestContext,
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Program {
  const program = new Program(command, args, options)
  t.teardown(async () => {
    await program.stop()
    if (!t.passing()) t.comment(program.dump())
  })
  return program
}

/** Runs a program to its end. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<Exit & { readonly stdout: string; readonly stderr: string }> {
  const program = new Program(command, args, options)
  const exit = await program.exited()
  return { ...exit, stdout: program.stdout, stderr: program.stderr }
}
