// The security database as the agent's parts are given it: where it is, and opened on demand.

import { type Database, openDatabase } from '../racf/database/database.ts'

export interface SecurityDatabase {
  /** Absolute path; the folder need not exist. */
  readonly folder: string
  /** Rejects with a DatabaseError. */
  open(): Promise<Database>
}

/** `allowExposed`: accept a folder that other users of the machine can read. */
export function securityDatabase(folder: string, allowExposed: boolean): SecurityDatabase {
  return { folder, open: () => openDatabase(folder, { allowExposed }) }
}
