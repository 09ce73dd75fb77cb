// One throw-away CA with a P-256 and an RSA-2048 certificate of localhost, the same files for every subject.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { authority } from '../test/support/ca.ts'

export type KeyType = 'ec' | 'rsa'

export interface KeyFiles {
  readonly certificate: string
  readonly key: string
  /** Both in one file. */
  readonly both: string
  readonly ca: string
}

export async function makeCertificates(folder: string): Promise<{ readonly [type in KeyType]: KeyFiles }> {
  const root = await authority('Benchmark CA')
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, root.certificate)
  const write = async (type: KeyType): Promise<KeyFiles> => {
    const issued = await root.issue({ key: type, name: 'localhost', dns: ['localhost'] })
    const files = {
      certificate: join(folder, `${type}.pem`),
      key: join(folder, `${type}.key`),
      both: join(folder, `${type}.both.pem`),
      ca,
    }
    writeFileSync(files.certificate, issued.certificate)
    writeFileSync(files.key, issued.key, { mode: 0o600 })
    writeFileSync(files.both, `${issued.certificate}\n${issued.key}\n`, { mode: 0o600 })
    return files
  }
  return { ec: await write('ec'), rsa: await write('rsa') }
}
