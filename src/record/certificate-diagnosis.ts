// Why a peer's certificate was refused, as EZD2052I (the verdict) and EZD2053I and EZD2054I (what the peer sent and
// where its issuer was looked for) say it.

import type { HandshakeFailure } from '../engine/engine.ts'
import { type CertificateNames, certificateNames } from './certificate-names.ts'
import { type Message, NOT_AVAILABLE } from './message.ts'
import { messages } from './messages.ts'

export interface CertificateDiagnosis {
  /** One sentence for Description=. */
  readonly description: string
  /** CMS return code such as 0x0335302f; 0 when none fits. */
  readonly cmsReturnCode?: number
  /** Place of the refused certificate in the chain that the peer sent, 0 being its own. */
  readonly failingIndex?: number
  /** The key ring whose trust anchors were used. */
  readonly trustedSource?: string
}

interface Ids {
  readonly grpid: number
  readonly envid: number
  readonly connid: number
}

const FROM_PEER = 'Handshake'
/** A peer may send any number of certificates; the log tells of so many. */
const CHAIN_SHOWN = 10
const UNREADABLE: CertificateNames = {
  subject: NOT_AVAILABLE,
  issuer: NOT_AVAILABLE,
  serialNumber: NOT_AVAILABLE,
}

export function certificateMessages(
  ids: Ids,
  failure: HandshakeFailure,
  diagnosis: CertificateDiagnosis = { description: failure.reason },
): { readonly verdict: Message; readonly details: readonly Message[] } {
  const { description, cmsReturnCode = 0, failingIndex = 0, trustedSource } = diagnosis
  const chain = failure.peer?.chain ?? []
  const names = (index: number): CertificateNames => {
    const der = chain[index]
    return (der && certificateNames(der)) ?? UNREADABLE
  }
  const verdict = messages.EZD2052I.render({
    ...ids,
    rc: failure.rc,
    cmsReturnCode,
    description,
    ...names(failingIndex),
    certificateSource: FROM_PEER,
    trustedSource: trustedSource ?? NOT_AVAILABLE,
  })
  const certificates = chain.slice(0, CHAIN_SHOWN).map((_, index) =>
    messages.EZD2053I.render({
      ...ids,
      number: index + 1,
      count: chain.length,
      failing: index === failingIndex,
      ...names(index),
      certificateSource: FROM_PEER,
    }),
  )
  const sources = trustedSource === undefined ? [FROM_PEER] : [trustedSource, FROM_PEER]
  const data = messages.EZD2054I.render({ ...ids, count: sources.length, sources: sources.join(' , ') })
  return { verdict, details: [...certificates, data] }
}
