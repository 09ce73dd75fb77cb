// What RDEFINE and RALTER share: their operands and what those do to a profile.

import { ACCESS_LEVELS } from '../access.ts'
import type { AccessLevel, Profile, SignOn, StartedTask } from '../database/records.ts'
import type { Operands } from '../reader/parsed-command.ts'
import type { OperandSyntax } from '../reader/syntax.ts'
import type { ChangeContext } from './command.ts'
import { changedSegments, RESOURCE_SEGMENTS, segmentOperands } from './segments.ts'

const YES_NO = ['YES', 'NO']

export const PROFILE_OPERANDS: readonly OperandSyntax[] = [
  { name: 'UACC', takes: 'value', choices: ACCESS_LEVELS, help: 'access of everybody else' },
  { name: 'OWNER', takes: 'value', help: 'user or group that owns the profile' },
  { name: 'DATA', takes: 'value', help: 'installation data' },
  { name: 'NODATA', takes: 'nothing', help: 'no installation data' },
  { name: 'APPLDATA', takes: 'value', help: 'application data' },
  { name: 'NOAPPLDATA', takes: 'nothing', help: 'no application data' },
  { name: 'AUDIT', takes: 'operands', operands: auditOperands(), help: 'what is logged' },
  { name: 'LEVEL', takes: 'value', help: 'a number from 0 to 99 that RACF does not use' },
  { name: 'WARNING', takes: 'nothing', help: 'grant and say so where access would be refused' },
  { name: 'NOWARNING', takes: 'nothing', help: 'refuse' },
  { name: 'NOTIFY', takes: 'value', optional: true, help: 'user to be told of refusals' },
  { name: 'NONOTIFY', takes: 'nothing', help: 'nobody is told' },
  { name: 'ADDMEM', takes: 'values', help: 'members of a grouping profile' },
  { name: 'DELMEM', takes: 'values', help: 'members to remove' },
  {
    name: 'SSIGNON',
    takes: 'operands',
    operands: [
      { name: 'KEYMASKED', takes: 'value', secret: true, help: 'PassTicket key, 16 hexadecimal digits' },
      { name: 'KEYENCRYPTED', takes: 'value', secret: true, help: 'PassTicket key, 16 hexadecimal digits' },
      { name: 'KEYLABEL', takes: 'value', help: 'label of a PassTicket key in the key store' },
      { name: 'EPTKEYLABEL', takes: 'value', help: 'label of an enhanced PassTicket key in the key store' },
      {
        name: 'TYPE',
        takes: 'value',
        choices: ['UPPER', 'MIXED'],
        help: 'characters of enhanced PassTickets',
      },
      { name: 'TIMEOUT', takes: 'value', help: 'seconds that an enhanced PassTicket is good for, 1 to 600' },
      {
        name: 'REPLAY',
        takes: 'value',
        choices: YES_NO,
        help: 'whether an enhanced PassTicket may be used again',
      },
    ],
    help: 'PassTicket key of a PTKTDATA profile',
  },
  { name: 'NOSSIGNON', takes: 'nothing', help: 'no PassTicket key' },
  {
    name: 'STDATA',
    takes: 'operands',
    operands: [
      { name: 'USER', takes: 'value', help: 'user ID of the started task, or =MEMBER' },
      { name: 'GROUP', takes: 'value', help: 'its group' },
      { name: 'TRUSTED', takes: 'value', optional: true, choices: YES_NO, help: 'passes every access check' },
      { name: 'PRIVILEGED', takes: 'value', optional: true, choices: YES_NO, help: 'as TRUSTED, unlogged' },
      { name: 'TRACE', takes: 'value', optional: true, choices: YES_NO, help: 'kept, not interpreted' },
    ],
    help: 'identity of started tasks, class STARTED',
  },
  { name: 'NOSTDATA', takes: 'nothing', help: 'no started task identity' },
  ...segmentOperands(RESOURCE_SEGMENTS),
]

function auditOperands(): OperandSyntax[] {
  return ['ALL', 'SUCCESS', 'FAILURES', 'NONE'].map((name) => ({
    name,
    takes: 'value',
    optional: true,
    choices: ['READ', 'UPDATE', 'CONTROL', 'ALTER'],
    help: `log ${name.toLowerCase()}`,
  }))
}

