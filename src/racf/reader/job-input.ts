// The forms in which people have RACF commands: plain, in JCL, in shell scripts with tsocmd, in REXX. All of them
// become lines of plain commands that still know where they stood.

import type { Diagnostic } from '../../common/diagnostic.ts'
import { hasJcl, inStreamCommands } from './jcl.ts'
import { hasRexx, rexxCommands } from './rexx.ts'
import { hasShell, shellCommands } from './shell.ts'
import { type SourceLine, sourceLines } from './source-line.ts'
import { type Symbols, withSymbols } from './symbols.ts'

/** `symbols` are those given with the job; JCL adds its own. */
export function jobInput(
  text: string,
  file: string,
  symbols: Symbols,
  findings: Diagnostic[],
): readonly SourceLine[] {
  const lines = sourceLines(text)
  if (hasJcl(lines)) {
    const { commands, set } = inStreamCommands(lines, file, findings)
    return withSymbols(commands, { ...set, ...symbols })
  }
  if (hasShell(lines)) return withSymbols(shellCommands(lines), symbols)
  if (hasRexx(lines)) return rexxCommands(lines, symbols)
  return withSymbols(lines, symbols)
}
