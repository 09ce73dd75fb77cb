// What a command may do to the process it runs in: print, and set the exit code. Tests pass their own.

export interface CommandOutput {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly exit: (code: number) => void
}
