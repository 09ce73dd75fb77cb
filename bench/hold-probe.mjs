// Loaded into every process of attls by refresh.ts (NODE_OPTIONS=--import): on SIGWINCH it writes the longest time
// that the event loop was held up since the last one, in milliseconds, to $HOLD_FOLDER/<pid>.

import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 1
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delay.enable()
process.on('SIGWINCH', () => {
  const file = `${process.env.HOLD_FOLDER}/${process.pid}`
  writeFileSync(`${file}.new`, String(Math.max(0, delay.max / 1e6 - RESOLUTION_MS)))
  renameSync(`${file}.new`, file)
  delay.reset()
})
