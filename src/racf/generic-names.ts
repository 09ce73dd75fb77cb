// Profile names with * and %: which resource names they cover and which of several is the most specific
// (identity.md 3.4). Pure text.

export function hasGenericCharacter(name: string): boolean {
  return /[*%]/.test(name)
}

/** Why the name cannot be a pattern; undefined when it can. */
export function genericNameProblem(name: string): string | undefined {
  for (const qualifier of name.split('.')) {
    if (qualifier.includes('**') && qualifier !== '**') return '** stands alone between periods'
    const star = qualifier.indexOf('*')
    if (star >= 0 && qualifier !== '**' && star !== qualifier.length - 1) return '* ends a qualifier'
  }
  return undefined
}

/**
 * `%` is one character, `*` the rest of a qualifier (one whole qualifier where it stands alone), at the end of the
 * name the rest of the name; `**` is any number of qualifiers.
 */
export function coversName(pattern: string, name: string): boolean {
  const parts = pattern.split('.')
  const qualifiers = name.split('.')
  // reached[n]: the parts so far cover the first n qualifiers. One pass per part, whatever the pattern.
  let reached = [true, ...qualifiers.map(() => false)]
  for (const [index, part] of parts.entries()) {
    const isOpenEnd = index === parts.length - 1 && part.endsWith('*')
    if (part !== '**')
      reached = [false, ...qualifiers.map((each, at) => reached[at] === true && coversQualifier(part, each))]
    if (part === '**' || isOpenEnd) reached = orMore(reached)
  }
  return reached.at(-1) === true
}

function coversQualifier(part: string, qualifier: string): boolean {
  const isPrefix = part.endsWith('*')
  const literal = isPrefix ? part.slice(0, -1) : part
  if (isPrefix ? qualifier.length < literal.length : qualifier.length !== literal.length) return false
  return Array.from(literal).every((character, at) => character === '%' || character === qualifier[at])
}

/** Any number of further qualifiers. */
function orMore(reached: readonly boolean[]): boolean[] {
  const first = reached.indexOf(true)
  return reached.map((_, index) => first >= 0 && index >= first)
}

/** Negative when `left` is the more specific pattern: decided at the first difference. */
export function compareSpecificity(left: string, right: string): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    if (left[index] === right[index]) continue
    const difference = rank(left, index) - rank(right, index)
    if (difference !== 0) return difference
    break
  }
  return left < right ? -1 : Number(left > right)
}

/** A literal character beats the end of the name, that beats %, % beats *, and * beats **. */
function rank(name: string, index: number): number {
  if (index >= name.length) return 1
  if (name[index] === '%') return 2
  if (name[index] !== '*') return 0
  return name[index + 1] === '*' || name[index - 1] === '*' ? 4 : 3
}
