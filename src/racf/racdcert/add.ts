// ADD: certificates from elsewhere, with their key where the package has one. The status follows what can be
// verified (identity.md 4.3), unless the command says it.

import { createPublicKey, type KeyObject } from 'node:crypto'
import { whyNoCertificateAuthority } from '../authority.ts'
import { factsOf } from '../certificate-facts.ts'
import type { ChangeContext, ViewContext } from '../commands/command.ts'
import { timestamp } from '../commands/names.ts'
import { readDataSet } from '../data-sets.ts'
import {
  CERTAUTH_OWNER,
  type CertificateOwner,
  type CertificateRecord,
  type CertificateTrust,
} from '../database/records.ts'
import type { View } from '../database/view.ts'
import type { Operands, ParsedCommand, Value } from '../reader/parsed-command.ts'
import { type CertificateFacts } from '../x509/certificate.ts'
import { type CertificatePackage, readPackage } from '../x509/certificate-file.ts'
import { publicKeyDigest } from '../x509/keys.ts'
import { addCertificate, certificatesOf, newLabel, sameCertificate } from './certificates.ts'
import { trustOf } from './generate-operands.ts'
import { ownerOf, ownerPhrase } from './owners.ts'

export function addFromDataSet({ operands }: ParsedCommand, context: ChangeContext): void {
  const owner = ownerOf(operands, context.issuer, context)
  const content = packageOf(operands, 'ADD', context)
  if (owner === undefined || !content || !trustOf(operands, owner, context)) return
  const [own, ...others] = ordered(content)
  if (!own) return
  // The chain first, so that the certificate's own issuer is known when it is judged.
  addAuthorities(others.toReversed(), context)
  addOwn(own, keyFor(own, content.keys), owner, operands, context)
}

/** The content of the data set; undefined when it cannot be used, which has been said. */
export function packageOf(
  operands: Operands,
  functionName: string,
  context: ViewContext,
): CertificatePackage | undefined {
  const name: Value | undefined = operands.value(functionName)
  if (!name) return undefined
  const bytes = readDataSet(name, context.issuer, context.dataSets)
  if (!bytes.ok) {
    context.say('IRRD102I', { reason: bytes.error })
    return undefined
  }
  const content = readPackage(bytes.value, operands.text('PASSWORD'))
  if (content.ok) return content.value
  context.say('IRRD127I', { dsn: name.text, reason: content.error })
  return undefined
}

/** The certificate with a key, else the one that signed none of the others; then its issuers, nearest first. */
function ordered({ certificates, keys }: CertificatePackage): CertificateFacts[] {
  const own =
    certificates.find((facts) => keyFor(facts, keys)) ??
    certificates.find(
      (facts) => !certificates.some((each) => each !== facts && each.x509.checkIssued(facts.x509)),
    )
  const chain = own ? [own] : certificates.slice(0, 1)
  for (const facts of certificates) {
    const last = chain.at(-1)
    const issuer = certificates.find(
      (each) => last?.x509.checkIssued(each.x509) === true && !chain.includes(each),
    )
    if (issuer) chain.push(issuer)
    else if (!chain.includes(facts) && facts.isCa) chain.push(facts)
  }
  return chain
}

function keyFor(facts: CertificateFacts, keys: readonly KeyObject[]): KeyObject | undefined {
  const digest = publicKeyDigest(facts.x509.publicKey)
  return keys.find((key) => publicKeyDigest(createPublicKey(key)) === digest)
}

/** Issuers that came along become CERTAUTH certificates, if the issuer of the command may add those at all. */
function addAuthorities(issuers: readonly CertificateFacts[], context: ChangeContext): void {
  const unknown = issuers.filter(
    (facts) => facts.isCa && !sameCertificate(context.objects, facts.x509.toString()),
  )
  const reason = whyNoCertificateAuthority(context.objects, context.issuer, 'ADD', CERTAUTH_OWNER)
  if (reason === undefined) for (const facts of unknown) addAuthority(facts, context)
  else if (unknown.length > 0) context.say('IRRD204I', { count: String(unknown.length), reason })
}

