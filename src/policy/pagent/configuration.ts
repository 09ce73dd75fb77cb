// Policy Agent configuration: the main file and the image files it names, down to which AT-TLS policy files belong
// to which stack (policy-language.md 6). Files are loaded by the caller's function; their policy is not read here.

import type { Diagnostic, Place } from '../../common/diagnostic.ts'
import type { Result } from '../../common/result.ts'
import type { Coded, PolicyText } from '../ast.ts'
import { Findings } from '../findings.ts'
import { OTHER_POLICY_TYPES, PAGENT, POLICY } from '../keywords.ts'
import { parsePolicy, parseWith } from '../parse.ts'
import type { PolicySource } from '../read-policy.ts'
import { type ImageLine, readImageLine, readOptions } from './lines.ts'

/** Loads a file by its name as written, `//'DATA.SET(MEMBER)'` included. */
export type LoadFile = (name: string) => Promise<Result<PolicySource, Diagnostic>>

export interface PagentImage {
  /** Name of the stack. */
  readonly name: string
  readonly place: Place | undefined
  /** Of the TTLSConfig line, else of the TcpImage line, else FLUSH and NOPURGE. */
  readonly flush: boolean
  readonly purge: boolean
  readonly intervalSeconds: number
  /** The policy of the stack: the common file first, then its own. Empty: no AT-TLS policy. */
  readonly sources: readonly PolicySource[]
}

export interface PagentConfiguration {
  /** Sum of LogLevel bits. */
  readonly logLevel: number
  readonly images: readonly PagentImage[]
}

export interface PagentReading {
  /** Absent when a diagnostic is an error. */
  readonly configuration?: PagentConfiguration
  readonly diagnostics: readonly Diagnostic[]
  /** Every file that was read, for watching and for source lines in reports. */
  readonly files: readonly PolicySource[]
}

/** SYSERR, OBJERR, PROTERR, WARNING and EVENT. */
export const DEFAULT_LOG_LEVEL = 31
export const DEFAULT_INTERVAL_SECONDS = 1800
const MOST_IMAGES = 8
/** Without any TcpImage there is the default stack. */
const DEFAULT_IMAGE = 'TCPIP'

/** Whether a text is Policy Agent configuration and not AT-TLS policy. */
export function isPagentText(text: string, file: string): boolean {
  const parsed = parsePolicy(text, file, new Findings())
  if (parsed.statements.some((statement) => statement.known !== undefined)) return false
  return parsed.stray.some(({ keyword }) => PAGENT.parameter('main', keyword.text) !== undefined)
}

export async function readPagent(main: PolicySource, load: LoadFile): Promise<PagentReading> {
  const findings = new Findings()
  const reader = new ConfigurationReader(main, load, findings)
  const configuration = await reader.read()
  const { files } = reader
  const diagnostics = findings.sorted(files.map((source) => source.file))
  return findings.hasErrors ? { diagnostics, files } : { configuration, diagnostics, files }
}

class ConfigurationReader {
  readonly files: PolicySource[] = []
  readonly #main: PolicySource
  readonly #load: LoadFile
  readonly #findings: Findings

  constructor(main: PolicySource, load: LoadFile, findings: Findings) {
    this.#main = main
    this.#load = load
    this.#findings = findings
  }

  async read(): Promise<PagentConfiguration> {
    const text = this.#parse(this.#main)
    this.#nameOthers(text)
    const common = await this.#common(text)
    const images = this.#imageLines(text)
    if (images.length > MOST_IMAGES)
      this.#findings.add('too-many-images', images[MOST_IMAGES]?.place, { count: images.length })
    const read: PagentImage[] = []
    for (const image of images) read.push(await this.#image(image, text, common))
    return { logLevel: this.#logLevel(text), images: read }
  }

  #parse(source: PolicySource): PolicyText {
    this.files.push(source)
    return parseWith(PAGENT, source.text, source.file, this.#findings)
  }

  /** `place` is the line that names the file. */
  async #source(name: string, place: Place | undefined): Promise<PolicySource | undefined> {
    const loaded = await this.#load(name)
    if (loaded.ok) return loaded.value
    this.#findings.include({ ...(place && { place }), ...loaded.error })
    return undefined
  }

  /** Lines of one keyword; when only one counts, the last does. */
  #lines(text: PolicyText, ...keywords: readonly string[]): readonly Coded[] {
    return text.stray.filter(({ keyword }) =>
      keywords.some((name) => name.toLowerCase() === keyword.text.toLowerCase()),
    )
  }

