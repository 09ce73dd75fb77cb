// Names that are all strings but must not be mixed up. The only way to one is its parser, which also folds case
// where z/OS does: user IDs and job names are upper case, rule and action names stay as written.

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** SAF user ID: 1 to 8 characters, upper case. */
export type UserId = Branded<'UserId'>
/** Job name of the address space that owns a socket: 1 to 8 characters, upper case. */
export type JobName = Branded<'JobName'>

const MVS_NAME = /^[A-Z0-9@#$§]{1,8}$/

/** undefined when the text cannot be a user ID. */
export function parseUserId(text: string): UserId | undefined {
  const folded = text.toUpperCase()
  return MVS_NAME.test(folded) ? (folded as UserId) : undefined
}

/** undefined when the text cannot be a job name. */
export function parseJobName(text: string): JobName | undefined {
  const folded = text.toUpperCase()
  return MVS_NAME.test(folded) ? (folded as JobName) : undefined
}
