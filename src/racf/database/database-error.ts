// The outside world failed: the folder is missing, unreadable, locked for too long or damaged. Thrown by the store,
// caught where a command or the agent can say what it means.

export type DatabaseErrorCode = 'missing' | 'unreadable' | 'unwritable' | 'exposed' | 'damaged' | 'locked'

export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseError'
    this.code = code
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
