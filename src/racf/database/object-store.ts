// The one place that knows how objects lie on disk: one JSON file per object below its kind's folder. Every change
// is first written whole into the file `journal`; creating that file is the moment of commit. Then the objects are
// replaced one by one, the generation number moves, and the journal goes. A reader that meets a journal reads the
// objects as the journal says, so nobody ever sees half a change, and a writer killed at any point loses nothing
// that was committed.

import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseError, isErrno } from './database-error.ts'
import { createFile, flushFolder, makeFolder, removeFile, replaceFile } from './durable-file.ts'
import { fileNameOf } from './file-names.ts'
import { KEY_OF, type Kind, type Kinds } from './records.ts'
import { type Change, ObjectMap } from './view.ts'

const FORMAT = 1

interface Journal {
  readonly generation: number
  readonly changes: readonly Change[]
}

export interface Loaded {
  readonly generation: number
  readonly objects: ObjectMap
}

/** Readers try again when a writer commits meanwhile; more than this many commits in a row is not plausible. */
const MAX_READS = 1000

export class ObjectStore {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Makes an empty database. The folder may exist; its mode is set when it is created here only. */
  initialize(): void {
    makeFolder(this.folder)
    makeFolder(join(this.folder, 'tmp'))
    createFile(this.#path('generation'), this.#temporary(), JSON.stringify({ format: FORMAT, generation: 0 }))
  }

  exists(): boolean {
    try {
      return statSync(this.#path('generation'), { throwIfNoEntry: false }) !== undefined
    } catch (error) {
      if (!isErrno(error, 'EACCES')) throw error
      const text = `no permission to read the security database ${this.folder}`
      throw new DatabaseError('unreadable', text, { cause: error })
    }
  }

  /** The number of the last committed change: two equal numbers mean equal content. */
  generation(): number {
    return this.#journal()?.generation ?? this.#storedGeneration()
  }

  load(): Loaded {
    for (let attempt = 0; attempt < MAX_READS; attempt++) {
      const journal = this.#journal()
      const generation = journal?.generation ?? this.#storedGeneration()
      const objects = this.#readObjects()
      if (objects && this.generation() === generation) {
        if (journal) objects.apply(journal.changes)
        return { generation, objects }
      }
    }
    throw new DatabaseError('locked', `the security database ${this.folder} changes without a pause`)
  }

  /** Only under the lock: finishes what a writer had committed but not carried out before it died. */
  recover(): void {
    const journal = this.#journal()
    if (journal) this.#carryOut(journal)
  }

  /** Only under the lock: removes what a killed writer had not committed. */
  sweep(): void {
    // Writers that wait for the lock have files of this prefix here.
    for (const name of readdirSync(join(this.folder, 'tmp')))
      if (!name.startsWith('lock.')) removeFile(join(this.folder, 'tmp', name))
  }

  /** Only under the lock, and with `generation` as loaded. */
  commit(generation: number, changes: readonly Change[]): void {
    const journal: Journal = { generation: generation + 1, changes }
    // A leftover journal or a moved generation means that the lock was lost to another writer.
    if (
      this.generation() !== generation ||
      !createFile(this.#path('journal'), this.#temporary(), JSON.stringify(journal))
    )
      throw new DatabaseError('locked', 'another process changed the security database at the same moment')
    this.#carryOut(journal)
  }

  #carryOut(journal: Journal): void {
    for (const change of journal.changes) {
      const path = this.#path(...pathOf(change.kind, change.key))
      makeFolder(dirname(path))
      if (change.object === null) {
        removeFile(path)
        flushFolder(dirname(path))
      } else replaceFile(path, this.#temporary(), `${JSON.stringify(change.object, undefined, 2)}\n`)
    }
    const state = { format: FORMAT, generation: journal.generation }
    replaceFile(this.#path('generation'), this.#temporary(), JSON.stringify(state))
    removeFile(this.#path('journal'))
    flushFolder(this.folder)
  }

  /** undefined when a file vanished while the folders were read, which a concurrent writer explains. */
  #readObjects(): ObjectMap | undefined {
    const objects = new ObjectMap()
    try {
      for (const kind of Object.keys(KEY_OF) as Kind[])
        for (const path of jsonFiles(this.#path(kind))) objects.put(kind, this.#readObject(path))
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined
      throw error
    }
    return objects
  }

  #readObject(path: string): Kinds[Kind] {
    return this.#parse(path, readFileSync(path, 'utf8')) as Kinds[Kind]
  }

  #journal(): Journal | undefined {
    const path = this.#path('journal')
    try {
      return this.#parse(path, readFileSync(path, 'utf8')) as Journal
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return undefined
      throw error
    }
  }

  #storedGeneration(): number {
    const path = this.#path('generation')
    const state = this.#parse(path, readFileSync(path, 'utf8')) as { format?: unknown; generation?: unknown }
    if (state.format !== FORMAT || typeof state.generation !== 'number')
      throw new DatabaseError('damaged', `${path} is not a security database of this release`)
    return state.generation
  }

  #parse(path: string, text: string): unknown {
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new DatabaseError('damaged', `${path} is damaged: it is not JSON`, { cause: error })
    }
  }

  #path(...parts: readonly string[]): string {
    return join(this.folder, ...parts)
  }

  #temporary(): string {
    return join(this.folder, 'tmp', randomUUID())
  }
}

function pathOf(kind: Kind, key: readonly string[]): string[] {
  const names = key.map(fileNameOf)
  return [kind, ...names.slice(0, -1), `${names.at(-1)}.json`]
}

function jsonFiles(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
}
