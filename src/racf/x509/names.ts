// Distinguished names in the two orders that meet here: RACF prints the most specific part first and joins parts
// with periods (`CN=wg31.OU=ATS.O=IBM`), a certificate holds them the other way round (identity.md 4.3).

import { Set as Asn1Set, PrintableString, Sequence, Utf8String } from 'asn1js'
import { AttributeTypeAndValue, RelativeDistinguishedNames } from 'pkijs'

export interface NamePart {
  /** `CN`, `OU` ... or a dotted object identifier. */
  readonly keyword: string
  readonly value: string
}

/** Most specific part first, as RACF prints it. */
export type PrintedName = readonly NamePart[]

const OIDS: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  T: '2.5.4.12',
  OU: '2.5.4.11',
  O: '2.5.4.10',
  L: '2.5.4.7',
  SP: '2.5.4.8',
  C: '2.5.4.6',
  STREET: '2.5.4.9',
  PC: '2.5.4.17',
  SURNAME: '2.5.4.4',
  GIVENNAME: '2.5.4.42',
  SERIALNUMBER: '2.5.4.5',
  DNQUALIFIER: '2.5.4.46',
  MAIL: '1.2.840.113549.1.9.1',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
}
const KEYWORDS = new Map(Object.entries(OIDS).map(([keyword, oid]) => [oid, keyword]))

/** Keywords of SUBJECTSDN in the order in which RACF prints them. */
export const SUBJECT_KEYWORDS = ['CN', 'T', 'OU', 'O', 'L', 'SP', 'C'] as const

export function toDistinguishedName(name: PrintedName): RelativeDistinguishedNames {
  const nodes = name.toReversed().map(({ keyword, value }) => {
    const part = new AttributeTypeAndValue({
      type: OIDS[keyword] ?? keyword,
      value: directoryString(value),
    })
    return new Asn1Set({ value: [part.toSchema()] })
  })
  // pkijs by itself would put all parts into one multi-valued node; from bytes it keeps them as they are.
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: nodes }).toBER())
}

/** PrintableString where the characters allow it, because old verifiers compare names byte by byte. */
function directoryString(value: string): PrintableString | Utf8String {
  return /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value) ? new PrintableString({ value }) : new Utf8String({ value })
}

export function printedParts(name: RelativeDistinguishedNames): PrintedName {
  return name.typesAndValues.toReversed().map(({ type, value }) => ({
    keyword: KEYWORDS.get(type) ?? type,
    value: value.valueBlock.value,
  }))
}

export function printName(name: PrintedName): string {
  return name.map(({ keyword, value }) => `${keyword}=${value}`).join('.')
}

/**
 * A name as printed, back to its parts: a period ends a value only where a keyword and `=` follow. undefined when
 * the text does not begin with a keyword.
 */
export function parsePrintedName(text: string): PrintedName | undefined {
  const keywords = Object.keys(OIDS).join('|')
  const pieces = text.split(new RegExp(`\\.(?=(?:${keywords}|[0-2](?:\\.\\d+)+)=)`, 'i'))
  const parts: NamePart[] = []
  for (const piece of pieces) {
    const match = new RegExp(`^(${keywords}|[0-2](?:\\.\\d+)+)=(.*)$`, 'is').exec(piece)
    if (!match?.[1]) return undefined
    parts.push({ keyword: match[1].toUpperCase(), value: match[2] ?? '' })
  }
  return parts
}
