// The line of an orphaned worker to whichever agent lives: it reports itself over the control socket as soon as an
// agent answers there, tells changes, and ends when that agent's operator says so. No answer harms nobody.

import { connect } from 'node:net'
import type { OrphanNotice } from '../operator/control-protocol.ts'
import { CONTROL_VERSION } from '../operator/control-version.ts'

const REPORT_EVERY_MS = 500
const DIAL_AGAIN_AFTER_MS = 500

export type OrphanReport = Omit<OrphanNotice, 'v' | 'do'>

/** Runs until the process ends. `drop` is called when an operator wants the connections dropped. */
export function keepOrphanLine(control: string, report: () => Promise<OrphanReport>, drop: () => void): void {
  const socket = connect({ path: control })
  let last = ''
  const tell = async (): Promise<void> => {
    const notice: OrphanNotice = { v: CONTROL_VERSION, do: 'orphan', ...(await report()) }
    const line = `${JSON.stringify(notice)}\n`
    if (line === last || !socket.writable) return
    last = line
    socket.write(line)
  }
  const reporting = setInterval(() => void tell(), REPORT_EVERY_MS).unref()
  socket.setEncoding('utf8')
  socket.on('connect', () => void tell())
  let text = ''
  socket.on('data', (chunk: string) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const answer of lines.map(readAnswer)) {
      if (answer.do === 'drop') drop()
      // An agent that is still starting does not take it down; the next turn says it again.
      if (answer.ok === false) last = ''
    }
  })
  // No agent yet, or it is gone again.
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(reporting)
    setTimeout(() => keepOrphanLine(control, report, drop), DIAL_AGAIN_AFTER_MS).unref()
  })
}

function readAnswer(line: string): { readonly do?: unknown; readonly ok?: unknown } {
  try {
    return JSON.parse(line) as { do?: unknown; ok?: unknown }
  } catch {
    // Whatever listens there, it is no agent of ours.
    return {}
  }
}
