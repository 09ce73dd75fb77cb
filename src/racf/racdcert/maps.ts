// MAP, ALTMAP, DELMAP, LISTMAP: certificate name filters, which give user IDs to certificates that are not in the
// database (identity.md 5.1). They take effect with SETROPTS RACLIST(DIGTNMAP) REFRESH.

import type { ChangeContext, ViewContext } from '../commands/command.ts'
import { timestamp } from '../commands/names.ts'
import { type FilterRecord, MULTIID_OWNER } from '../database/records.ts'
import type { View } from '../database/view.ts'
import type { Operands, ParsedCommand } from '../reader/parsed-command.ts'
import type { CertificateFacts } from '../x509/certificate.ts'
import { type PrintedName, parsePrintedName, printName } from '../x509/names.ts'
import { packageOf } from './add.ts'
import { wrapped } from './listing.ts'
import { userOf } from './owners.ts'

const MAX_FILTER_LENGTH = 255
const MAX_LABEL_LENGTH = 32

export function mapCertificate({ operands }: ParsedCommand, context: ChangeContext): void {
  const owner = filterOwner(operands, context)
  if (owner === undefined) return
  const model = operands.value('MAP') ? packageOf(operands, 'MAP', context)?.certificates[0] : undefined
  if (operands.value('MAP') && !model) return
  const names = filterNames(operands, model, context)
  const criteria = criteriaOf(operands, owner, 'CRITERIA', context)
  const label = filterLabel(operands.text('WITHLABEL'), owner, context)
  if (!names || criteria === null || label === undefined) return
  const same = context.objects
    .all('filter')
    .find((each) => each.subject === names.subject && each.issuer === names.issuer && each.owner === owner)
  if (same) {
    context.say('IRRD142I', { label: same.label, owner: filterOwnerPhrase(owner) })
    return
  }
  const trust = operands.has('NOTRUST') ? 'NOTRUST' : 'TRUST'
  context.objects.put('filter', { owner, label, trust, ...names, criteria, created: timestamp(context) })
  sayRefresh(context)
}

export function alterMap({ operands }: ParsedCommand, context: ChangeContext): void {
  const filter = labelledFilter(operands, 'ALTMAP', context)
  if (!filter) return
  const criteria = criteriaOf(operands, filter.owner, 'NEWCRITERIA', context, filter.criteria)
  const wanted = operands.text('NEWLABEL')
  const label = wanted === undefined ? filter.label : filterLabel(wanted, filter.owner, context)
  if (criteria === null || label === undefined) return
  const trust = operands.has('TRUST') ? 'TRUST' : operands.has('NOTRUST') ? 'NOTRUST' : filter.trust
  context.objects.remove('filter', filter.owner, filter.label)
  context.objects.put('filter', { ...filter, label, trust, criteria })
  sayRefresh(context)
}

export function deleteMap({ operands }: ParsedCommand, context: ChangeContext): void {
  const filter = labelledFilter(operands, 'DELMAP', context)
  if (!filter) return
  context.objects.remove('filter', filter.owner, filter.label)
  sayRefresh(context)
}

export function listMaps({ operands }: ParsedCommand, context: ViewContext): void {
  const owner = filterOwner(operands, context)
  if (owner === undefined) return
  const label = operands.inside('LISTMAP').text('LABEL')
  const one = label === undefined ? undefined : labelledFilter(operands, 'LISTMAP', context)
  if (label !== undefined && !one) return
  const filters = one ? [one] : context.objects.all('filter').filter((each) => each.owner === owner)
  if (filters.length === 0) {
    context.say('IRRD145I', { owner: filterOwnerPhrase(owner) })
    return
  }
  context.list(`Mapping information for ${filterOwnerPhrase(owner)}:`)
  for (const filter of filters) {
    context.list('')
    for (const line of filterLines(filter)) context.list(line)
  }
}

function filterLines({ label, trust, issuer, subject, criteria }: FilterRecord): string[] {
  const block = (title: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`  ${title}:`, ...wrapped(value)]
  return [
    `  Label: ${label}`,
    `  Status: ${trust}`,
    ...block("Issuer's Name Filter", issuer),
    ...block("Subject's Name Filter", subject),
    ...block('Criteria', criteria),
  ]
}

function filterOwner(operands: Operands, context: ViewContext): string | undefined {
  return operands.has('MULTIID') ? MULTIID_OWNER : userOf(operands, context)
}

function filterOwnerPhrase(owner: string): string {
  return owner === MULTIID_OWNER ? 'MULTIID' : `user ${owner}`
}

