// What a command may do to the process it runs in: print, and set the exit code. Tests pass their own.

export interface CommandOutput {
  stdout(text: string): void
  stderr(text: string): void
  exit(code: number): void
}
