// Shell scripts that run commands with tsocmd "..." (or tso "..."): the quoted text is the command, other lines are
// the shell's own business.

import type { SourceLine } from './source-line.ts'

const CALL = /^(\s*(?:\$\w+\s+)?(?:tsocmd|tso)\s+(?:-t\s+)?)(["'])(.*)$/

export function hasShell(lines: readonly SourceLine[]): boolean {
  return lines.some(({ text }) => CALL.test(text))
}

export function shellCommands(lines: readonly SourceLine[]): SourceLine[] {
  const commands: SourceLine[] = []
  let open: string | undefined
  for (const line of lines) {
    const call = open === undefined ? CALL.exec(line.text) : null
    if (open === undefined && !call) continue
    const quote = call?.[2] ?? open ?? '"'
    const start = call ? (call[1] ?? '').length + 1 : 0
    const end = closingQuote(line.text, start, quote)
    const isOpen = end < 0
    // A quoted string goes on over lines by itself, and so does the command.
    const text = unescaped(line.text.slice(start, isOpen ? undefined : end), quote)
    commands.push({
      text: isOpen ? `${text.replace(/\\$/, '').trimEnd()} -` : text,
      line: line.line,
      column: line.column + start,
    })
    open = isOpen ? quote : undefined
  }
  return commands
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === quote) return at
    if (text[at] === '\\' && quote === '"') at++
  }
  return -1
}

function unescaped(text: string, quote: string): string {
  return quote === '"' ? text.replace(/\\(["\\$`])/g, '$1') : text
}