function labelledFilter(
  operands: Operands,
  functionName: string,
  context: ViewContext,
): FilterRecord | undefined {
  const owner = filterOwner(operands, context)
  if (owner === undefined) return undefined
  const filters = context.objects.all('filter').filter((each) => each.owner === owner)
  const label = operands.inside(functionName).text('LABEL')
  // One filter needs no label.
  const found = label === undefined ? filters : filters.filter((each) => each.label === label)
  const [filter] = found
  if (filter && found.length === 1) return filter
  if (label === undefined && filter) context.say('IRRD126I', { operand: functionName, part: 'LABEL' })
  else context.say('IRRD147I', { owner: filterOwnerPhrase(owner), label: label ?? '' })
  return undefined
}

function filterLabel(wanted: string | undefined, owner: string, context: ChangeContext): string | undefined {
  if (wanted === undefined) return freeLabel(owner, context.objects)
  if (wanted.length > MAX_LABEL_LENGTH || wanted === '') context.say('IRRD112I', { label: wanted })
  else if (context.objects.get('filter', owner, wanted))
    context.say('IRRD111I', { label: wanted, owner: filterOwnerPhrase(owner) })
  else return wanted
  return undefined
}

function freeLabel(owner: string, view: View): string {
  for (let number = 1; ; number++) {
    const label = `LABEL${String(number).padStart(8, '0')}`
    if (!view.get('filter', owner, label)) return label
  }
}

/** The two filters in normal form; undefined when one of them is wrong, which has been said. */
function filterNames(
  operands: Operands,
  model: CertificateFacts | undefined,
  context: ChangeContext,
): Pick<FilterRecord, 'subject' | 'issuer'> | undefined {
  const isGiven = operands.has('SDNFILTER') || operands.has('IDNFILTER')
  if (!isGiven && !model) {
    context.say('IRRD126I', { operand: 'MAP', part: 'SDNFILTER, IDNFILTER or a model certificate' })
    return undefined
  }
  if (!isGiven && model) return { subject: printName(model.subject), issuer: printName(model.issuer) }
  const subject = oneFilter('SDNFILTER', operands, model?.subject, context)
  const issuer = oneFilter('IDNFILTER', operands, model?.issuer, context)
  if (subject === null || issuer === null) return undefined
  const isPartial = model !== undefined && issuer !== undefined && issuer !== printName(model.issuer)
  if (subject === undefined || !isPartial) return { subject, issuer }
  context.say('IRRD146I', {})
  return undefined
}

/** null when it is wrong, which has been said; undefined when it was not given. */
function oneFilter(
  operand: 'SDNFILTER' | 'IDNFILTER',
  operands: Operands,
  model: PrintedName | undefined,
  context: ChangeContext,
): string | undefined | null {
  const text = operands.text(operand)
  if (text === undefined) return undefined
  if (text.length > MAX_FILTER_LENGTH) {
    context.say('IRRD123I', {
      value: `${text.slice(0, 20)}...`,
      operand,
      detail: ': it is longer than 255 characters',
    })
    return null
  }
  if (!model) {
    const name = parsePrintedName(text)
    if (name) return printName(name)
    context.say('IRRD140I', { filter: text, operand })
    return null
  }
  // With a model the text is where the filter begins; the rest comes from the certificate.
  const start = model.findIndex((_, index) => printName(model.slice(index)).startsWith(text))
  if (start >= 0) return printName(model.slice(start))
  context.say('IRRD141I', { filter: text, operand })
  return null
}

/** null when the criteria are wrong, which has been said. */
function criteriaOf(
  operands: Operands,
  owner: string,
  operand: 'CRITERIA' | 'NEWCRITERIA',
  context: ChangeContext,
  before?: string,
): string | undefined | null {
  const criteria = operands.folded(operand)
  if (owner !== MULTIID_OWNER) {
    if (criteria === undefined) return undefined
    context.say('IRRD124I', { one: operand, other: 'ID' })
    return null
  }
  if (criteria === undefined && before !== undefined) return before
  if (criteria !== undefined && /^[A-Z]+=[^.]+(\.[A-Z]+=[^.]+)*$/.test(criteria)) return criteria
  context.say('IRRD123I', {
    value: criteria ?? 'MULTIID without it',
    operand,
    detail: ': NAME=value.NAME=value is needed',
  })
  return null
}

function sayRefresh(context: ChangeContext): void {
  context.say('IRRD175I', { class: 'DIGTNMAP' })
}
