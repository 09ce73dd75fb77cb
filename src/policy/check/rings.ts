// Key rings and certificates that the policy needs, against an inventory of what there is. The inventory is an
// interface: the security database provides one, tests provide others.

import type { Place } from '../../common/diagnostic.ts'
import { cipherByCode } from '../ciphers.ts'
import type { Draft } from '../draft.ts'
import type { Findings } from '../findings.ts'
import { type Combination, combinations } from './combinations.ts'

export type KeyType = 'RSA' | 'EC' | 'DSA' | 'other'

export interface InventoryCertificate {
  readonly label: string
  readonly usage: 'PERSONAL' | 'CERTAUTH' | 'SITE'
  readonly isDefault: boolean
  /** NOTRUST certificates are in the ring and count for nothing. */
  readonly isTrusted: boolean
  readonly hasPrivateKey: boolean
  readonly keyType: KeyType
  /** Unix milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
}

/** What `check --racf` asks: rings by owner and name, and which user a rule's job runs as where that is known. */
export interface RingInventory {
  /** Undefined when there is no such ring. `owner` is in upper case. */
  ring(owner: string, name: string): readonly InventoryCertificate[] | undefined
  /** The owners that have a ring of this name: an unqualified ring belongs to the user of the socket. */
  owners(name: string): readonly string[]
}

const DAY_MS = 86_400_000
const SOON_DAYS = 30

export function checkRings(draft: Draft, inventory: RingInventory, now: number, findings: Findings): void {
  const reported = new Set<string>()
  for (const combination of combinations(draft)) {
    for (const { owner, name } of ringsOf(combination, inventory))
      new RingCheck(combination, `${owner}/${name}`, now, findings, reported).run(
        inventory.ring(owner, name),
        owner,
        name,
      )
  }
}

/** Qualified: that ring. Unqualified: the rings of the users that the rules name, else of all that have one. */
function ringsOf(
  { effective, rules }: Combination,
  inventory: RingInventory,
): { owner: string; name: string }[] {
  const { keyring, keyringPassword, keyringStashFile } = effective
  if (keyringPassword !== undefined || keyringStashFile !== undefined) return []
  if (keyring === '' || keyring.startsWith('/') || keyring.startsWith('*')) return []
  const slash = keyring.indexOf('/')
  if (slash > 0) return [{ owner: keyring.slice(0, slash).toUpperCase(), name: keyring.slice(slash + 1) }]
  const named = rules.flatMap(({ conditions: { user } }) => (user && !user.isPrefix ? [user.text] : []))
  const owners = named.length === rules.length ? named : inventory.owners(keyring)
  if (owners.length === 0) return [{ owner: '(user of the socket)', name: keyring }]
  return [...new Set(owners)].map((owner) => ({ owner, name: keyring }))
}

class RingCheck {
  readonly #combination: Combination
  readonly #ring: string
  readonly #now: number
  readonly #findings: Findings
  readonly #reported: Set<string>

  constructor(
    combination: Combination,
    ring: string,
    now: number,
    findings: Findings,
    reported: Set<string>,
  ) {
    this.#combination = combination
    this.#ring = ring
    this.#now = now
    this.#findings = findings
    this.#reported = reported
  }

  run(certificates: readonly InventoryCertificate[] | undefined, owner: string, name: string): void {
    const place = this.#place('Keyring')
    if (!certificates) {
      this.#once('missing', () =>
        this.#findings.add('ring-missing', place, { ring: this.#ring, owner, name }),
      )
      return
    }
    const trusted = certificates.filter((certificate) => certificate.isTrusted)
    this.#checkOwn(trusted, place)
    this.#checkTrust(trusted, place)
  }

