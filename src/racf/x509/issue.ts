// Makes certificates and certificate requests. The structure is pkijs's, the signature node:crypto's: so the serial
// number 00 of RACF's self-signed certificates, small and brainpool curves and DSA work like everything else.

import { createHash, type KeyObject, sign } from 'node:crypto'
import { BitString, fromBER, Null } from 'asn1js'
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  CertificationRequest,
  type Extension,
  Extensions,
  PublicKeyInfo,
  type RelativeDistinguishedNames,
  Time,
} from 'pkijs'
import { serialInteger } from './extensions.ts'
import { publicKeyInfo, signingAlgorithm } from './keys.ts'
import { toPem } from './pem.ts'

export interface CertificateContent {
  readonly subject: RelativeDistinguishedNames
  readonly issuer: RelativeDistinguishedNames
  readonly serial: number
  /** Milliseconds since the epoch; certificates count seconds. */
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: KeyObject
  readonly extensions: readonly Extension[]
}

/** One PEM certificate, signed with the issuer's key. */
export function issueCertificate(content: CertificateContent, signingKey: KeyObject): string {
  const certificate = new Certificate({
    version: 2,
    serialNumber: serialInteger(content.serial),
    issuer: content.issuer,
    subject: content.subject,
    notBefore: time(content.notBefore),
    notAfter: time(content.notAfter),
    subjectPublicKeyInfo: keyStructure(content.publicKey),
    extensions: [...content.extensions],
  })
  const algorithm = algorithmIdentifier(signingKey)
  certificate.signature = algorithm
  certificate.signatureAlgorithm = algorithm
  certificate.tbsView = new Uint8Array(certificate.encodeTBS().toBER())
  certificate.signatureValue = signature(certificate.tbsView, signingKey)
  return toPem(new Uint8Array(certificate.toSchema().toBER()), 'CERTIFICATE')
}

/** One PKCS#10 PEM request, signed with the key that it asks a certificate for. */
export function issueRequest(
  subject: RelativeDistinguishedNames,
  publicKey: KeyObject,
  privateKey: KeyObject,
  extensions: readonly Extension[],
): string {
  const request = new CertificationRequest({
    version: 0,
    subject,
    subjectPublicKeyInfo: keyStructure(publicKey),
    attributes:
      extensions.length === 0
        ? []
        : [
            new Attribute({
              // extensionRequest, RFC 2985 5.4.2
              type: '1.2.840.113549.1.9.14',
              values: [new Extensions({ extensions: [...extensions] }).toSchema()],
            }),
          ],
  })
  request.signatureAlgorithm = algorithmIdentifier(privateKey)
  request.tbsView = new Uint8Array(requestInfo(request))
  request.signatureValue = signature(request.tbsView, privateKey)
  return toPem(new Uint8Array(request.toSchema().toBER()), 'CERTIFICATE REQUEST')
}

/** SHA-1 of the public key's bits, the first method of RFC 5280 4.2.1.2: an identifier, not a protection. */
export function keyIdentifier(publicKey: KeyObject): Uint8Array {
  const bits = keyStructure(publicKey).subjectPublicKey.valueBlock.valueHexView
  return createHash('sha1').update(bits).digest()
}

/** Dates from 2050 on are GeneralizedTime, earlier ones UTCTime (RFC 5280 4.1.2.5). */
function time(milliseconds: number): Time {
  const value = new Date(Math.floor(milliseconds / 1000) * 1000)
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value })
}

function keyStructure(publicKey: KeyObject): PublicKeyInfo {
  return PublicKeyInfo.fromBER(publicKeyInfo(publicKey))
}

function algorithmIdentifier(signingKey: KeyObject): AlgorithmIdentifier {
  const { oid, hasNullParameters } = signingAlgorithm(signingKey)
  return new AlgorithmIdentifier({
    algorithmId: oid,
    ...(hasNullParameters ? { algorithmParams: new Null() } : {}),
  })
}

function signature(content: Uint8Array, signingKey: KeyObject): BitString {
  const value = sign(signingAlgorithm(signingKey).hash, content, signingKey)
  return new BitString({ valueHex: Uint8Array.from(value).buffer })
}

/** The part of a request that is signed: pkijs encodes it inside toSchema only. */
function requestInfo(request: CertificationRequest): ArrayBuffer {
  request.signatureValue = new BitString({ valueHex: new ArrayBuffer(1) })
  const { result } = fromBER(request.toSchema(true).toBER())
  const [info] = (result.valueBlock as unknown as { value: { valueBeforeDecodeView: Uint8Array }[] }).value
  if (!info) throw new Error('invariant: a request begins with its information')
  return Uint8Array.from(info.valueBeforeDecodeView).buffer
}