/** The profile after the operands; undefined when one of them is wrong, which has been said. */
export function changedProfile(
  before: Profile,
  operands: Operands,
  context: ChangeContext,
): Profile | undefined {
  const signOn = signOnAfter(before.signOn, operands, context)
  const level = Number(operands.text('LEVEL') ?? before.level)
  if (!Number.isInteger(level) || level < 0 || level > 99) {
    context.say('IKJ56702I', { value: operands.text('LEVEL') ?? '', kind: 'LEVEL: a number from 0 to 99' })
    return undefined
  }
  if (signOn === null) return undefined
  const removed = new Set(operands.foldedValues('DELMEM'))
  const members = [...before.members, ...operands.foldedValues('ADDMEM')]
  return {
    ...before,
    uacc: (operands.folded('UACC') as AccessLevel | undefined) ?? before.uacc,
    level,
    warning: operands.has('WARNING') || (before.warning && !operands.has('NOWARNING')),
    data: textAfter('DATA', before.data, operands),
    applicationData: textAfter('APPLDATA', before.applicationData, operands),
    audit: operands.has('AUDIT') ? auditText(operands.inside('AUDIT')) : before.audit,
    notify: operands.has('NOTIFY')
      ? (operands.folded('NOTIFY') ?? context.issuer)
      : operands.has('NONOTIFY')
        ? undefined
        : before.notify,
    members: [...new Set(members)].filter((member) => !removed.has(member)),
    signOn,
    started: startedAfter(before.started, operands),
    segments: changedSegments(before.segments, operands, RESOURCE_SEGMENTS),
  }
}

function textAfter(name: string, before: string | undefined, operands: Operands): string | undefined {
  if (operands.has(`NO${name}`)) return undefined
  return operands.has(name) ? operands.text(name) : before
}

/** As RLIST shows it: FAILURES(READ), SUCCESS(UPDATE). */
function auditText(audit: Operands): string {
  return [...audit]
    .map(({ syntax, values }) =>
      syntax.name === 'NONE' ? 'NONE' : `${syntax.name}(${values[0]?.text ?? 'READ'})`,
    )
    .join(',')
}

/** null when a value is wrong, which has been said. */
function signOnAfter(
  before: SignOn | undefined,
  operands: Operands,
  context: ChangeContext,
): SignOn | undefined | null {
  if (operands.has('NOSSIGNON')) return undefined
  if (!operands.has('SSIGNON')) return before
  const inside = operands.inside('SSIGNON')
  for (const name of ['KEYMASKED', 'KEYENCRYPTED']) {
    const key = inside.text(name)
    // The value itself is not repeated: it may be a key with one digit too many.
    if (key !== undefined && !/^[0-9A-F]{16}$/i.test(key)) {
      const isPlaceholder = /^[.?x*<>]+$/i.test(key)
      const value = isPlaceholder ? `${name}(${key}) is a placeholder and` : `The value of ${name}`
      context.say('IKJ56702I', { value, kind: 'key: 16 hexadecimal digits are needed' })
      return null
    }
  }
  const timeout = Number(inside.text('TIMEOUT') ?? 1)
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > 600) {
    context.say('IKJ56702I', { value: inside.text('TIMEOUT') ?? '', kind: 'TIMEOUT: 1 to 600 seconds' })
    return null
  }
  const kept = legacyKeyGiven(inside) ? withoutLegacyKey(before) : before
  return {
    ...kept,
    ...given('masked', inside.folded('KEYMASKED')),
    ...given('encrypted', inside.folded('KEYENCRYPTED')),
    ...given('label', inside.folded('KEYLABEL')),
    ...given('enhancedLabel', inside.folded('EPTKEYLABEL')),
    ...given('type', inside.folded('TYPE') as SignOn['type']),
    ...given('timeout', inside.has('TIMEOUT') ? timeout : undefined),
    ...given('replay', inside.has('REPLAY') ? inside.folded('REPLAY') === 'YES' : undefined),
  }
}

/** A profile has one legacy key, kept in one of three ways. */
function legacyKeyGiven(inside: Operands): boolean {
  return ['KEYMASKED', 'KEYENCRYPTED', 'KEYLABEL'].some((name) => inside.has(name))
}

function withoutLegacyKey(before: SignOn | undefined): SignOn {
  const { enhancedLabel, type, timeout, replay } = before ?? {}
  return { enhancedLabel, type, timeout, replay }
}

function given<K extends keyof SignOn>(name: K, value: SignOn[K]): Pick<SignOn, K> | Record<string, never> {
  return value === undefined ? {} : ({ [name]: value } as Pick<SignOn, K>)
}

function startedAfter(before: StartedTask | undefined, operands: Operands): StartedTask | undefined {
  if (operands.has('NOSTDATA')) return undefined
  if (!operands.has('STDATA')) return before
  const inside = operands.inside('STDATA')
  const flag = (name: string, otherwise: boolean | undefined): boolean =>
    inside.has(name) ? inside.folded(name) !== 'NO' : (otherwise ?? false)
  return {
    user: inside.folded('USER') ?? before?.user,
    group: inside.folded('GROUP') ?? before?.group,
    trusted: flag('TRUSTED', before?.trusted),
    privileged: flag('PRIVILEGED', before?.privileged),
  }
}
