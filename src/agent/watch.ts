// Notices that a file of the policy or of a path key ring has changed: by any way of replacing it (written in
// place, renamed over, symlink swapped). Says only that; the agent reads again and decides.

import { type FSWatcher, watch } from 'chokidar'

/** Several events of one change (write, rename, chmod) become one; a file half written gets time to be finished. */
const SETTLE_MS = 150

export interface Watcher {
  /** Watches exactly these paths from now on. */
  follow(paths: readonly string[]): void
  close(): Promise<void>
}

export function watchFiles(changed: (path: string) => void): Watcher {
  let watched: FSWatcher | undefined
  let following = ''
  let timer: NodeJS.Timeout | undefined
  const settle = (path: string): void => {
    clearTimeout(timer)
    timer = setTimeout(() => changed(path), SETTLE_MS)
  }
  return {
    follow(paths) {
      const key = [...paths].sort().join('\0')
      if (key === following) return
      following = key
      void watched?.close()
      watched = watch([...paths], { ignoreInitial: true, atomic: SETTLE_MS, depth: 0 })
      watched.on('all', (_event, path) => settle(path))
      // Too many watches, a folder that went away: reading on demand (SIGHUP, REFRESH) still works.
      watched.on('error', () => {})
    },
    async close() {
      clearTimeout(timer)
      await watched?.close()
    },
  }
}
