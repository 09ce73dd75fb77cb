// The last step of `attls explain`: the key ring that the user of the connection gets, the certificate out of it, and
// what the engine is told. The same functions as in the stack, so that the answer is what would happen.

import { fail, ok, type Result } from '../common/result.ts'
import { Secret } from '../common/secret.ts'
import type { TlsSettings } from '../engine/settings.ts'
import { openRing } from '../keyring/open-ring.ts'
import { parseRingName } from '../keyring/ring-name.ts'
import type { EffectiveAction } from '../policy/effective.ts'
import { type Database, openDatabase } from '../racf/database/database.ts'
import { tlsSettings } from '../stack/tls-settings.ts'

export type RingExplanation =
  | { readonly opened: false; readonly name: string; readonly rc: number; readonly reason: string }
  | {
      readonly opened: true
      readonly name: string
      /** Labels that may be shown to the partner, the preferred one first. */
      readonly certificates: readonly string[]
      /** Number of trust anchors. */
      readonly trust: number
      readonly engine: Omit<TlsSettings, 'id' | 'identities' | 'trust' | 'ticketKey'>
    }

export interface RingPlaces {
  /** What relative ring paths are relative to. */
  readonly folder: string
  /** Folder of the security database. */
  readonly database: string | undefined
  /** Unix milliseconds. */
  readonly now: number
}

/** `user` is '' when none was given: then only rings that belong to nobody in particular can be opened. */
export async function explainRing(
  effective: EffectiveAction,
  user: string,
  places: RingPlaces,
): Promise<RingExplanation> {
  const { keyring, keyringPassword, keyringStashFile } = effective
  const refused = (rc: number, reason: string): RingExplanation => ({
    opened: false,
    name: keyring,
    rc,
    reason,
  })
  const parsed = parseRingName(keyring, user)
  if (parsed.ok && parsed.value.kind === 'ring' && parsed.value.owner === '')
    return refused(202, 'it belongs to the user of the connection; say which with --user')
  const needsDatabase = !parsed.ok || parsed.value.kind !== 'path'
  const database: Result<Database | undefined, string> = needsDatabase
    ? await databaseIn(places.database)
    : ok(undefined)
  if (!database.ok) return refused(202, database.error)
  const ring = openRing(keyring, user, {
    database: database.value,
    folder: places.folder,
    stashFile: keyringStashFile,
    password: keyringPassword === undefined ? undefined : new Secret(keyringPassword),
  })
  if (!ring.ok) return refused(ring.error.rc, ring.error.text)
  // Neither the id nor the ticket key is shown; both only have to be there.
  const settings = tlsSettings(effective, ring.value, {
    id: '',
    ticketKey: new Uint8Array(48),
    now: places.now,
  })
  if (!settings.ok) return refused(settings.error.rc, settings.error.text)
  const { id: _id, identities, trust, ticketKey: _ticketKey, ...engine } = settings.value
  return {
    opened: true,
    name: ring.value.name,
    certificates: identities.map((identity) => identity.label),
    trust: trust.length,
    engine,
  }
}

async function databaseIn(folder: string | undefined): Promise<Result<Database, string>> {
  if (folder === undefined) return fail('no security database is known; name one with --racf')
  try {
    return ok(await openDatabase(folder))
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}
