// PKCS#10 certificate requests as GENCERT reads them.

import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { CertificationRequest, type Extension, Extensions } from 'pkijs'
import { fail, ok, type Result } from '../../common/result.ts'
import { type PrintedName, printedParts } from './names.ts'
import { pemBlocks } from './pem.ts'

export interface RequestFacts {
  readonly subject: PrintedName
  readonly publicKey: KeyObject
  readonly extensions: readonly Extension[]
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'

const HASHES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.1': 'sha1',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '2.16.840.1.101.3.4.3.2': 'sha256',
}

/** PEM or DER. The error is one sentence: the requester must have proved that he holds the key. */
export function readRequest(bytes: Buffer): Result<RequestFacts, string> {
  const der = pemBlocks(bytes.toString('latin1'))[0]?.der ?? bytes
  const request = parse(der)
  if (!request) return fail('it is not a certificate request')
  const hash = HASHES[request.signatureAlgorithm.algorithmId]
  if (hash === undefined) return fail('it is signed in a way that is not supported')
  const info = request.subjectPublicKeyInfo.toSchema().toBER()
  const publicKey = createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' })
  const signature = request.signatureValue.valueBlock.valueHexView
  if (!verify(hash, Buffer.from(request.tbsView), publicKey, signature))
    return fail('its signature is not correct')
  const attribute = request.attributes?.find(({ type }) => type === EXTENSION_REQUEST)
  const extensions = attribute ? new Extensions({ schema: attribute.values[0] as unknown }).extensions : []
  return ok({ subject: printedParts(request.subject), publicKey, extensions })
}

function parse(der: Buffer): CertificationRequest | undefined {
  try {
    return CertificationRequest.fromBER(Uint8Array.from(der))
  } catch {
    // The caller names the data set.
    return undefined
  }
}
