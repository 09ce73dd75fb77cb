// Who is at the other end of the operator socket. Node cannot ask a Unix socket for its peer, so the peer proves it
// with the file system: the agent names a directory that does not exist yet, the client makes it, and its owner is
// the client. The folder is sticky, so nobody can put somebody else's directory there.

import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Whoever may open the socket (owner and group) may make directories here, and remove only their own. */
const FOLDER_MODE = 0o1770
/** Coarse clocks of file systems may lie this much before ours. */
const CLOCK_SLACK_MS = 50

export function identityFolder(controlPath: string): string {
  return `${controlPath}.identity`
}

/** Makes the folder for challenges, empty. */
export async function openIdentityFolder(controlPath: string): Promise<void> {
  const folder = identityFolder(controlPath)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  // mkdir() subtracts the umask and drops the sticky bit.
  await chmod(folder, FOLDER_MODE)
}

/** One question to one client. */
export class Challenge {
  readonly directory: string
  readonly #issuedAt = Date.now()

  constructor(controlPath: string) {
    this.directory = join(identityFolder(controlPath), randomBytes(16).toString('hex'))
  }

  /** The uid of whoever answered; undefined when nobody has. */
  async answeredBy(): Promise<number | undefined> {
    const found = await lstat(this.directory).catch(() => undefined)
    // A directory that is older than the question was not made for it.
    if (!found?.isDirectory() || found.birthtimeMs < this.#issuedAt - CLOCK_SLACK_MS) return undefined
    return found.uid
  }
}

/** The client's part: answers the challenge, does what is to be done, and takes the answer away again. */
export async function answering<T>(directory: string, act: () => Promise<T>): Promise<T> {
  await mkdir(directory, { mode: 0o700 })
  try {
    return await act()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
