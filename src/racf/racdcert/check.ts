// CHECKCERT: what a data set holds and whether the database has it already.

import type { ViewContext } from '../commands/command.ts'
import type { ParsedCommand } from '../reader/parsed-command.ts'
import { packageOf } from './add.ts'
import { sameCertificate } from './certificates.ts'
import { certificateLines, factLines, fingerprintLines } from './listing.ts'
import { ownerPhrase } from './owners.ts'

export function checkCertificate({ operands }: ParsedCommand, context: ViewContext): void {
  const content = packageOf(operands, 'CHECKCERT', context)
  if (!content) return
  for (const [index, facts] of content.certificates.entries()) {
    if (index > 0) context.list('')
    if (content.certificates.length > 1) context.list(`Certificate ${index + 1}:`)
    const record = sameCertificate(context.objects, facts.x509.toString())
    if (record) {
      context.list(`Digital certificate information for ${ownerPhrase(record.owner)}:`)
      for (const line of certificateLines(record, context.objects)) context.list(line)
    } else {
      context.list('The certificate is not in the security database:')
      for (const line of [...factLines(facts), ...fingerprintLines(facts)]) context.list(line)
    }
  }
  const now = context.clock.now()
  const expired = content.certificates.filter((facts) => facts.notAfter < now || facts.notBefore > now)
  if (expired.length > 0) context.say('IRRD136I', { count: String(expired.length) })
}
