// Objects in memory: a view for readers, a draft for the one writer, and the list of changes between the two.

import { KEY_OF, type Kind, type Kinds } from './records.ts'

/** One consistent state of the database. It does not change while it is held. */
export interface View {
  get<K extends Kind>(kind: K, ...key: readonly string[]): Kinds[K] | undefined
  /** In the order of the keys. */
  all<K extends Kind>(kind: K): readonly Kinds[K][]
}

/** A view that may be changed. Nothing is visible to others before the commit. */
export interface Draft extends View {
  put<K extends Kind>(kind: K, object: Kinds[K]): void
  remove(kind: Kind, ...key: readonly string[]): void
}

/** `object` is null when the object is removed. */
export interface Change {
  readonly kind: Kind
  readonly key: readonly string[]
  readonly object: Kinds[Kind] | null
}

type Tables = { [K in Kind]: Map<string, Kinds[K]> }

// A key part never holds NUL: the command reader refuses control characters.
const joinKey = (key: readonly string[]): string => key.join('\0')

export class ObjectMap implements Draft {
  readonly #tables: Tables
  readonly #sorted = new Map<Kind, readonly unknown[]>()

  constructor(from?: Tables) {
    this.#tables = {
      user: new Map(from?.user),
      group: new Map(from?.group),
      class: new Map(from?.class),
      raclist: new Map(from?.raclist),
      profile: new Map(from?.profile),
      certificate: new Map(from?.certificate),
      ring: new Map(from?.ring),
      filter: new Map(from?.filter),
      options: new Map(from?.options),
    }
  }

  /** A map of its own over the same, immutable objects. */
  copy(): ObjectMap {
    return new ObjectMap(this.#tables)
  }

  get<K extends Kind>(kind: K, ...key: readonly string[]): Kinds[K] | undefined {
    return this.#tables[kind].get(joinKey(key))
  }

  all<K extends Kind>(kind: K): readonly Kinds[K][] {
    let sorted = this.#sorted.get(kind) as readonly Kinds[K][] | undefined
    if (!sorted) {
      sorted = [...this.#tables[kind]]
        .toSorted(([left], [right]) => (left < right ? -1 : Number(left > right)))
        .map(([, object]) => object)
      this.#sorted.set(kind, sorted)
    }
    return sorted
  }

  put<K extends Kind>(kind: K, object: Kinds[K]): void {
    this.#tables[kind].set(joinKey(KEY_OF[kind](object)), object)
    this.#sorted.delete(kind)
  }

  remove(kind: Kind, ...key: readonly string[]): void {
    this.#tables[kind].delete(joinKey(key))
    this.#sorted.delete(kind)
  }

  apply(changes: readonly Change[]): void {
    for (const { kind, key, object } of changes) {
      if (object === null) this.remove(kind, ...key)
      else this.put(kind, object)
    }
  }
}

/** Passes everything to `base` and remembers what was changed. */
export class RecordingDraft implements Draft {
  readonly #base: ObjectMap
  readonly #changes = new Map<string, Change>()

  constructor(base: ObjectMap) {
    this.#base = base
  }

  /** The last change of each object. */
  get changes(): readonly Change[] {
    return [...this.#changes.values()]
  }

  get<K extends Kind>(kind: K, ...key: readonly string[]): Kinds[K] | undefined {
    return this.#base.get(kind, ...key)
  }

  all<K extends Kind>(kind: K): readonly Kinds[K][] {
    return this.#base.all(kind)
  }

  put<K extends Kind>(kind: K, object: Kinds[K]): void {
    this.#base.put(kind, object)
    const key = KEY_OF[kind](object)
    this.#changes.set(joinKey([kind, ...key]), { kind, key, object })
  }

  remove(kind: Kind, ...key: readonly string[]): void {
    if (!this.#base.get(kind, ...key)) return
    this.#base.remove(kind, ...key)
    this.#changes.set(joinKey([kind, ...key]), { kind, key, object: null })
  }
}
