// Codes of what can be wrong with a configuration file, for documentation and `attls help CODE`.

export interface FindingText {
  readonly code: string
  readonly title: string
  /** What it means and what to do. */
  readonly text: string
}

export const CONFIG_FINDINGS = {
  ATTLS0601: {
    code: 'ATTLS0601',
    title: 'configuration file cannot be read',
    text: 'The file named with -c, or ./attls.yaml, or /etc/attls/attls.yaml is missing, not readable or too large.',
  },
  ATTLS0602: {
    code: 'ATTLS0602',
    title: 'configuration file is not YAML',
    text: 'The YAML reader stopped at the place shown; a key given twice is shown here too.',
  },
  ATTLS0603: {
    code: 'ATTLS0603',
    title: 'unknown configuration key',
    text: 'There is no such key at this place. docs/configuration.md lists all keys.',
  },
  ATTLS0604: {
    code: 'ATTLS0604',
    title: 'wrong configuration value',
    text: 'The value of the key is of the wrong form; the message says what is expected.',
  },
  ATTLS0605: {
    code: 'ATTLS0605',
    title: 'missing configuration key',
    text: 'The key is needed here and has no default.',
  },
  ATTLS0606: {
    code: 'ATTLS0606',
    title: 'configuration keys contradict each other',
    text: 'Each key is right by itself, but they cannot be used together.',
  },
  ATTLS0607: {
    code: 'ATTLS0607',
    title: 'function is not available in this version',
    text: 'The key belongs to a function that this version does not have. Nothing is ignored in silence: leave the key out.',
  },
} as const satisfies { [code: string]: FindingText }

export type ConfigFindingCode = keyof typeof CONFIG_FINDINGS
