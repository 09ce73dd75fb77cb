// Where the documentation of AT-TLS is silent or unclear: what attls does, and where in the code that is decided.
// docs/decisions.md is generated from this list.

export interface Decision {
  /** Stable: other texts refer to it. Q for open questions about z/OS, D for decisions of our own. */
  readonly id: string
  readonly question: string
  readonly decision: string
  /** The one file where it is decided. */
  readonly where: string
}

export const DECISIONS: readonly Decision[] = [
  {
    id: 'Q1',
    question: 'What is the unit of ResetCipherTimer?',
    decision: 'Minutes: the range 0 to 1440 fits the minutes of a day.',
    where: 'src/policy/effective-view.ts',
  },
  {
    id: 'Q2',
    question: 'What if two statements of one kind have the same name?',
    decision:
      'The last one in the file counts, with a warning (ATTLS0118). A stack file wins over the common file.',
    where: 'src/policy/resolve.ts',
  },
  {
    id: 'Q3',
    question: 'Is a wrong value an error, or is it ignored?',
    decision:
      'An error; nothing is installed. Addresses with fewer than four parts are accepted as z/OS does, with a warning (ATTLS0207).',
    where: 'src/policy/values.ts',
  },
  {
    id: 'Q4',
    question: 'What does the footnote on TLSv1 and TLSv1.1 in the 2.5 and 3.1 pages say?',
    decision: 'TLSv1.3 On in the environment action makes Off the default of both; ATTLS0422 says so.',
    where: 'src/policy/effective.ts',
  },
  {
    id: 'Q5',
    question: 'Which wildcards do Jobname and Userid know?',
    decision:
      'A trailing *. A lone * is no condition. Others are taken literally, with a warning (ATTLS0212).',
    where: 'src/policy/condition-values.ts',
  },
  {
    id: 'Q6',
    question: 'Are keywords case-sensitive?',
    decision: 'No, nor are enumerated values. Names of statements, labels and rings are.',
    where: 'src/policy/keywords.ts',
  },
  {
    id: 'Q7',
    question:
      'Do protocol versions on a connection action reset the signature parameters of its environment?',
    decision:
      'What the environment codes is inherited; what nobody codes is computed from the versions that are on for the connection.',
    where: 'src/policy/effective.ts',
  },
  {
    id: 'Q8',
    question: 'What is the default of ServerKeyShareGroups?',
    decision: '0023 0024 0025 0029 0030, as reports show it.',
    where: 'src/policy/keywords/actions.ts',
  },
  {
    id: 'Q9',
    question: 'Can a named inline block be referred to from elsewhere?',
    decision: 'Yes, with a warning (ATTLS0302).',
    where: 'src/policy/resolve.ts',
  },
  {
    id: 'Q10',
    question: 'Is there an Envar parameter in TTLSGroupAdvancedParms?',
    decision: 'No page shows one: it is an unknown parameter (ATTLS0112). Envfile is known.',
    where: 'src/policy/keywords/actions.ts',
  },
  {
    id: 'Q11',
    question: 'May a brace stand on the line of its statement?',
    decision: 'It is accepted with a warning (ATTLS0105), and refused with --strict.',
    where: 'src/policy/blocks.ts',
  },
  {
    id: 'Q12',
    question: 'How are labels and ring names with blanks or # read?',
    decision:
      'A # inside a word belongs to the word. Labels and rings take the rest of the line up to a comment, with a warning (ATTLS0216).',
    where: 'src/policy/values.ts',
  },
  {
    id: 'Q13',
    question: 'May TLS 1.3 be used with FIPS140?',
    decision: 'No: an error (ATTLS0415), as V2R4 says.',
    where: 'src/policy/check/negotiation.ts',
  },
  {
    id: 'Q14',
    question: 'What is the new order of client curves in 3.2?',
    decision: 'Unknown; the older order is kept.',
    where: 'src/policy/groups.ts',
  },
  {
    id: 'Q15',
    question: 'What does HandshakeTimeout 0 mean?',
    decision: 'No timer, with a warning (ATTLS0420).',
    where: 'src/policy/check/companions.ts',
  },
  {
    id: 'Q16',
    question: 'Are HostReferenceIdDNS and HostReferenceIdCN repeatable, and what is the wildcard default?',
    decision: 'One value each; wildcards are Off.',
    where: 'src/policy/keywords/advanced.ts',
  },
  {
    id: 'Q17',
    question: 'What are the defaults of the SNIMatch parameters, and which of several client names is sent?',
    decision: 'Optional; the first name of ClientHandshakeSNIList.',
    where: 'src/policy/keywords/advanced.ts',
  },
  {
    id: 'Q18',
    question: 'What is the exact syntax of IpTimeCondition?',
    decision: 'As pasearch displays it; ATTLS0421 says that it is not verified.',
    where: 'src/policy/time-condition.ts',
  },
  {
    id: 'Q19',
    question: 'What do return codes 5005, 5006 and 5007 and above mean?',
    decision: 'The number is printed.',
    where: 'src/engine/return-codes.ts',
  },
  {
    id: 'Q20',
    question: 'What are the GSK_SYSPLEX parameters when they are not coded?',
    decision: 'Off, as System SSL has it.',
    where: 'src/policy/keywords/gsk.ts',
  },
  {
    id: 'Q21',
    question: 'Are 13xx suites dropped from a list when TLSv1.3 is Off?',
    decision:
      'The list is kept and displayed; the versions that are on decide. ATTLS0405 says which suites are idle.',
    where: 'src/policy/check/negotiation.ts',
  },
  {
    id: 'Q22',
    question: 'Which set of defaults applies?',
    decision: 'That of `level:` in attls.yaml or --level; without it the newest.',
    where: 'src/policy/policy.ts',
  },
  {
    id: 'D1',
    question: 'What happens to an unknown keyword?',
    decision: 'It is ignored with a warning that names what was probably meant; an error with --strict.',
    where: 'src/policy/unknown.ts',
  },
  {
    id: 'D2',
    question: 'What if a reference and an inline block of one kind stand in one action?',
    decision: 'The later one replaces the earlier as a whole, as observed on 3.1 (ATTLS0121).',
    where: 'src/policy/reader.ts',
  },
  {
    id: 'D3',
    question: 'In which order are rules of equal priority looked up?',
    decision: 'By name in the order of EBCDIC: lower case, upper case, digits.',
    where: 'src/policy/read-policy.ts',
  },
  {
    id: 'D4',
    question: 'What is done about protocols and suites that OpenSSL does not have?',
    decision:
      'They are left out with a warning (ATTLS0407); if nothing is left that is an error (ATTLS0406).',
    where: 'src/policy/check/negotiation.ts',
  },
  {
    id: 'D5',
    question: 'Which of several inline IpTimeCondition blocks of a rule counts?',
    decision: 'The last one, as for other blocks; alternatives are written with IpTimeGroupRef.',
    where: 'src/policy/reader.ts',
  },
  {
    id: 'D6',
    question: 'Is the last minute of a TimeOfDayRange included?',
    decision: 'Yes, the whole minute; a range whose end lies before its start runs over midnight.',
    where: 'src/match/time.ts',
  },
  {
    id: 'D7',
    question: 'May V3CipherSuites4Char hold constant names?',
    decision: 'Yes, one a line, as in files that z/OS accepted. It shares one list with V3CipherSuites.',
    where: 'src/policy/values.ts',
  },
]

export function decisionsPage(): string {
  const sections = DECISIONS.flatMap(({ id, question, decision, where }) => [
    `## ${id}. ${question}`,
    '',
    decision,
    '',
    `Decided in \`${where}\`.`,
    '',
  ])
  return `${[...INTRODUCTION, ...sections].join('\n').trimEnd()}\n`
}

const INTRODUCTION = [
  '# Decisions',
  '',
  '<!-- Generated by "make docs" from src/policy/decisions.ts. -->',
  '',
  'Where the documentation of AT-TLS is silent or unclear, this is what attls does. Each decision is made in one place,',
  'so that better knowledge changes one place.',
  '',
]
