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
  ICH03004I: ['error', 'Group {group} is not deleted: it still has {holders}.'],
  ICH04005I: ['error', 'User {user} cannot delete itself.'],
  ICH04006I: ['warning', '{name} is gone, but still named in {profiles}.'],
  ICH08002I: ['error', 'The current {kind} is not correct.'],
  ICH08003I: ['error', 'The new {kind} is not acceptable.'],
  ICH08009I: ['error', 'User {user} is not connected to group {group}.'],
  ICH08010I: ['error', 'User {user} stays in group {group}: it is the default group.'],
  ICH21030I: [
    'error',
    'User {user} is not connected to group {group}, which cannot become the default group.',
  ],
  ICH30001I: ['error', 'There is no {kind} {name}.'],
  ICH51002I: ['error', '{kind} {name} is already defined.'],
  IKJ56702I: ['error', '{value} is not a valid {kind}.'],
  // SETROPTS
  ICH14002I: ['error', '{class} is not a class.'],
  ICH14063I: ['info', 'SETROPTS command complete.'],
  ICH14064I: ['error', 'Class {class} cannot be RACLISTed.'],
  // Profiles
  ICH06004I: ['error', 'Profile {profile} is not defined in class {class}.'],
  ICH06007I: ['error', '{id} is neither a defined user nor a defined group: it gets no access.'],
  ICH06011I: [
    'info',
    'Class {class} is RACLISTed: the change has no effect before a SETROPTS RACLIST REFRESH.',
  ],
  ICH10006I: [
    'info',
    'Class {class} is RACLISTed: the profile has no effect before a SETROPTS RACLIST REFRESH.',
  ],
  ICH10102I: ['error', '{profile} is already defined to class {class}.'],
  ICH10302I: ['warning', 'GENERIC is not in effect for class {class}: {profile} is taken literally.'],
  ICH11009I: [
    'info',
    'Class {class} is RACLISTed: the change has no effect before a SETROPTS RACLIST REFRESH.',
  ],
  ICH11102I: ['error', '{profile} is not defined to class {class}.'],
  ICH12002I: [
    'info',
    'Class {class} is RACLISTed: the deletion has no effect before a SETROPTS RACLIST REFRESH.',
  ],
  ICH12102I: ['error', '{profile} is not defined to class {class}.'],
  ICH13003I: ['error', '{profile} is not found in class {class}.'],
  ICH13004I: ['warning', 'There is nothing to list in class {class}.'],
  ICH31005I: ['warning', 'No entry of class {class} meets the search.'],
  // RACDCERT
  IRRD101I: ['error', '{issuer} is not authorized to issue RACDCERT {function} for {owner}: {reason}.'],
  IRRD102I: ['error', 'The data set cannot be used: {reason}.'],
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
  IRRD116I: ['error', 'The certificate {label} is not connected to ring {ring}.'],
  IRRD117I: ['error', 'Ring {ring} already exists for user {user}.'],
  IRRD118I: ['error', 'The ring name {ring} is not valid: {reason}.'],
  IRRD119I: ['warning', 'The status of certificate {label} is NOTRUST: {reason}.'],
  IRRD120I: ['error', 'CERTAUTH and SITE cannot own a ring: name the owner with ID(user).'],
  IRRD121I: ['error', '{function} needs both LABEL and RING.'],
  IRRD122I: ['error', 'The subject name is missing: GENCERT without a request needs SUBJECTSDN.'],
  IRRD123I: ['error', '{value} is not a valid {operand}{detail}.'],
  IRRD124I: ['error', '{one} and {other} exclude each other.'],
  IRRD126I: ['error', '{operand} needs {part}.'],
  IRRD127I: ['error', 'The data set {dsn} cannot be used: {reason}.'],
  IRRD128I: ['error', 'The certificate {label} of {owner} has no private key, and {function} needs one.'],
  IRRD129I: ['error', 'HIGHTRUST is for CERTAUTH certificates only.'],
  IRRD133I: ['error', 'The certificate would end before it begins: from {from} to {to}.'],
  IRRD134I: [
    'warning',
    'NOTAFTER {to} is in the past. The certificate begins {from} and is expired; --shift-dates makes it begin today.',
  ],
  IRRD135I: ['warning', 'The validity of certificate {label} is shifted: from {from} to {to}.'],
  IRRD136I: ['warning', '{count} of the certificates is not valid today.'],
  IRRD140I: ['error', '{operand} does not begin with a name keyword such as CN=, OU= or C=: {filter}.'],
  IRRD141I: ['error', '{operand} is not found in the model certificate: {filter}.'],
  IRRD142I: ['error', 'The filter {label} of {owner} has the same names.'],
  IRRD145I: ['info', 'No mapping information was found for {owner}.'],
  IRRD146I: [
    'error',
    'SDNFILTER goes with the whole issuer name only: leave IDNFILTER out or give all of it.',
  ],
  IRRD147I: ['error', 'No matching filter was found for {owner}: {label}.'],
  IRRD156I: ['error', 'KEYUSAGE {usage} does not fit a key of type {type}.'],
  IRRD175I: ['info', 'The change has no effect before SETROPTS RACLIST({class}) REFRESH.'],
  IRRD199I: ['info', 'The certificate with label {label} is added for {owner}. Its status is {trust}.'],
  IRRD200I: ['info', 'Written to {path}.'],
  IRRD202I: ['info', 'The certificate with label {label} has a new key pair, key identifier {identifier}.'],
  IRRD203I: ['error', 'The certificate {old} is not superseded by {label}: {reason}.'],
  IRRD204I: ['warning', 'The authorities in the data set are not added ({count}): {reason}.'],
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