function addAuthority(facts: CertificateFacts, context: ChangeContext): void {
  const pem = facts.x509.toString()
  const label = newLabel(undefined, CERTAUTH_OWNER, context)
  if (label === undefined) return
  const problem = trustProblem(facts, CERTAUTH_OWNER, context)
  const trust = problem ? 'NOTRUST' : 'TRUST'
  const record = {
    owner: CERTAUTH_OWNER,
    label,
    trust,
    certificate: pem,
    lastSerial: 0,
    created: timestamp(context),
  } as const
  context.objects.put('certificate', record)
  context.say('IRRD199I', { label, owner: 'CERTAUTH', trust })
}

function addOwn(
  facts: CertificateFacts,
  key: KeyObject | undefined,
  owner: CertificateOwner,
  operands: Operands,
  context: ChangeContext,
): void {
  const certificate = facts.x509.toString()
  const privateKey = key?.export({ type: 'pkcs8', format: 'pem' }).toString()
  const replaced = renewedBy(facts, owner, context.objects)
  const wanted = operands.text('WITHLABEL')
  const keepsLabel = replaced !== undefined && (wanted === undefined || wanted === replaced.label)
  const label = keepsLabel ? replaced.label : newLabel(wanted, owner, context)
  if (label === undefined) return
  const trust = judgedTrust(facts, owner, label, operands, context)
  const record: CertificateRecord = {
    owner,
    label,
    trust,
    certificate,
    privateKey: privateKey ?? replaced?.privateKey,
    lastSerial: replaced?.lastSerial ?? 0,
    created: timestamp(context),
  }
  // A renewal keeps label, key and rings.
  if (replaced) context.objects.remove('certificate', owner, replaced.label)
  if (!addCertificate(record, context)) {
    if (replaced) context.objects.put('certificate', replaced)
    return
  }
  if (replaced && !keepsLabel) moveConnections(replaced, label, context)
  context.say('IRRD199I', { label, owner: ownerPhrase(owner), trust })
}

/** The owner's certificate for the same key pair: what comes back from an authority replaces what was sent. */
function renewedBy(
  facts: CertificateFacts,
  owner: CertificateOwner,
  view: View,
): CertificateRecord | undefined {
  const digest = publicKeyDigest(facts.x509.publicKey)
  return certificatesOf(view, owner).find(
    (record) => publicKeyDigest(factsOf(record).x509.publicKey) === digest,
  )
}

/** Every ring that has the certificate gets it under its new label. */
export function moveConnections(
  { owner, label }: Pick<CertificateRecord, 'owner' | 'label'>,
  newName: string,
  context: ChangeContext,
): void {
  for (const ring of context.objects.all('ring')) {
    const isSame = (each: { owner: string; label: string }): boolean =>
      each.owner === owner && each.label === label
    if (!ring.connections.some(isSame)) continue
    const connections = ring.connections.map((each) => (isSame(each) ? { ...each, label: newName } : each))
    context.objects.put('ring', { ...ring, connections })
  }
}

function judgedTrust(
  facts: CertificateFacts,
  owner: CertificateOwner,
  label: string,
  operands: Operands,
  context: ChangeContext,
): CertificateTrust {
  for (const word of ['TRUST', 'NOTRUST', 'HIGHTRUST'] as const) if (operands.has(word)) return word
  const problem = trustProblem(facts, owner, context)
  if (problem) context.say('IRRD119I', { label, reason: problem })
  return problem ? 'NOTRUST' : 'TRUST'
}

/** Why the certificate is not trusted by itself; undefined when it is. */
function trustProblem(
  facts: CertificateFacts,
  owner: CertificateOwner,
  context: ChangeContext,
): string | undefined {
  const now = context.clock.now()
  if (now > facts.notAfter) return 'it is expired'
  if (facts.isSelfSigned) return owner === CERTAUTH_OWNER || !facts.isCa ? undefined : 'it signs itself'
  const issuers = certificatesOf(context.objects, CERTAUTH_OWNER)
    .filter((record) => record.trust !== 'NOTRUST')
    .map(factsOf)
    .filter((issuer) => facts.x509.checkIssued(issuer.x509))
  if (issuers.length === 0) return 'its issuer is not a trusted CERTAUTH certificate'
  const issuer = issuers.find((each) => facts.x509.verify(each.x509.publicKey))
  if (!issuer) return 'its signature is not that of its issuer'
  const isWithin = facts.notBefore >= issuer.notBefore && facts.notAfter <= issuer.notAfter
  return isWithin ? undefined : 'its validity exceeds that of its issuer'
}
