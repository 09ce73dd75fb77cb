// ADDRING, CONNECT: key rings and the certificates on them.

import type { ChangeContext, ViewContext } from '../commands/command.ts'
import { timestamp } from '../commands/names.ts'
import type { CertificateUsage, RingConnection, RingRecord } from '../database/records.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { findCertificate } from './certificates.ts'
import { defaultUsage, ownerOf, userOf } from './owners.ts'

const MAX_RING_NAME_LENGTH = 237

export function addRing({ operands }: ParsedCommand, context: ChangeContext): void {
  const user = userOf(operands, context)
  const ring = operands.text('ADDRING') ?? ''
  if (user === undefined) return
  const reason = ringNameProblem(ring)
  if (reason) context.say('IRRD118I', { ring, reason })
  else if (context.objects.get('ring', user, ring)) context.say('IRRD117I', { ring, user })
  else context.objects.put('ring', { owner: user, name: ring, created: timestamp(context), connections: [] })
}

function ringNameProblem(name: string): string | undefined {
  if (name === '' || name === '*') return 'a name is missing'
  if (name.length > MAX_RING_NAME_LENGTH) return `it is longer than ${MAX_RING_NAME_LENGTH} characters`
  return undefined
}

/** Says so when there is none. */
export function findRing(user: string, name: string, context: ViewContext): RingRecord | undefined {
  const ring = context.objects.get('ring', user, name)
  if (!ring) context.say('IRRD114I', { ring: name, user })
  return ring
}

export function connectCertificate({ operands }: ParsedCommand, context: ChangeContext): void {
  const user = userOf(operands, context)
  if (user === undefined) return
  const inside = operands.inside('CONNECT')
  const label = inside.text('LABEL')
  const ringName = inside.text('RING')
  if (label === undefined || ringName === undefined) {
    context.say('IRRD121I', { function: 'CONNECT' })
    return
  }
  const owner = ownerOf(inside, user, context)
  const certificate = owner === undefined ? undefined : findCertificate(owner, label, context)
  const ring = findRing(user, ringName, context)
  if (owner === undefined || !certificate || !ring) return
  const usage = (inside.folded('USAGE') as CertificateUsage | undefined) ?? defaultUsage(owner)
  const connection = { owner, label, usage, isDefault: inside.has('DEFAULT') }
  context.objects.put('ring', { ...ring, connections: connected(ring.connections, connection) })
}

/** A certificate is on a ring once, and a ring has one default at most. */
function connected(before: readonly RingConnection[], connection: RingConnection): RingConnection[] {
  const isSame = (each: RingConnection): boolean =>
    each.owner === connection.owner && each.label === connection.label
  const others = before.map((each) => (connection.isDefault ? { ...each, isDefault: false } : each))
  if (!others.some(isSame)) return [...others, connection]
  return others.map((each) => (isSame(each) ? connection : each))
}
