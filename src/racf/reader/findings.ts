// What the reader says about the form of its input. Every leniency has a code of its own, so that a job which runs
// here but would not run on z/OS says where. Refusals carry the TSO/E message numbers that people know.

import type { Diagnostic, Place, Severity } from '../../common/diagnostic.ts'

/** Code to severity and text; docs/racf.md lists exactly these. */
export const READER_FINDINGS = {
  ATTLS0801: ['warning', 'the comment is not closed; it ends with its line'],
  ATTLS0802: ['warning', '{character} is a typographic quotation mark; it is read as an apostrophe'],
  ATTLS0803: [
    'warning',
    '{character} is a dash from a word processor, not a minus sign; it is read as a continuation',
  ],
  ATTLS0804: ['warning', 'the line before has no continuation sign; this line is read as part of {command}'],
  ATTLS0805: ['warning', '{count} missing at the end of the command; assumed'],
  ATTLS0806: ['warning', 'a right parenthesis is missing before {keyword}; assumed'],
  ATTLS0807: ['warning', '{name} ends in a period; it is joined with the next word'],
  ATTLS0808: ['warning', 'a right parenthesis too many; ignored'],
  ATTLS0809: ['warning', 'the quotation is not closed; it ends with the command'],
  ATTLS0810: ['warning', '{keyword} is given twice; the last one counts'],
  ATTLS0811: ['warning', 'a blank line inside a continued command; skipped'],
  ATTLS0812: ['error', 'the placeholder {name} has no value'],
  ATTLS0813: ['warning', 'the JCL has no SYSTSIN with in-stream data; there is no command to run'],
  ATTLS0814: ['error', 'the job is no text: it holds a NUL character'],
  IKJ56500I: ['error', 'there is no command {name}'],
  IKJ56701I: ['error', '{what} is missing'],
  IKJ56702I: ['error', '{what}'],
  IKJ56712I: ['error', '{what}'],
} as const satisfies Record<string, readonly [Severity, string]>

export type FindingCode = keyof typeof READER_FINDINGS

/** `hint` says what to do about it. */
export function finding(
  code: FindingCode,
  place: Place,
  fields: Readonly<Record<string, string>> = {},
  hint?: string,
): Diagnostic {
  const [severity, template] = READER_FINDINGS[code]
  const message = template.replace(/\{(\w+)\}/g, (_, name: string) => fields[name] ?? '')
  return { code, severity, message, place, ...(hint === undefined ? {} : { hint }) }
}
