// What the RACF commands say: number, severity and text of every message. The numbers are those z/OS people know
// (identity.md 3.6 and 4.5; the others as we recall them), the words are our own. The severity decides the return
// code of a command: the highest one counts.

export type MessageSeverity = 'info' | 'warning' | 'error'

export const RETURN_CODE: Readonly<Record<MessageSeverity, number>> = { info: 0, warning: 4, error: 8 }

export const MESSAGES = {
  // Users and groups
  ICH01001I: ['error', '{issuer} is not authorized to issue {command}.'],
  ICH01024I: ['info', 'User {user} is defined as PROTECTED: it has neither password nor phrase.'],
  ICH01030I: ['error', 'User {user} is not added: group {group} is not defined.'],
  ICH02005I: ['error', 'User {user} is not connected: it is not defined.'],
  ICH02006I: ['error', 'Nobody is connected: group {group} is not defined.'],
  ICH02007I: ['info', 'The connection of user {user} to group {group} is modified.'],
  ICH00004I: ['error', 'Group {group} is not added: superior group {superior} is not defined.'],
  ICH51002I: ['error', '{kind} {name} is already defined.'],
  IKJ56702I: ['error', '{value} is not a valid {kind}.'],
  // SETROPTS
  ICH14002I: ['error', '{class} is not a class.'],
  ICH14063I: ['info', 'SETROPTS command complete.'],
  ICH14064I: ['error', 'Class {class} cannot be RACLISTed.'],
  // RACDCERT
  IRRD101I: ['error', '{issuer} is not authorized to issue RACDCERT {function} for {owner}: {reason}.'],
  IRRD103I: ['error', 'RACDCERT needs exactly one function; {found}.'],
  IRRD104I: ['error', '{operand} does not belong to RACDCERT {function}.'],
  IRRD105I: ['info', 'No certificate information was found for {owner}.'],
  IRRD107I: ['error', 'No matching certificate was found for {owner}: {label}.'],
  IRRD108I: ['error', 'User {user} is not defined.'],
  IRRD109I: [
    'error',
    'The certificate is not added: {owner} has one with the same serial number and issuer, {label}.',
  ],
  IRRD111I: ['error', 'The label {label} is already in use for {owner}.'],
  IRRD112I: ['error', 'The label {label} is longer than 32 characters.'],
  IRRD113I: [
    'warning',
    'The certificate {label} is not valid within the validity of its signer. Its status is NOTRUST.',
  ],
  IRRD114I: ['error', 'Ring {ring} does not exist for user {user}.'],
  IRRD115I: ['info', 'User {user} has no rings.'],
  IRRD117I: ['error', 'Ring {ring} already exists for user {user}.'],
  IRRD118I: ['error', 'The ring name {ring} is not valid: {reason}.'],
  IRRD120I: ['error', 'CERTAUTH and SITE cannot own a ring: name the owner with ID(user).'],
  IRRD121I: ['error', '{function} needs both LABEL and RING.'],
  IRRD122I: ['error', 'The subject name is missing: GENCERT without a request needs SUBJECTSDN.'],
  IRRD123I: ['error', '{value} is not a valid {operand}{detail}.'],
  IRRD124I: ['error', '{one} and {other} exclude each other.'],
  IRRD126I: ['error', '{operand} needs {part}.'],
  IRRD128I: ['error', 'The certificate {label} of {owner} has no private key, and {function} needs one.'],
  IRRD129I: ['error', 'HIGHTRUST is for CERTAUTH certificates only.'],
  IRRD133I: ['error', 'The certificate would end before it begins: from {from} to {to}.'],
  IRRD134I: [
    'warning',
    'NOTAFTER {to} is in the past. The certificate begins {from} and is expired; --shift-dates makes it begin today.',
  ],
  IRRD135I: ['warning', 'The validity of certificate {label} is shifted: from {from} to {to}.'],
  IRRD156I: ['error', 'KEYUSAGE {usage} does not fit a key of type {type}.'],
} as const satisfies Record<string, readonly [MessageSeverity, string]>

export type MessageId = keyof typeof MESSAGES

type FieldsOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | FieldsOf<Rest>
  : never

/** The values that the message's text asks for. */
export type MessageFields<Id extends MessageId> = Readonly<Record<FieldsOf<(typeof MESSAGES)[Id][1]>, string>>

export interface Message {
  readonly id: MessageId
  readonly severity: MessageSeverity
  /** Without the number. */
  readonly text: string
}

export function message<Id extends MessageId>(id: Id, fields: MessageFields<Id>): Message {
  const [severity, template] = MESSAGES[id]
  const values: Readonly<Record<string, string>> = fields
  return { id, severity, text: template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '') }
}
