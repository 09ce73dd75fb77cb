// Keys of the public contract whose function this version lacks. A value that would ask for the function is refused,
// never ignored; a function that arrives takes its row out of this table and its note out of schema.ts.

/** What the key would switch on, by its path; `*` stands for every entry of a list. */
interface Unavailable {
  readonly path: readonly string[]
  /** Values that ask for nothing. */
  readonly isInactive: (value: unknown) => boolean
  readonly what: string
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

const only =
  (...inactive: readonly unknown[]) =>
  (value: unknown): boolean =>
    inactive.includes(value)

export const UNAVAILABLE: readonly Unavailable[] = [
  { path: ['stacks'], isInactive: isEmpty, what: 'more than one stack' },
  { path: ['pagent'], isInactive: () => false, what: 'a Policy Agent main configuration file' },
  {
    path: ['beforePolicy'],
    isInactive: only('refuse'),
    what: 'waiting or passing clear text before a policy is installed',
  },
  { path: ['intercept', 'mode'], isInactive: only('none'), what: 'interception by nftables' },
  { path: ['sysplex'], isInactive: isEmpty, what: 'the sysplex' },
  { path: ['identity'], isInactive: isEmpty, what: 'identity by rule' },
  { path: ['services'], isInactive: only('var/attls-services.sock'), what: 'the services socket' },
  { path: ['listeners', '*', 'starttls'], isInactive: () => false, what: 'STARTTLS' },
  {
    path: ['listeners', '*', 'clientAddress'],
    isInactive: () => false,
    what: 'passing on the client address',
  },
]

export interface Asked {
  readonly path: readonly (string | number)[]
  readonly what: string
}

/** Every place in the file (plain values, as read) that asks for something this version lacks. */
export function unavailableIn(root: unknown): readonly Asked[] {
  return UNAVAILABLE.flatMap(({ path, isInactive, what }) =>
    valuesAt(root, path, [])
      .filter(({ value }) => value !== undefined && !isInactive(value))
      .map((found) => ({ path: found.path, what })),
  )
}

interface Found {
  readonly value: unknown
  readonly path: readonly (string | number)[]
}

function valuesAt(
  value: unknown,
  path: readonly string[],
  walked: readonly (string | number)[],
): readonly Found[] {
  const [step, ...rest] = path
  if (step === undefined) return [{ value, path: walked }]
  if (typeof value !== 'object' || value === null) return []
  if (step !== '*') return valuesAt((value as { [key: string]: unknown })[step], rest, [...walked, step])
  return Array.isArray(value)
    ? value.flatMap((entry: unknown, index) => valuesAt(entry, rest, [...walked, index]))
    : []
}
