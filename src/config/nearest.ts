// The word of a list that a misspelt one was probably meant to be.

/** Within two edits, or a third of the word for long ones; undefined when nothing is that near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3))
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance, candidate }) => distance <= limit && distance < candidate.length)
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

/** Beyond this length nothing is a misspelling. */
const WORD_CHARACTERS = 64

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  if (a.length > WORD_CHARACTERS) return a.length
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[b.length] ?? 0
}
