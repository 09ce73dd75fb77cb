// Exhaustive-switch helper: the compiler refuses a call with a case that was forgotten.

export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`)
}
