// Who may give which command (identity.md 4.4).

import type { View } from './database/view.ts'

export function isSpecial(view: View, user: string): boolean {
  return view.get('user', user)?.attributes.includes('SPECIAL') === true
}
