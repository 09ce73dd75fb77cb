// The security database as the rest of the product sees it: open a folder, read one consistent view, make one
// change at a time. Commands change it through `attls racf`; the agent and the PassTicket services only read.

import { statSync } from 'node:fs'
import type { Clock } from '../../common/clock.ts'
import { systemClock } from '../../common/clock.ts'
import { DatabaseError, isErrno } from './database-error.ts'
import { acquireLock } from './lock.ts'
import { type Loaded, ObjectStore } from './object-store.ts'
import type { Draft, View } from './view.ts'
import { RecordingDraft } from './view.ts'

export interface Database {
  readonly folder: string
  /** The state as last committed by any process. Keep the view for one decision, not for longer. */
  read(): View
  /** A number that moves with every committed change, for those who cache what they read. */
  generation(): number
  /**
   * Runs `edit` as the only writer and commits what it changed, all of it or, when it throws, nothing.
   * Throws a DatabaseError when the lock cannot be had.
   */
  change<T>(edit: (draft: Draft) => T | Promise<T>): Promise<T>
}

export interface OpenOptions {
  /** Make the database when the folder holds none. */
  readonly create?: boolean
  /** Accept a folder that other users of the machine can read. */
  readonly allowExposed?: boolean
  readonly clock?: Clock
}

/** Throws a DatabaseError with one sentence for the operator. */
export async function openDatabase(folder: string, options: OpenOptions = {}): Promise<Database> {
  const store = new ObjectStore(folder)
  if (!store.exists()) {
    if (options.create !== true)
      throw new DatabaseError('missing', `there is no security database in ${folder}; attls racf makes one`)
    await createDatabase(store, options.clock ?? systemClock)
  }
  if (options.allowExposed !== true) refuseExposed(folder)
  return new FileDatabase(store)
}

async function createDatabase(store: ObjectStore, clock: Clock): Promise<void> {
  store.initialize()
  const created = new Date(clock.now()).toISOString()
  await new FileDatabase(store).change((draft) => {
    // Two processes may both have found the folder empty.
    if (draft.get('user', 'IBMUSER')) return
    draft.put('group', { id: 'SYS1', owner: 'IBMUSER', created, segments: {} })
    draft.put('user', {
      id: 'IBMUSER',
      owner: 'IBMUSER',
      created,
      defaultGroup: 'SYS1',
      attributes: ['SPECIAL', 'OPERATIONS'],
      revoked: false,
      connections: [{ group: 'SYS1', authority: 'JOIN', owner: 'IBMUSER', created, attributes: [] }],
      segments: {},
    })
  })
}

function refuseExposed(folder: string): void {
  const { mode } = statSync(folder)
  if ((mode & 0o077) === 0) return
  throw new DatabaseError(
    'exposed',
    `other users can reach the security database ${folder} (mode ${(mode & 0o777).toString(8)}); chmod 700 it`,
  )
}

class FileDatabase implements Database {
  readonly #store: ObjectStore
  #loaded: Loaded | undefined

  constructor(store: ObjectStore) {
    this.#store = store
  }

  get folder(): string {
    return this.#store.folder
  }

  read(): View {
    return this.#current().objects
  }

  generation(): number {
    return this.#store.generation()
  }

  async change<T>(edit: (draft: Draft) => T | Promise<T>): Promise<T> {
    const lock = await this.#writing(() => acquireLock(this.folder))
    try {
      await this.#writing(() => {
        this.#store.recover()
        if (lock.afterCrash) this.#store.sweep()
      })
      const { generation, objects: current } = this.#current()
      // The edit works on a state of its own: a view that a reader holds must not change under it.
      const objects = current.copy()
      const draft = new RecordingDraft(objects)
      const result = await edit(draft)
      const { changes } = draft
      if (changes.length > 0) {
        await this.#writing(() => this.#store.commit(generation, changes))
        this.#loaded = { generation: generation + 1, objects }
      }
      return result
    } finally {
      lock.release()
    }
  }

  /** Full disks and missing permissions become one sentence; other errors are ours. */
  async #writing<T>(write: () => T | Promise<T>): Promise<T> {
    try {
      return await write()
    } catch (error) {
      if (error instanceof DatabaseError || !(error instanceof Error && 'code' in error)) throw error
      const text = `the security database ${this.folder} cannot be written: ${error.message}`
      throw new DatabaseError('unwritable', text, { cause: error })
    }
  }

  #current(): Loaded {
    try {
      if (this.#loaded?.generation !== this.#store.generation()) this.#loaded = this.#store.load()
      return this.#loaded
    } catch (error) {
      if (isErrno(error, 'EACCES'))
        throw new DatabaseError('unreadable', `no permission to read the security database ${this.folder}`, {
          cause: error,
        })
      throw error
    }
  }
}
