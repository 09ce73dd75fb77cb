// PEM blocks: from text and to text. Order is kept; what stands between blocks is skipped.

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, ... */
  readonly type: string
  /** The block itself with its BEGIN and END lines. */
  readonly text: string
  readonly der: Buffer
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\s*([^-]*?)-----END \1-----/g

export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([block, type = '', body = '']) => ({
    type,
    text: `${block}\n`,
    // Encrypted traditional keys carry headers before the base64 text.
    der: Buffer.from(body.replace(/^[\w-]+:.*$/gm, ''), 'base64'),
  }))
}

export function toPem(der: Uint8Array, type: string): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${type}-----`, ...lines, `-----END ${type}-----`, ''].join('\n')
}
