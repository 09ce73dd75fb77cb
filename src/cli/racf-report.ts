// How a job's output looks: as text for people, or as one JSON object per command.

import type { Writable } from 'node:stream'
import { type Diagnostic, formatDiagnostic, type Place, printable } from '../common/diagnostic.ts'
import { COMMAND_SYNTAXES } from '../racf/commands/table.ts'
import type { Message } from '../racf/messages.ts'
import { maskSecrets } from '../racf/reader/mask-secrets.ts'
import type { OutputEvent } from '../racf/run-commands.ts'

interface CommandRecord {
  readonly place: Place
  readonly echo: string
  readonly messages: Message[]
  readonly findings: Diagnostic[]
  readonly output: string[]
}

export class JobReport {
  readonly #source: string
  readonly #isJson: boolean
  readonly #stdout: Writable
  readonly #stderr: Writable
  #current: CommandRecord | undefined
  #isNamed = false

  constructor(
    source: string,
    isJson: boolean,
    streams: { readonly stdout: Writable; readonly stderr: Writable },
  ) {
    this.#source = maskSecrets(source, COMMAND_SYNTAXES)
    this.#isJson = isJson
    this.#stdout = streams.stdout
    this.#stderr = streams.stderr
  }

  write(event: OutputEvent): void {
    if (event.kind === 'command') {
      this.#current = { place: event.place, echo: event.echo, messages: [], findings: [], output: [] }
      this.#isNamed = false
    } else if (this.#isJson) this.#collect(event)
    else this.#print(event)
  }

  #collect(event: Exclude<OutputEvent, { kind: 'command' }>): void {
    const current = this.#current
    if (event.kind === 'finding' && current) current.findings.push(event.finding)
    else if (event.kind === 'finding')
      this.#stdout.write(`${JSON.stringify({ findings: [event.finding] })}\n`)
    else if (event.kind === 'message') current?.messages.push(event.message)
    else if (event.kind === 'listing') current?.output.push(event.line)
    else if (current) {
      const { place, echo, messages, findings, output } = current
      const { file, line } = place
      const record = { file, line, command: echo, rc: event.rc, messages, findings, output }
      this.#stdout.write(`${JSON.stringify(record)}\n`)
      this.#current = undefined
    }
  }

  #print(event: Exclude<OutputEvent, { kind: 'command' }>): void {
    switch (event.kind) {
      case 'finding':
        this.#stderr.write(`${formatDiagnostic(event.finding, this.#source)}\n`)
        return
      case 'message':
        if (event.message.severity !== 'info') this.#nameCommand()
        this.#stdout.write(`${printable(`${event.message.id} ${event.message.text}`)}\n`)
        return
      case 'listing':
        this.#stdout.write(`${printable(event.line)}\n`)
        return
      case 'end':
        this.#current = undefined
    }
  }

  /** Trouble is told with the command that caused it; a job that runs well is not repeated. */
  #nameCommand(): void {
    if (this.#isNamed || !this.#current) return
    this.#isNamed = true
    const { place, echo } = this.#current
    this.#stdout.write(`${place.file}:${place.line}: ${printable(echo)}\n`)
  }
}
