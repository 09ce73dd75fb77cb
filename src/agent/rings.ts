// Opens every key ring that the policy can mean, for every user that can mean one, and says which of them cannot
// be used. A ring that was good and whose replacement is broken stays as it was: half-written files pass.

import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fail, ok, type Result } from '../common/result.ts'
import { Secret } from '../common/secret.ts'
import { allRingNames } from '../keyring/database-ring.ts'
import type { KeyRing, KeyRingFailure } from '../keyring/keyring.ts'
import { openRing } from '../keyring/open-ring.ts'
import { parseRingName } from '../keyring/ring-name.ts'
import { expiries } from '../keyring/select.ts'
import { watchPaths } from '../keyring/watch-paths.ts'
import type { EnvironmentAction, Policy } from '../policy/policy.ts'
import type { Database } from '../racf/database/database.ts'
import type { KeyRings, OpenedRing, RingChoice } from '../stack/snapshot.ts'
import type { SecurityDatabase } from './security-database.ts'

export interface OpenedRings {
  readonly keyRings: KeyRings
  /** Files and folders whose change may change a ring. */
  readonly watched: readonly string[]
  readonly expiries: readonly { readonly ring: string; readonly label: string; readonly notAfter: number }[]
  /** Rings that stay as they were because what replaced them cannot be opened. */
  readonly kept: readonly { readonly ring: string; readonly error: string }[]
  /** Rings whose content differs from what is in force. */
  readonly changed: readonly string[]
  /** Index of a ring by what it was opened with, for the next opening. */
  readonly indexes: ReadonlyMap<string, number>
}

export interface RingPlaces {
  /** It need not exist when the policy names only path rings. */
  readonly database: SecurityDatabase
  /** What relative key ring paths are relative to: the folder of the policy file. */
  readonly folder: string
}

/** `before`: what is in force, whose rings stand in for broken replacements. */
export async function openKeyRings(
  policy: Policy,
  places: RingPlaces,
  before: OpenedRings | undefined,
): Promise<OpenedRings> {
  const opener = new RingOpener(await database(places.database), places, before)
  const of: { [environmentAction: string]: RingChoice } = {}
  for (const [name, action] of Object.entries(policy.environmentActions))
    if (action) of[name] = opener.choice(action)
  return opener.opened(of)
}

