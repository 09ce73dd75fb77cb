// V TCPIP,,OBEY: reads the file, does TCPCONFIG TTLS or NOTTLS, and says everything in the order of z/OS
// (messages.md 4). Live connections are not affected; the switch lasts until the next start.

import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail, ok, type Result } from '../common/result.ts'
import { type DataSets, dataSetPath, parseDataSetName } from '../policy/pagent/data-set.ts'
import type { Message } from '../record/message.ts'
import { messages } from '../record/messages.ts'
import { readProfile } from './profile.ts'

export interface ObeyPlaces {
  /** Prefix to folder. */
  readonly dataSets: DataSets
  /** Relative paths start here. */
  readonly folder: string
}

export interface ObeyOutcome {
  readonly ok: boolean
  /** In order, once the switch is made; what the switch itself has to say comes after them. */
  readonly said: readonly Message[]
  /** The switch to make; undefined: none. */
  readonly ttls: boolean | undefined
}

const COMMAND = 'VARY OBEY'
/** A profile is text for people. */
const FILE_BYTES = 1024 * 1024
/** Names of statements in one message. */
const NAMED = 20

export async function obeyFile(file: string, echo: string, places: ObeyPlaces): Promise<ObeyOutcome> {
  const processing = messages.EZZ0060I.render({ command: echo })
  const text = await readObeyFile(file, places)
  if (!text.ok) return failed([processing, messages.ATL0064E.render({ dataset: file, error: text.error })])
  const { ttls, ignored, strayWords } = readProfile(text.value)
  const begun = [
    processing,
    messages.EZZ0300I.render({ dataset: file }),
    messages.EZZ0309I.render({ dataset: file }),
  ]
  if (strayWords > 0)
    return failed([
      ...begun,
      messages.ATL0064E.render({
        dataset: file,
        error: `${strayWords} words stand where no PROFILE statement begins`,
      }),
    ])
  const statements = ignored.slice(0, NAMED).join(', ')
  return {
    ok: true,
    ttls,
    said: [
      ...begun,
      ...(statements === '' ? [] : [messages.ATL0065W.render({ dataset: file, statements })]),
      messages.EZZ0316I.render({ dataset: file }),
      messages.EZZ0053I.render({ command: COMMAND }),
    ],
  }
}

function failed(said: readonly Message[]): ObeyOutcome {
  return { ok: false, ttls: undefined, said: [...said, messages.EZZ0059I.render({ command: COMMAND })] }
}

async function readObeyFile(name: string, places: ObeyPlaces): Promise<Result<string, string>> {
  const path = pathOf(name, places)
  if (!path.ok) return path
  try {
    // A name that turns out to be a pipe must not be waited for.
    const file = await open(path.value, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const isFile = (await file.stat()).isFile()
      const chunks: Buffer[] = []
      if (isFile)
        for await (const chunk of file.createReadStream({ end: FILE_BYTES, autoClose: false }))
          chunks.push(chunk as Buffer)
      const bytes = Buffer.concat(chunks)
      return isFile && bytes.length <= FILE_BYTES
        ? ok(bytes.toString('utf8'))
        : fail(`${path.value} is no file of at most ${FILE_BYTES} bytes`)
    } finally {
      await file.close()
    }
  } catch (error) {
    return fail((error as Error).message)
  }
}

/** With a slash it is a path, otherwise a data set name. */
function pathOf(name: string, { dataSets, folder }: ObeyPlaces): Result<string, string> {
  if (name.includes('/') && !name.startsWith('//')) return ok(resolve(folder, name))
  const dataSet = parseDataSetName(name.startsWith('//') ? name : `//'${name}'`)
  const path = dataSet && dataSetPath(dataSet, dataSets)
  if (path === undefined)
    return fail('no entry under datasets: in the configuration names a folder for its prefix')
  return ok(path)
}
