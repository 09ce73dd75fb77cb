// Whatever a data set may hold that ADD and CHECKCERT read: PEM, DER, PKCS#7 and PKCS#12, each plain or in base64.

import type { KeyObject } from 'node:crypto'
import { fail, ok, type Result } from '../../common/result.ts'
import { type CertificateFacts, readCertificate } from './certificate.ts'
import { pemBlocks } from './pem.ts'
import { readPkcs7 } from './pkcs7.ts'
import { isPkcs12, readPkcs12 } from './pkcs12.ts'

export interface CertificatePackage {
  /** In the order of the file; at least one. */
  readonly certificates: readonly CertificateFacts[]
  readonly keys: readonly KeyObject[]
}

/** The error is one sentence that begins in the middle: "it ...". */
export function readPackage(bytes: Buffer, password: string | undefined): Result<CertificatePackage, string> {
  const blocks = pemBlocks(bytes.toString('latin1'))
  const contents = blocks.length > 0 ? blocks.map((block) => block.der) : [unwrapped(bytes)]
  const certificates: CertificateFacts[] = []
  const keys: KeyObject[] = []
  for (const der of contents) {
    const read = readDer(der, password)
    if (!read.ok) return read
    certificates.push(...read.value.certificates)
    keys.push(...read.value.keys)
  }
  return certificates.length === 0 ? fail('it holds no certificate') : ok({ certificates, keys })
}

/** Base64 without BEGIN and END lines, as PKCS12B64 writes it, becomes DER. */
function unwrapped(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  return /^[A-Za-z0-9+/=\s]+$/.test(text) && text.startsWith('M') ? Buffer.from(text, 'base64') : bytes
}

function readDer(der: Buffer, password: string | undefined): Result<CertificatePackage, string> {
  const single = certificateOf(der)
  if (single) return ok({ certificates: [single], keys: [] })
  const chain = readPkcs7(der)
  if (chain) return ok({ certificates: chain.flatMap((each) => certificateOf(each) ?? []), keys: [] })
  if (!isPkcs12(der)) return fail('it holds no certificate: PEM, DER, PKCS#7 and PKCS#12 are read')
  const opened = readPkcs12(der, password ?? '')
  if (!opened.ok)
    return fail(password === undefined && opened.error.isPassword ? 'it needs a PASSWORD' : opened.error.text)
  const { certificates, keys } = opened.value
  return ok({ certificates: certificates.flatMap((each) => certificateOf(each.der) ?? []), keys })
}

function certificateOf(der: Uint8Array): CertificateFacts | undefined {
  try {
    return readCertificate(der)
  } catch {
    // Not a certificate; other kinds of content are tried next.
    return undefined
  }
}
