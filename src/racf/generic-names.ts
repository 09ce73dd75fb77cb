// Profile names with * and %: which resource names they cover and which of several is the most specific
// (identity.md 3.4). Pure text.

const matchers = new Map<string, RegExp>()

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
  let matcher = matchers.get(pattern)
  if (!matcher) {
    matcher = compile(pattern)
    // Patterns come from the security administrator: a handful, not an unbounded supply.
    matchers.set(pattern, matcher)
  }
  return matcher.test(name)
}

function compile(pattern: string): RegExp {
  const qualifiers = pattern.split('.')
  let source = ''
  for (const [index, qualifier] of qualifiers.entries()) {
    const isFirst = index === 0
    const isLast = index === qualifiers.length - 1
    const dot = isFirst ? '' : '\\.'
    if (qualifier === '**') {
      // Zero qualifiers take their period along.
      if (isFirst) source += isLast ? '.*' : '(?:[^.]+\\.)*'
      else if (isLast) source += '(?:\\..+)?'
      else source += '(?:\\.[^.]+)*'
    } else if (qualifier === '*') source += `${dot}${isLast ? '.+' : '[^.]+'}`
    else
      source += `${qualifiers[index - 1] === '**' && index === 1 ? '' : dot}${qualifierSource(qualifier, isLast)}`
  }
  return new RegExp(`^${source}$`)
}

function qualifierSource(qualifier: string, isLast: boolean): string {
  return qualifier
    .split('')
    .map((character) => {
      if (character === '%') return '[^.]'
      if (character === '*') return isLast ? '.*' : '[^.]*'
      return character.replace(/[^A-Za-z0-9]/g, '\\$&')
    })
    .join('')
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
