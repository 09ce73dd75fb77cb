// Standard streams of a command under test: input from text, output collected.

import { Readable, Writable } from 'node:stream'

export class Collector extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8')
    done()
  }
}

export function streams(input = ''): { stdin: Readable; stdout: Collector; stderr: Collector } {
  return { stdin: Readable.from([input]), stdout: new Collector(), stderr: new Collector() }
}
