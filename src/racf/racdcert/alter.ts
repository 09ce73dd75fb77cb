// ALTER, DELETE, DELRING, REMOVE: status and labels change, certificates and rings go.

import type { ChangeContext } from '../commands/command.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { moveConnections } from './add.ts'
import { labelledCertificate, newLabel } from './certificates.ts'
import { trustOf } from './generate-operands.ts'
import { ownerOf, userOf } from './owners.ts'
import { findRing } from './rings.ts'

export function alterCertificate({ operands }: ParsedCommand, context: ChangeContext): void {
  const record = labelledCertificate(operands, 'ALTER', context)
  if (!record) return
  const isTrustGiven = ['TRUST', 'NOTRUST', 'HIGHTRUST'].some((word) => operands.has(word))
  const trust = isTrustGiven ? trustOf(operands, record.owner, context) : record.trust
  const wanted = operands.text('NEWLABEL')
  const label = wanted === undefined ? record.label : newLabel(wanted, record.owner, context)
  if (!trust || label === undefined) return
  if (label !== record.label) {
    context.objects.remove('certificate', record.owner, record.label)
    moveConnections(record, label, context)
  }
  context.objects.put('certificate', { ...record, label, trust })
}

export function deleteCertificate({ operands }: ParsedCommand, context: ChangeContext): void {
  const record = labelledCertificate(operands, 'DELETE', context)
  if (!record) return
  const { objects } = context
  objects.remove('certificate', record.owner, record.label)
  for (const ring of objects.all('ring')) {
    const connections = ring.connections.filter(
      (each) => each.owner !== record.owner || each.label !== record.label,
    )
    if (connections.length < ring.connections.length) objects.put('ring', { ...ring, connections })
  }
}

export function deleteRing({ operands }: ParsedCommand, context: ChangeContext): void {
  const user = userOf(operands, context)
  const ring = user === undefined ? undefined : findRing(user, operands.text('DELRING') ?? '', context)
  if (ring) context.objects.remove('ring', ring.owner, ring.name)
}

export function disconnectCertificate({ operands }: ParsedCommand, context: ChangeContext): void {
  const user = userOf(operands, context)
  if (user === undefined) return
  const inside = operands.inside('REMOVE')
  const label = inside.text('LABEL')
  const ringName = inside.text('RING')
  if (label === undefined || ringName === undefined) {
    context.say('IRRD121I', { function: 'REMOVE' })
    return
  }
  const owner = ownerOf(inside, user, context)
  const ring = findRing(user, ringName, context)
  if (owner === undefined || !ring) return
  const connections = ring.connections.filter((each) => each.owner !== owner || each.label !== label)
  if (connections.length === ring.connections.length) context.say('IRRD116I', { label, ring: ringName })
  else context.objects.put('ring', { ...ring, connections })
}
