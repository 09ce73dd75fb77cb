// Notices that something in a set of folders changed, by chokidar. What changed is not asked: whoever watches reads
// again and compares.

import { type FSWatcher, watch } from 'chokidar'

export interface FileWatch {
  /** The folders to watch from now on, in the place of those before. */
  watch(folders: readonly string[]): void
  close(): Promise<void>
}

export type StartFileWatch = (onChange: () => void) => FileWatch

export const watchFiles: StartFileWatch = (onChange) => new ChokidarWatch(onChange)

class ChokidarWatch implements FileWatch {
  readonly #onChange: () => void
  #watcher: FSWatcher | undefined
  #folders = ''

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  watch(folders: readonly string[]): void {
    const key = folders.toSorted().join('\0')
    if (key === this.#folders) return
    this.#folders = key
    // A new watcher, because chokidar follows a folder that was replaced by another one of its name badly.
    const before = this.#watcher
    this.#watcher = watch([...folders], { depth: 0, ignoreInitial: true })
    // `raw` tells of swapped symbolic links too, whose targets may have the size and time of the old ones.
    this.#watcher.on('all', this.#onChange).on('raw', this.#onChange).on('error', this.#onChange)
    // Changes between reading and watching are caught by one more look.
    this.#watcher.on('ready', this.#onChange)
    void before?.close()
  }

  async close(): Promise<void> {
    await this.#watcher?.close()
  }
}
