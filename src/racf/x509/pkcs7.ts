// PKCS#7 certificate packages: SignedData without a signature, which carries a chain from one tool to another.

import { Certificate, ContentInfo, EncapsulatedContentInfo, SignedData } from 'pkijs'

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const DATA = '1.2.840.113549.1.7.1'

/** DER. */
export function writePkcs7(chain: readonly Uint8Array[]): Buffer {
  const signedData = new SignedData({
    version: 1,
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: DATA }),
    certificates: chain.map((der) => Certificate.fromBER(Uint8Array.from(der))),
  })
  const info = new ContentInfo({ contentType: SIGNED_DATA, content: signedData.toSchema(true) })
  return Buffer.from(info.toSchema().toBER())
}

/** The certificates in the order of the package; undefined when the bytes are something else. */
export function readPkcs7(der: Uint8Array): Buffer[] | undefined {
  try {
    const info = ContentInfo.fromBER(Uint8Array.from(der))
    if (info.contentType !== SIGNED_DATA) return undefined
    const { certificates = [] } = new SignedData({ schema: info.content as unknown })
    return certificates.flatMap((each) =>
      each instanceof Certificate ? [Buffer.from(each.toSchema(false).toBER())] : [],
    )
  } catch {
    // Any other kind of file: the caller goes on to try that.
    return undefined
  }
}
