// Key rings out of files: a folder of PEM files, one PEM bundle, or a PKCS#12 file. Keys are paired with
// certificates by public key, never by file name; a file that is half written makes the whole ring fail, so that
// the ring in use is kept (design: key rings).

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, parse, resolve } from 'node:path'
import { fail, ok, type Result } from '../common/result.ts'
import type { Secret } from '../common/secret.ts'
import { type CertificateFacts, readCertificate } from '../racf/x509/certificate.ts'
import { publicKeyDigest } from '../racf/x509/keys.ts'
import { pemBlocks, toPem } from '../racf/x509/pem.ts'
import { isPkcs12, readPkcs12 } from '../racf/x509/pkcs12.ts'
import type { KeyRing, KeyRingFailure, RingCertificate } from './keyring.ts'

export interface PathRingSources {
  /** KeyringPw, or the content of the stash file. */
  readonly password?: Secret | undefined
  /** Relative paths are relative to this folder; by default the current one. */
  readonly folder?: string | undefined
}

/** A key store is small; anything longer is another kind of file. */
const MAX_FILE_BYTES = 4 * 1024 * 1024
const PEM_EXTENSIONS = new Set(['.pem', '.crt', '.cer', '.key', '.cert'])

interface FoundCertificate {
  readonly label: string
  readonly facts: CertificateFacts
}

/** What the files hold, before keys and certificates are paired. */
interface Content {
  readonly certificates: FoundCertificate[]
  readonly keys: KeyObject[]
}

export function openPathRing(path: string, sources: PathRingSources): Result<KeyRing, KeyRingFailure> {
  const full = resolve(sources.folder ?? '.', path)
  const content: Content = { certificates: [], keys: [] }
  const failure = readPath(full, sources.password?.open(), content)
  if (failure) return fail(failure)
  if (content.certificates.length === 0) return fail({ rc: 103, text: `${full} holds no certificate` })
  return ok({ name: path, certificates: paired(content) })
}

function readPath(full: string, password: string | undefined, content: Content): KeyRingFailure | undefined {
  try {
    if (!statSync(full).isDirectory()) return readKeyStore(full, password, content)
    const names = readdirSync(full).filter((name) => PEM_EXTENSIONS.has(extname(name).toLowerCase()))
    if (names.length === 0)
      return { rc: 103, text: `${full} holds no key store file: ${[...PEM_EXTENSIONS].join(' ')} are read` }
    for (const name of names.toSorted()) {
      const failure = readKeyStore(join(full, name), password, content)
      if (failure) return failure
    }
    return undefined
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return { rc: 202, text: `${full} cannot be read: ${error.message}` }
  }
}

function readKeyStore(
  file: string,
  password: string | undefined,
  content: Content,
): KeyRingFailure | undefined {
  if (statSync(file).size > MAX_FILE_BYTES) return { rc: 103, text: `${file} is too long for a key store` }
  const bytes = readFileSync(file)
  const text = bytes.toString('latin1')
  if (text.includes('-----BEGIN ')) return readPem(file, text, password, content)
  if (isPkcs12(bytes)) return readPkcs12File(file, bytes, password, content)
  const facts = certificateFacts(bytes)
  if (!facts) return { rc: 103, text: `${file} is neither PEM nor DER nor PKCS#12, or is not complete` }
  content.certificates.push({ label: parse(file).name, facts })
  return undefined
}

function readPem(
  file: string,
  text: string,
  password: string | undefined,
  content: Content,
): KeyRingFailure | undefined {
  const blocks = pemBlocks(text)
  if (blocks.length !== text.split('-----BEGIN ').length - 1)
    return { rc: 103, text: `${file} is not complete: a PEM block has no end` }
  const { name } = parse(file)
  let count = 0
  for (const block of blocks) {
    if (block.type.endsWith('CERTIFICATE')) {
      const facts = certificateFacts(block.text.replaceAll('TRUSTED CERTIFICATE', 'CERTIFICATE'))
      if (!facts) return { rc: 103, text: `${file} holds a certificate that cannot be decoded` }
      count++
      content.certificates.push({ label: count === 1 ? name : `${name}.${count}`, facts })
    } else if (block.type.endsWith('PRIVATE KEY')) {
      const key = readKey(file, block.text, password)
      if (!key.ok) return key.error
      content.keys.push(key.value)
    }
  }
  return undefined
}

function readKey(file: string, pem: string, password: string | undefined): Result<KeyObject, KeyRingFailure> {
  const isEncrypted = /ENCRYPTED/.test(pem)
  if (isEncrypted && password === undefined)
    return fail({ rc: 201, text: `the key in ${file} is encrypted and there is no password for it` })
  try {
    return ok(createPrivateKey({ key: pem, ...(password === undefined ? {} : { passphrase: password }) }))
  } catch {
    // OpenSSL's reasons differ by version and tell nothing that these two sentences do not.
    return fail(
      isEncrypted
        ? { rc: 408, text: `the password for the key in ${file} is not correct` }
        : { rc: 103, text: `${file} holds a private key that cannot be decoded` },
    )
  }
}

function readPkcs12File(
  file: string,
  bytes: Buffer,
  password: string | undefined,
  content: Content,
): KeyRingFailure | undefined {
  const opened = readPkcs12(bytes, password ?? '')
  if (!opened.ok && opened.error.isPassword && password === undefined)
    return { rc: 201, text: `${file} needs a password` }
  if (!opened.ok) return { rc: opened.error.isPassword ? 408 : 103, text: `${file}: ${opened.error.text}` }
  const { name } = parse(file)
  for (const [index, { der, friendlyName }] of opened.value.certificates.entries()) {
    const facts = certificateFacts(der)
    if (!facts) return { rc: 103, text: `${file} holds a certificate that cannot be decoded` }
    content.certificates.push({ label: friendlyName ?? (index === 0 ? name : `${name}.${index + 1}`), facts })
  }
  content.keys.push(...opened.value.keys)
  return undefined
}

function certificateFacts(input: string | Uint8Array): CertificateFacts | undefined {
  try {
    return readCertificate(input)
  } catch {
    // Not a certificate; the caller knows the file and says so.
    return undefined
  }
}

function paired({ certificates, keys }: Content): RingCertificate[] {
  const keyOf = new Map(keys.map((key) => [publicKeyDigest(createPublicKey(key)), key]))
  // cert.pem and fullchain.pem hold the same certificate: the first name stays.
  const unique = new Map(certificates.toReversed().map((each) => [each.facts.x509.fingerprint256, each]))
  const found = certificates.filter((each) => unique.get(each.facts.x509.fingerprint256) === each)
  const own = found.filter((each) => keyOf.has(publicKeyDigest(each.facts.x509.publicKey)))
  const chosen = defaultOf(own)
  return found.map((each): RingCertificate => {
    const key = keyOf.get(publicKeyDigest(each.facts.x509.publicKey))
    const isAuthority = !key && each.facts.isCa
    const base = {
      label: each.label,
      owner: 'PATH',
      usage: isAuthority ? ('CERTAUTH' as const) : ('PERSONAL' as const),
      trust: 'TRUST' as const,
      isDefault: each === chosen,
      certificate: toPem(each.facts.x509.raw, 'CERTIFICATE'),
    }
    return key ? { ...base, privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString() } : base
  })
}

/** The label `default`, else the only one with a key, else the newest. */
function defaultOf(own: readonly FoundCertificate[]): FoundCertificate | undefined {
  const newest = own.toSorted((left, right) => right.facts.notBefore - left.facts.notBefore)[0]
  return own.find((each) => each.label === 'default') ?? newest
}