  #last(text: PolicyText, keyword: string): Coded | undefined {
    const lines = this.#lines(text, keyword)
    const [last] = lines.slice(-1)
    for (const earlier of lines.slice(0, -1))
      this.#findings.add('repeated-config', last?.keyword.place, {
        keyword,
        line: earlier.keyword.place.line,
      })
    return last
  }

  #logLevel(text: PolicyText): number {
    const line = this.#last(text, 'LogLevel')
    if (!line) return DEFAULT_LOG_LEVEL
    const value = Number(line.values[0]?.text ?? Number.NaN)
    if (Number.isInteger(value) && value >= 0 && value <= 511) return value
    const place = (line.values[0] ?? line.keyword).place
    const values = { keyword: 'LogLevel', low: 0, high: 511, value: line.rest }
    this.#findings.add('wrong-number', place, values)
    return DEFAULT_LOG_LEVEL
  }

  async #common(text: PolicyText): Promise<readonly PolicySource[]> {
    const line = this.#last(text, 'CommonTTLSConfig')
    if (!line) return []
    const name = line.values[0]?.text
    if (name === undefined) {
      this.#findings.add('missing-value', line.keyword.place, { keyword: line.keyword.text })
      return []
    }
    const source = await this.#source(name, line.values[0]?.place)
    if (source) this.files.push(source)
    return source ? [source] : []
  }

  #imageLines(text: PolicyText): readonly ImageLine[] {
    const seen = new Map<string, ImageLine>()
    for (const line of this.#lines(text, 'TcpImage', 'PEPInstance')) {
      const image = readImageLine(line, this.#findings)
      if (!image) continue
      const earlier = seen.get(image.name)
      if (earlier)
        this.#findings.add('same-image', image.place, { image: image.name, line: earlier.place?.line ?? 0 })
      else seen.set(image.name, image)
    }
    if (seen.size > 0) return [...seen.values()]
    return [
      {
        name: DEFAULT_IMAGE,
        place: undefined,
        path: undefined,
        flush: undefined,
        purge: undefined,
        interval: undefined,
      },
    ]
  }

  async #image(image: ImageLine, main: PolicyText, common: readonly PolicySource[]): Promise<PagentImage> {
    const text = image.path === undefined ? main : await this.#imageText(image.path, image.place)
    const config = text && this.#last(text, 'TTLSConfig')
    const options = config && readOptions(config, config.values, this.#findings)
    let sources: readonly PolicySource[] = []
    if (config) {
      const own =
        options?.path === undefined ? undefined : await this.#source(options.path, config.keyword.place)
      if (own) this.files.push(own)
      sources = own ? [...common, own] : common
    } else if (text) this.#findings.add('no-policy-for-image', image.place, { image: image.name })
    return {
      name: image.name,
      place: image.place,
      flush: options?.flush ?? image.flush ?? true,
      purge: options?.purge ?? image.purge ?? false,
      intervalSeconds: image.interval ?? DEFAULT_INTERVAL_SECONDS,
      sources,
    }
  }

  async #imageText(path: string, place: Place | undefined): Promise<PolicyText | undefined> {
    const source = await this.#source(path, place)
    if (!source) return undefined
    if (hasPolicy(source)) {
      this.files.push(source)
      this.#findings.add('image-is-policy', { file: source.file, line: 1, column: 1 }, { file: source.file })
      return undefined
    }
    const text = this.#parse(source)
    this.#nameOthers(text)
    return text
  }

  /** What is known and has no effect here, and what is not known at all. */
  #nameOthers(text: PolicyText): void {
    for (const { keyword, known } of text.statements) {
      if (known === undefined) this.#unknown(keyword.text, keyword.place)
      else
        this.#notApplicable(keyword.text, keyword.place, REMOTE.get(known) ?? 'there is no such service here')
    }
    for (const { keyword } of text.stray) {
      const { text: name, place } = keyword
      const parameter = PAGENT.parameter('main', name) ?? PAGENT.parameter('image', name)
      const isOther = OTHER_POLICY_TYPES.some((other) => other.toLowerCase() === name.toLowerCase())
      if (isOther) this.#notApplicable(name, place, 'only AT-TLS policy is installed')
      else if (!parameter) this.#unknown(name, place)
      else if (parameter.keyword === 'Codepage')
        this.#notApplicable(name, place, 'files are read as UTF-8 or Latin-1')
    }
  }

  #notApplicable(keyword: string, place: Place, reason: string): void {
    this.#findings.add('not-applicable', place, { keyword, reason })
  }

  #unknown(keyword: string, place: Place): void {
    if (POLICY.knows(keyword)) {
      this.#notApplicable(keyword, place, 'it belongs into an AT-TLS policy file')
      return
    }
    const meant = PAGENT.nearest(keyword)
    const hint = meant === undefined ? undefined : `did you mean ${meant}?`
    this.#findings.add('not-policy', place, { text: keyword }, { hint })
  }
}

/** Why the block statements of Policy Agent do nothing here. */
const REMOTE: ReadonlyMap<string, string> = new Map([
  ['PolicyServer', 'policy is read from files, not fetched from a policy server'],
  ['ServerConnection', 'policy is read from files, not fetched from a policy server'],
  ['DynamicConfigPolicyLoad', 'this agent does not serve policy to others'],
  ['ClientConnection', 'this agent does not serve policy to others'],
  ['ServicesConnection', 'there are no import requests'],
  ['AutoMonitorParms', 'other daemons are the business of the service manager'],
  ['AutoMonitorApps', 'other daemons are the business of the service manager'],
])

function hasPolicy(source: PolicySource): boolean {
  const text = parsePolicy(source.text, source.file, new Findings())
  return text.statements.some((statement) => statement.known !== undefined)
}
