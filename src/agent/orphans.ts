// Workers of earlier agents: their agent died, they take no new connection and relay what they have. Each keeps a
// connection to the control socket; here they are counted, shown and, where an operator wants it, ended.

/** What an orphan tells about itself. */
export interface Orphan {
  readonly pid: number
  readonly connections: number
  /** Generation of the policy that its newest connections were mapped by. */
  readonly generation: number
}

/** The control connection of an orphan. */
export interface OrphanLine {
  /** Asks it to reset its connections and end. */
  drop(): void
}

export class Orphans {
  readonly #known = new Map<OrphanLine, Orphan>()
  readonly #changed: (connections: number) => void

  /** `changed` is told how many connections all of them have. */
  constructor(changed: (connections: number) => void) {
    this.#changed = changed
  }

  /** First report of an orphan, or a newer one. */
  tell(line: OrphanLine, orphan: Orphan): void {
    this.#known.set(line, orphan)
    this.#count()
  }

  gone(line: OrphanLine): void {
    if (this.#known.delete(line)) this.#count()
  }

  list(): readonly Orphan[] {
    return [...this.#known.values()].sort((left, right) => left.pid - right.pid)
  }

  /** Ends the orphan with this process id, or all of them: how many were asked. */
  drop(pid: number | 'all'): number {
    const lines = [...this.#known].filter(([, orphan]) => pid === 'all' || orphan.pid === pid)
    for (const [line] of lines) line.drop()
    return lines.length
  }

  #count(): void {
    this.#changed(this.list().reduce((sum, { connections }) => sum + connections, 0))
  }
}
