// What a command writes, for assertions.

import type { CommandIo } from '../../src/cli/io.ts'

export function capture(): { readonly seen: { out: string; err: string }; readonly io: CommandIo } {
  const seen = { out: '', err: '' }
  const io: CommandIo = {
    stdout: (text) => {
      seen.out += text
    },
    stderr: (text) => {
      seen.err += text
    },
  }
  return { seen, io }
}
