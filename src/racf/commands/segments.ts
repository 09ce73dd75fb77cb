// Segments that other products own: they are kept and shown as written, never interpreted here.

import type { Segment } from '../database/records.ts'
import type { Operands } from '../reader/parsed-command.ts'
import type { OperandSyntax } from '../reader/syntax.ts'

export const USER_SEGMENTS = [
  'CICS',
  'CSDATA',
  'DCE',
  'DFP',
  'EIM',
  'KERB',
  'LANGUAGE',
  'LNOTES',
  'NDS',
  'NETVIEW',
  'OMVS',
  'OPERPARM',
  'OVM',
  'PROXY',
  'TSO',
  'WORKATTR',
]
export const GROUP_SEGMENTS = ['CSDATA', 'DFP', 'OMVS', 'OVM', 'TME']
export const RESOURCE_SEGMENTS = [
  'CDTINFO',
  'CFDEF',
  'DLFDATA',
  'EIM',
  'ICSF',
  'ICTX',
  'IDTPARMS',
  'JES',
  'KERB',
  'MFA',
  'MFPOLICY',
  'PROXY',
  'SESSION',
  'SIGVER',
  'SVFMR',
  'TME',
]

export function segmentOperands(names: readonly string[]): OperandSyntax[] {
  return names.flatMap((name) => [
    { name, takes: 'segment', help: `the ${name} segment, kept as written` },
    { name: `NO${name}`, takes: 'nothing', help: `removes the ${name} segment` },
  ])
}

/** The segments after the command: operands given now replace those of the same name. */
export function changedSegments(
  before: Readonly<Record<string, Segment>>,
  operands: Operands,
  names: readonly string[],
): Record<string, Segment> {
  const after: Record<string, Segment> = { ...before }
  for (const name of names) {
    const given = operands.get(name)
    if (given) after[name] = { ...after[name], ...given.segment }
    if (operands.has(`NO${name}`)) delete after[name]
  }
  return after
}
