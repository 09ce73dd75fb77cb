// Waiting without sleeping: ask again and again, with growing pauses, until a condition holds or the time is up.

const FIRST_PAUSE_MS = 5
const LONGEST_PAUSE_MS = 200
/** Long enough for a busy machine; no good test comes near it. */
export const DEADLINE_MS = 20_000

/**
 * The first value of `ask` that is neither undefined nor false. A throw counts as "not yet"; the last one is named
 * when the deadline has passed.
 */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const deadline = Date.now() + deadlineMs
  let pause = FIRST_PAUSE_MS
  let last: unknown
  for (;;) {
    try {
      const value = await ask()
      if (value !== undefined && value !== false) return value
      last = undefined
    } catch (error) {
      last = error
    }
    if (Date.now() >= deadline)
      throw new Error(
        `after ${deadlineMs} ms still waiting until ${what}`,
        last === undefined ? {} : { cause: last },
      )
    await new Promise((resolve) => {
      setTimeout(resolve, pause)
    })
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}
