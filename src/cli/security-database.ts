// How a command finds the security database and knows who gives it: the same for all commands that use it.

import { userInfo } from 'node:os'
import { parseUserId } from '../common/names.ts'
import { fail, ok, type Result } from '../common/result.ts'
import { type Database, openDatabase } from '../racf/database/database.ts'
import { DatabaseError } from '../racf/database/database-error.ts'

/** What the command line program knows and these commands do not. */
export interface DatabaseEnvironment {
  /** The `racf:` folder of the configuration in effect; undefined when there is none. */
  findDatabase(): Promise<string | undefined> | string | undefined
  /** The RACF user ID of a local user by the configuration's `users:`; undefined for the default. */
  findUser?(user: { readonly uid: number; readonly name: string }): string | undefined
}

export interface DatabaseOptions {
  readonly database?: string
  /** User ID that gives the command. */
  readonly as?: string
  /** Accept a database that other users of the machine can reach. */
  readonly allowExposed?: boolean
}

export interface OpenedDatabase {
  readonly database: Database
  /** Defined in the database. */
  readonly issuer: string
}

/** The error is one sentence. */
export async function findSecurityDatabase(
  options: DatabaseOptions,
  environment: DatabaseEnvironment,
  create: boolean,
): Promise<Result<OpenedDatabase, string>> {
  const folder = options.database ?? process.env['ATTLS_RACF'] ?? (await environment.findDatabase())
  if (folder === undefined)
    return fail('no security database: give --database DIR, set ATTLS_RACF, or racf: in attls.yaml')
  try {
    const database = await openDatabase(folder, { create, allowExposed: options.allowExposed === true })
    const issuer = issuerOf(options, environment)
    if (database.read().get('user', issuer)) return ok({ database, issuer })
    return fail(`user ID ${issuer} is not defined in ${folder}; name another one with --as`)
  } catch (error) {
    if (error instanceof DatabaseError) return fail(error.message)
    throw error
  }
}

/** --as, else the local user by the configuration, else its name in upper case; root is IBMUSER. */
function issuerOf(options: DatabaseOptions, environment: DatabaseEnvironment): string {
  if (options.as !== undefined) return options.as.toUpperCase()
  const { uid, username: name } = userInfo()
  return environment.findUser?.({ uid, name }) ?? (uid === 0 ? 'IBMUSER' : (parseUserId(name) ?? name))
}
