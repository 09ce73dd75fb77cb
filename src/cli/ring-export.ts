// A ring's own certificate with key and chain, as PEM or PKCS#12.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '../common/result.ts'
import type { Secret } from '../common/secret.ts'
import type { KeyRing } from '../keyring/keyring.ts'
import { chainFor, pickCertificate } from '../keyring/select.ts'
import { writePkcs12 } from '../racf/x509/pkcs12.ts'

const FORMATS = ['pem', 'pkcs12'] as const
export type RingExportFormat = (typeof FORMATS)[number]

export function isExportFormat(text: string): text is RingExportFormat {
  return FORMATS.some((format) => format === text)
}

export interface RingExport {
  /** The default certificate without it. */
  readonly label: string | undefined
  readonly format: RingExportFormat
  readonly password: Secret | undefined
  readonly now: number
}

/** The content of the file, which holds a private key; the error is one sentence. */
export function exportRing(ring: KeyRing, wanted: RingExport): Result<string | Buffer, string> {
  const own = pickCertificate(ring, { label: wanted.label, now: wanted.now })
  if (!own.ok) return fail(own.error.text)
  const chain = chainFor(ring, own.value)
  const key = createPrivateKey(own.value.privateKey)
  if (wanted.format === 'pkcs12') {
    if (!wanted.password) return fail('a PKCS#12 file needs a password: --password-file FILE')
    const der = chain.map((pem) => new X509Certificate(pem).raw)
    return ok(writePkcs12(own.value.label, der, key, wanted.password.open()))
  }
  const pem = wanted.password
    ? key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: wanted.password.open() })
    : key.export({ type: 'pkcs8', format: 'pem' })
  return ok(chain.join('') + pem.toString())
}
