// May this user give this operator command? Class OPERCMDS of the security database decides; where it does not
// protect the command, whoever may open the operator socket may give it.

import type { SecurityDatabase } from '../agent/security-database.ts'
import { type OwnerRules, userId } from '../intercept/owner.ts'
import { checkAccess } from '../racf/access.ts'
import { DatabaseError } from '../racf/database/database-error.ts'
import type { View } from '../racf/database/view.ts'
import type { Guard } from './commands.ts'

export interface Operator {
  readonly user: string
  /** Why the command is refused; undefined when it is not. */
  refusal(guard: Guard): string | undefined
}

/** What a client is called that has not proved who it is. No user ID looks like that. */
const NOBODY = '*UNKNOWN'

export async function operatorOf(
  uid: number | undefined,
  owners: OwnerRules,
  database: SecurityDatabase,
): Promise<Operator> {
  const user = uid === undefined ? NOBODY : await userId(uid, owners)
  const view = await viewOf(database)
  return {
    user,
    refusal({ resource, level }) {
      if (!view) return undefined
      const decision = checkAccess(view, { user, class: 'OPERCMDS', resource, level })
      return decision.kind === 'refused'
        ? `user ${user} may not give this command: ${decision.reason}`
        : undefined
    },
  }
}

async function viewOf(database: SecurityDatabase): Promise<View | undefined> {
  try {
    return (await database.open()).read()
  } catch (error) {
    // Without a database nothing is protected by it; a broken one protects everything.
    if (error instanceof DatabaseError && error.code === 'missing') return undefined
    throw error
  }
}