  #checkOwn(certificates: readonly InventoryCertificate[], place: Place | undefined): void {
    const { effective, label } = this.#combination
    const isServer = effective.handshakeRole !== 'Client'
    const labels =
      isServer && effective.serverCertificateLabels.length > 0
        ? { keyword: 'ServerCertificateLabel', names: effective.serverCertificateLabels }
        : {
            keyword: 'CertificateLabel',
            names: [effective.certificateLabel].filter((name) => name !== undefined),
          }
    const own: InventoryCertificate[] = []
    for (const name of labels.names) {
      const found = certificates.find((certificate) => certificate.label === name)
      if (found) own.push(found)
      else
        this.#once(`label ${name}`, () =>
          this.#findings.add('label-missing', this.#place(labels.keyword), {
            keyword: labels.keyword,
            label: name,
            ring: this.#ring,
          }),
        )
    }
    if (labels.names.length === 0)
      own.push(...certificates.filter((certificate) => certificate.isDefault && certificate.hasPrivateKey))
    if (isServer && own.length === 0 && labels.names.length === 0)
      this.#once('none', () =>
        this.#findings.add('no-certificate', place, { ring: this.#ring, action: label }),
      )
    for (const certificate of own) this.#checkDates(certificate, place)
    if (isServer) this.#checkKeyTypes(own, place)
  }

  #checkDates({ label, notBefore, notAfter }: InventoryCertificate, place: Place | undefined): void {
    const values = { label, ring: this.#ring }
    const date = (at: number) => new Date(at).toISOString().slice(0, 10)
    const days = Math.floor((notAfter - this.#now) / DAY_MS)
    this.#once(`dates ${label}`, () => {
      if (notAfter < this.#now)
        this.#findings.add('certificate-expired', place, { ...values, date: date(notAfter) })
      else if (notBefore > this.#now)
        this.#findings.add('certificate-not-yet', place, { ...values, date: date(notBefore) })
      else if (days < SOON_DAYS)
        this.#findings.add('certificate-expiring', place, { ...values, date: date(notAfter), days })
    })
  }

  /** Suites up to TLS 1.2 name the key; TLS 1.3 suites fit every key. */
  #checkKeyTypes(own: readonly InventoryCertificate[], place: Place | undefined): void {
    const { effective, label } = this.#combination
    const suites = effective.ciphers.codes.flatMap((code) => cipherByCode(code) ?? [])
    const usable = suites.filter((suite) =>
      suite.protocols.some((name) => effective.protocols.includes(name)),
    )
    const types = new Set(usable.map((suite) => keyTypeOf(suite.name)))
    const [first] = own
    if (!first || types.has(undefined) || own.some((certificate) => types.has(certificate.keyType))) return
    this.#once(`type ${first.label}`, () =>
      this.#findings.add('key-type', place, {
        action: label,
        type: first.keyType,
        label: first.label,
        ring: this.#ring,
      }),
    )
  }

  #checkTrust(certificates: readonly InventoryCertificate[], place: Place | undefined): void {
    const { effective, label } = this.#combination
    const validates =
      effective.handshakeRole === 'Client' ||
      (effective.handshakeRole === 'ServerWithClientAuth' && effective.clientAuthType !== 'PassThru')
    if (!validates || certificates.some((certificate) => certificate.usage === 'CERTAUTH')) return
    this.#once('trust', () => this.#findings.add('no-trust', place, { ring: this.#ring, action: label }))
  }

  #place(keyword: string): Place | undefined {
    const { effective, environment } = this.#combination
    return effective.values[keyword]?.place ?? environment.place
  }

  #once(what: string, report: () => void): void {
    const key = `${this.#ring} ${this.#combination.environment.name} ${what}`
    if (this.#reported.has(key)) return
    this.#reported.add(key)
    report()
  }
}

/** The key that a suite up to TLS 1.2 wants of the server; undefined for TLS 1.3. */
function keyTypeOf(suite: string): KeyType | undefined {
  if (!suite.includes('_WITH_')) return undefined
  if (suite.includes('_ECDSA_')) return 'EC'
  if (suite.includes('_DSS_')) return 'DSA'
  return 'RSA'
}
