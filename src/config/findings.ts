// Codes of what can be wrong with a configuration file, for documentation and `attls help CODE`.

export interface FindingText {
  readonly code: string
  readonly title: string
  /** What it means and what to do. */
  readonly text: string
}

export const CONFIG_FINDINGS = {
  ATTLS0701: {
    code: 'ATTLS0701',
    title: 'configuration file cannot be read',
    text: 'The file named with -c, or ./attls.yaml, or /etc/attls/attls.yaml is missing, not readable or too large.',
  },
  ATTLS0702: {
    code: 'ATTLS0702',
    title: 'configuration file is not YAML',
    text: 'The YAML reader stopped at the place shown; a key given twice is shown here too.',
  },
  ATTLS0703: {
    code: 'ATTLS0703',
    title: 'unknown configuration key',
    text: 'There is no such key at this place. docs/configuration.md lists all keys.',
  },
  ATTLS0704: {
    code: 'ATTLS0704',
    title: 'wrong configuration value',
    text: 'The value of the key is of the wrong form; the message says what is expected.',
  },
  ATTLS0705: {
    code: 'ATTLS0705',
    title: 'missing configuration key',
    text: 'The key is needed here and has no default.',
  },
  ATTLS0706: {
    code: 'ATTLS0706',
    title: 'configuration keys contradict each other',
    text: 'Each key is right by itself, but they cannot be used together.',
  },
  ATTLS0707: {
    code: 'ATTLS0707',
    title: 'function is not available in this version',
    text: 'The key belongs to a function that this version does not have. Nothing is ignored in silence: leave the key out.',
  },
} as const satisfies { [code: string]: FindingText }

export type ConfigFindingCode = keyof typeof CONFIG_FINDINGS
