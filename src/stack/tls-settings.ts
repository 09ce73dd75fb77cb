// From the effective action and an open key ring to what the engine needs: picks the own certificates and trust
// anchors, and translates. Pure but for reading the certificates' dates.

import { fail, ok, type Result } from '../common/result.ts'
import type { EnvironmentFailure } from '../engine/engine.ts'
import type { TlsIdentity, TlsProtocol, TlsSettings } from '../engine/settings.ts'
import { settingsFor } from '../engine/settings-for.ts'
import type { PeerExpectation } from '../engine/verify.ts'
import type { KeyRing, KeyRingFailure } from '../keyring/keyring.ts'
import { chainFor, pickCertificate, trustAnchors } from '../keyring/select.ts'
import { cipherByCode } from '../policy/ciphers.ts'
import type { EffectiveAction } from '../policy/effective.ts'

export interface EnvironmentIdentity {
  /** Becomes TlsSettings.id. */
  readonly id: string
  readonly ticketKey: Uint8Array
  /** Unix milliseconds: an own certificate out of its dates is refused. */
  readonly now: number
}

/** A failure is what EZD1286I says at Environment Init. */
export function tlsSettings(
  effective: EffectiveAction,
  ring: KeyRing,
  { id, ticketKey, now }: EnvironmentIdentity,
): Result<TlsSettings, EnvironmentFailure> {
  const identities = ownIdentities(effective, ring, now)
  if (!identities.ok) return identities
  const anchors = trustAnchors(ring)
  if (!anchors.ok && verifiesPeer(effective)) return anchors
  const isClient = effective.handshakeRole === 'Client'
  return settingsFor(
    {
      id,
      handshakeRole: effective.handshakeRole,
      clientAuthType: effective.clientAuthType,
      protocols: effective.protocols.filter((name): name is TlsProtocol => name.startsWith('TLS')),
      ciphers: effective.ciphers.codes,
      clientCurves: effective.clientCurves === 'Any' ? [] : effective.clientCurves,
      clientKeyShareGroups: effective.clientKeyShareGroups,
      serverKexCurves: effective.serverKexCurves,
      serverKeyShareGroups: effective.serverKeyShareGroups,
      signaturePairs: effective.signaturePairs.codes,
      extendedMasterSecret:
        (isClient ? effective.clientExtendedMasterSecret : effective.serverExtendedMasterSecret) !== 'Off',
      sessionTimeoutSeconds: sessionTimeout(effective),
      identities: identities.value,
      trust: anchors.ok ? anchors.value : [],
      ticketKey,
    },
    (code) => openSslName(code),
    now,
  )
}

function openSslName(code: string): string | undefined {
  const suite = cipherByCode(code)
  return suite?.available ? suite.openssl : undefined
}

/** Does this role ask for the peer's certificate and judge it? */
function verifiesPeer({ handshakeRole, clientAuthType }: EffectiveAction): boolean {
  if (handshakeRole === 'ServerWithClientAuth') return clientAuthType !== 'PassThru'
  return handshakeRole === 'Client'
}

/** Sessions need a life and a cache (policy-language.md 2.13): 0 in either is no resumption. */
function sessionTimeout({ session }: EffectiveAction): number {
  return session.cacheSize === 0 ? 0 : session.timeoutSeconds
}

function ownIdentities(
  effective: EffectiveAction,
  ring: KeyRing,
  now: number,
): Result<readonly TlsIdentity[], KeyRingFailure> {
  const isServer = effective.handshakeRole !== 'Client'
  const labels =
    isServer && effective.serverCertificateLabels.length > 0 ? effective.serverCertificateLabels : undefined
  if (labels) {
    const picked: TlsIdentity[] = []
    for (const label of labels) {
      const identity = identityOf(ring, { label, attribute: 'ServerCertificateLabel', now })
      if (!identity.ok) return identity
      picked.push(identity.value)
    }
    return ok(picked)
  }
  const label = effective.certificateLabel
  // A client without a certificate of its own has none to offer, which is no failure (policy-language.md 4.7).
  if (!isServer && label === undefined && !ring.certificates.some(({ isDefault }) => isDefault)) return ok([])
  const identity = identityOf(ring, { label, attribute: 'CertificateLabel', now })
  return identity.ok ? ok([identity.value]) : fail(identity.error)
}

function identityOf(
  ring: KeyRing,
  wanted: Parameters<typeof pickCertificate>[1],
): Result<TlsIdentity, KeyRingFailure> {
  const picked = pickCertificate(ring, wanted)
  if (!picked.ok) return picked
  const { label, privateKey } = picked.value
  return ok({ label, privateKey, chain: chainFor(ring, picked.value) })
}

/** What the verdict on the peer goes by. */
export function peerExpectation(effective: EffectiveAction): PeerExpectation {
  const { rsa, dsa, ecc } = effective.peerMinimum
  return { ...roleExpectation(effective), minimumKeyBits: { rsa, dsa, ecc } }
}

function roleExpectation(effective: EffectiveAction): PeerExpectation {
  switch (effective.handshakeRole) {
    case 'Client':
      return {
        role: 'client',
        ...(effective.hostReferenceIdDns !== undefined && {
          hostReferenceIdDns: effective.hostReferenceIdDns,
        }),
        ...(effective.hostReferenceIdCn !== undefined && { hostReferenceIdCn: effective.hostReferenceIdCn }),
        allowsWildcards: effective.hostReferenceWildcards,
      }
    case 'Server':
      return { role: 'server', clientAuth: 'None' }
    case 'ServerWithClientAuth':
      return { role: 'server', clientAuth: effective.clientAuthType }
  }
}
