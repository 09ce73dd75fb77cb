// Every command there is. Parsing, abbreviations, help and dispatch read this one list.

import { racdcert } from '../racdcert/racdcert.ts'
import { addGroup } from './add-group.ts'
import { addUser } from './add-user.ts'
import type { Command } from './command.ts'
import { connect } from './connect.ts'
import { setOptions } from './set-options.ts'

export const COMMANDS: readonly Command[] = [addGroup, addUser, connect, racdcert, setOptions]