/** A missing database is a failure of the rings that need it, not of those that do not. */
async function database(place: SecurityDatabase): Promise<Result<Database, string>> {
  try {
    return ok(await place.open())
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

class RingOpener {
  readonly #database: Result<Database, string>
  readonly #places: RingPlaces
  readonly #before: OpenedRings | undefined
  readonly #rings: OpenedRing[] = []
  readonly #indexes = new Map<string, number>()
  readonly #byContent = new Map<string, number>()
  readonly #watched = new Set<string>()
  readonly #kept: { ring: string; error: string }[] = []
  readonly #changed = new Set<string>()

  constructor(database: Result<Database, string>, places: RingPlaces, before: OpenedRings | undefined) {
    this.#database = database
    this.#places = places
    this.#before = before
  }

  choice(action: EnvironmentAction): RingChoice {
    const name = word(action, 'Keyring') ?? ''
    if (isPath(name)) for (const path of watchPaths(name, this.#places.folder)) this.#watched.add(path)
    const parsed = parseRingName(name, NOBODY)
    const isBare = parsed.ok && parsed.value.kind === 'ring' && parsed.value.owner === NOBODY
    const users = this.#readers(name, isBare)
    return {
      byUser: Object.fromEntries(users.map((user) => [user, this.#open(action, name, user)])),
      others: isBare ? this.#missing(name) : this.#open(action, name, NOBODY),
    }
  }

  /**
   * Users for whom the ring may be another one than for everybody: a bare name means the user's own ring, and what a
   * ring of the database gives depends on who reads it. A path is the same to all.
   */
  #readers(name: string, isBare: boolean): readonly string[] {
    if (isPath(name) || !this.#database.ok) return []
    if (isBare) return allRingNames(this.#database.value, name).map(ownerOf)
    return this.#database.value
      .read()
      .all('user')
      .map(({ id }) => id)
  }

  #open(action: EnvironmentAction, name: string, user: string): number {
    const password = word(action, 'KeyringPw')
    const stashFile = word(action, 'KeyringStashFile')
    return this.#remember([name, user, password ?? '', stashFile ?? ''].join('\n'), (key) => {
      const opened = this.#read(name, user, password, stashFile)
      const before = this.#lastGood(key)
      if (!before) return opened
      const broken = breakage(opened, before.value)
      if (broken !== undefined && isPath(name)) {
        this.#kept.push({ ring: name, error: broken })
        return before
      }
      if (opened.ok && !isDeepStrictEqual(opened, before)) this.#changed.add(name)
      return opened
    })
  }

  #read(
    name: string,
    user: string,
    password: string | undefined,
    stashFile: string | undefined,
  ): Result<KeyRing, KeyRingFailure> {
    const { folder } = this.#places
    if (!isPath(name) && !this.#database.ok) return fail({ rc: 202, text: this.#database.error })
    const opened = openRing(name, user, {
      folder,
      stashFile,
      ...(this.#database.ok && { database: this.#database.value }),
      ...(password !== undefined && { password: new Secret(password) }),
    })
    if (opened.ok || user !== NOBODY) return opened
    const { rc, text } = opened.error
    return fail({
      rc,
      text: text.replaceAll(`user ${NOBODY}`, UNKNOWN_USER).replaceAll(NOBODY, UNKNOWN_USER),
    })
  }

  #lastGood(key: string): (OpenedRing & { readonly ok: true }) | undefined {
    const index = this.#before?.indexes.get(key)
    const ring = index === undefined ? undefined : this.#before?.keyRings.opened[index]
    return ring?.ok ? ring : undefined
  }

  #missing(name: string): number {
    const text = this.#database.ok
      ? `the connection's user owns no key ring ${name} in the security database`
      : this.#database.error
    return this.#remember(`missing\n${name}`, () => fail({ rc: 202, text }))
  }

  #remember(key: string, open: (key: string) => OpenedRing): number {
    const known = this.#indexes.get(key)
    if (known !== undefined) return known
    const ring = open(key)
    // Most users get the same from a ring, or the same refusal: it is kept and sent once.
    const content = JSON.stringify(ring)
    let index = this.#byContent.get(content)
    if (index === undefined) {
      index = this.#rings.push(ring) - 1
      this.#byContent.set(content, index)
    }
    this.#indexes.set(key, index)
    return index
  }

  opened(of: { readonly [environmentAction: string]: RingChoice }): OpenedRings {
    const rings = this.#rings.flatMap((ring) => (ring.ok ? [ring.value] : []))
    // Every change of the database moves its generation file.
    if (this.#database.ok) this.#watched.add(join(this.#places.database.folder, 'generation'))
    return {
      keyRings: { opened: this.#rings, of },
      watched: [...this.#watched],
      expiries: [...new Map(rings.flatMap(expiriesOf)).values()],
      kept: this.#kept,
      changed: [...this.#changed],
      indexes: this.#indexes,
    }
  }
}

/**
 * Files are replaced one after the other: a certificate whose new key has not come yet is as broken as half a file.
 * What an operator does to the security database is meant as it is.
 */
function breakage(opened: OpenedRing, before: KeyRing): string | undefined {
  if (!opened.ok) return opened.error.text
  const hasOwn = (ring: KeyRing): boolean =>
    ring.certificates.some(({ isDefault, privateKey }) => isDefault && privateKey !== undefined)
  return hasOwn(before) && !hasOwn(opened.value) ? 'no certificate has its private key beside it' : undefined
}

function isPath(name: string): boolean {
  const parsed = parseRingName(name, NOBODY)
  return parsed.ok && parsed.value.kind === 'path'
}

/** No user ID is called that: `?` is not allowed in one. */
const NOBODY = '?'
const UNKNOWN_USER = 'a user whom the security database does not know'

type Expiry = OpenedRings['expiries'][number]

/** One per ring and label: the ring of several readers is the same ring. */
function expiriesOf(ring: KeyRing): [string, Expiry][] {
  return expiries(ring).map((each) => [`${ring.name}\n${each.label}`, { ring: ring.name, ...each }])
}

function ownerOf(ring: string): string {
  return ring.slice(0, ring.indexOf('/'))
}

function word(action: EnvironmentAction, keyword: string): string | undefined {
  const value = action.attributes[keyword]?.value
  return value === undefined ? undefined : String(value)
}
