// Where a command writes: passed in, so that tests read what a person would.

export interface CommandIo {
  stdout(text: string): void
  stderr(text: string): void
}

export const processIo: CommandIo = {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
}
