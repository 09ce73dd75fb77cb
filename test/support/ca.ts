// Throw-away certificate authorities and certificates, made in memory and kept for the process: RSA keys are slow.

import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

x509.cryptoProvider.set(webcrypto)

const ALGORITHMS = {
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  },
  ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  ec384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  ec521: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
} as const

export type KeyKind = keyof typeof ALGORITHMS

export interface Issued {
  /** PEM. */
  readonly certificate: string
  readonly key: string
}

export interface Authority extends Issued {
  issue(options?: IssueOptions): Promise<Issued>
  /** A CA below this one. */
  subordinate(name: string): Promise<Authority>
}

export interface IssueOptions {
  readonly name?: string
  readonly key?: KeyKind
  readonly dns?: readonly string[]
  /** Days from now; negative for the past. */
  readonly from?: number
  readonly to?: number
  readonly usage?: 'server' | 'client' | 'both'
}

const DAY_MS = 86_400_000
const authorities = new Map<string, Promise<Authority>>()
const leaves = new Map<string, Promise<Issued>>()

/** The same name and key kind give the same authority again. */
export function authority(name: string, key: KeyKind = 'ec'): Promise<Authority> {
  return remembered(authorities, `${name} ${key}`, async () => {
    const keys = await generate(key)
    const certificate = await sign({
      subject: `CN=${name}`,
      issuer: `CN=${name}`,
      keys,
      signingKeys: keys,
      signingKind: key,
      isAuthority: true,
      from: -1,
      to: 365,
      extensions: [],
    })
    return authorityOf(name, key, keys, certificate)
  })
}

interface Template {
  readonly subject: string
  readonly issuer: string
  readonly keys: CryptoKeyPair
  readonly signingKeys: CryptoKeyPair
  readonly signingKind: KeyKind
  readonly isAuthority: boolean
  readonly from: number
  readonly to: number
  readonly extensions: readonly x509.Extension[]
}

type CryptoKeyPair = webcrypto.CryptoKeyPair

async function authorityOf(
  name: string,
  kind: KeyKind,
  keys: CryptoKeyPair,
  certificate: string,
): Promise<Authority> {
  const signed = { issuer: `CN=${name}`, signingKeys: keys, signingKind: kind }
  return {
    certificate,
    key: await pemKey(keys),
    issue: (options = {}) =>
      remembered(leaves, JSON.stringify([certificate, options]), async () => {
        const leafKeys = await generate(options.key ?? 'ec')
        const dns = options.dns ?? ['localhost']
        const leaf = await sign({
          ...signed,
          subject: `CN=${options.name ?? 'localhost'}`,
          keys: leafKeys,
          isAuthority: false,
          from: options.from ?? -1,
          to: options.to ?? 30,
          extensions: [
            new x509.SubjectAlternativeNameExtension(dns.map((value) => ({ type: 'dns', value }))),
            new x509.ExtendedKeyUsageExtension(purposes(options.usage ?? 'both')),
          ],
        })
        return { certificate: leaf, key: await pemKey(leafKeys) }
      }),
    subordinate: (below) =>
      remembered(authorities, `${certificate} ${below}`, async () => {
        const belowKeys = await generate('ec')
        const subordinate = await sign({
          ...signed,
          subject: `CN=${below}`,
          keys: belowKeys,
          isAuthority: true,
          from: -1,
          to: 365,
          extensions: [],
        })
        return authorityOf(below, 'ec', belowKeys, subordinate)
      }),
  }
}

function purposes(usage: 'server' | 'client' | 'both'): string[] {
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage
  return { server: [serverAuth], client: [clientAuth], both: [serverAuth, clientAuth] }[usage]
}

async function sign(template: Template): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex'),
    subject: template.subject,
    issuer: template.issuer,
    notBefore: new Date(Date.now() + template.from * DAY_MS),
    notAfter: new Date(Date.now() + template.to * DAY_MS),
    publicKey: template.keys.publicKey,
    signingKey: template.signingKeys.privateKey,
    signingAlgorithm: ALGORITHMS[template.signingKind],
    extensions: [
      new x509.BasicConstraintsExtension(template.isAuthority, undefined, true),
      await x509.SubjectKeyIdentifierExtension.create(template.keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(template.signingKeys.publicKey),
      ...template.extensions,
    ],
  })
  return certificate.toString('pem')
}

async function generate(kind: KeyKind): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify'])
}

async function pemKey(keys: CryptoKeyPair): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
}

function remembered<T>(store: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = store.get(key)
  if (known) return known
  const made = make()
  store.set(key, made)
  return made
}
