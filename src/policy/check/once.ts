// One line of the file is one finding, however many combinations of actions use it.

import type { Place } from '../../common/diagnostic.ts'

export class Once {
  readonly #said = new Set<string>()

  at(place: Place | undefined, what: string, report: (place: Place | undefined) => void): void {
    const key = `${what} ${place?.file}:${place?.line}`
    if (place && this.#said.has(key)) return
    this.#said.add(key)
    report(place)
  }
}
