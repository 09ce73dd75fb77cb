// Every command there is. Parsing, abbreviations, help and dispatch read this one list.

import { racdcert } from '../racdcert/racdcert.ts'
import type { CommandSyntax } from '../reader/syntax.ts'
import { addGroup } from './add-group.ts'
import { addUser } from './add-user.ts'
import { alterUser } from './alter-user.ts'
import type { Command } from './command.ts'
import { connect } from './connect.ts'
import { deleteGroup, deleteUser, remove } from './delete-names.ts'
import { listGroup, listUser } from './list-names.ts'
import { listProfile } from './list-profile.ts'
import { password } from './password.ts'
import { permit } from './permit.ts'
import { alterProfile, defineProfile, deleteProfile } from './profiles.ts'
import { search } from './search.ts'
import { setOptions } from './set-options.ts'

export const COMMANDS: readonly Command[] = [
  addGroup,
  addUser,
  alterProfile,
  alterUser,
  connect,
  defineProfile,
  deleteGroup,
  deleteProfile,
  deleteUser,
  listGroup,
  listProfile,
  listUser,
  password,
  permit,
  racdcert,
  remove,
  search,
  setOptions,
]

export const COMMAND_SYNTAXES: readonly CommandSyntax[] = COMMANDS.map((command) => command.syntax)
