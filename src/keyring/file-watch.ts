// Notices that something in a set of folders changed, by chokidar. What changed is not asked: whoever watches reads
// again and compares.

import { once } from 'node:events'
import { type FSWatcher, watch } from 'chokidar'

export interface FileWatch {
  /** The folders to watch from now on, in the place of those before. */
  watch(folders: readonly string[]): void
  close(): Promise<void>
}

export type StartFileWatch = (onChange: () => void) => FileWatch

export const watchFiles: StartFileWatch = (onChange) => new ChokidarWatch(onChange)

interface Started {
  readonly watcher: FSWatcher
  readonly ready: Promise<unknown>
}

class ChokidarWatch implements FileWatch {
  readonly #onChange: () => void
  readonly #closing = new Set<Promise<void>>()
  #started: Started | undefined
  #folders = ''

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  watch(folders: readonly string[]): void {
    const key = folders.toSorted().join('\0')
    if (key === this.#folders) return
    this.#folders = key
    // A new watcher, because chokidar follows a folder that was replaced by another one of its name badly.
    this.#retire()
    const watcher = watch([...folders], { depth: 0, ignoreInitial: true })
    // `raw` tells of swapped symbolic links too, whose targets may have the size and time of the old ones.
    watcher.on('all', this.#onChange).on('raw', this.#onChange).on('error', this.#onChange)
    // Changes between reading and watching are caught by one more look.
    watcher.on('ready', this.#onChange)
    this.#started = { watcher, ready: once(watcher, 'ready') }
  }

  async close(): Promise<void> {
    this.#retire()
    await Promise.all(this.#closing)
  }

  /** Closing chokidar before it is ready leaves handles open, so it is allowed to finish first. */
  #retire(): void {
    if (!this.#started) return
    const { watcher, ready } = this.#started
    this.#started = undefined
    const closed = ready
      // An error before `ready` has been taken as a change already.
      .catch(() => undefined)
      .then(() => watcher.close())
      .finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }
}
