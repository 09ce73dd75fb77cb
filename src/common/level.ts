// z/OS levels whose defaults are known. Policy, configuration and the command line name them alike.

/** Oldest first. */
export const LEVELS = ['V2R1', 'V2R2', 'V2R3', 'V2R4', 'V2R5', '3.1', '3.2'] as const
export type Level = (typeof LEVELS)[number]
export const NEWEST_LEVEL: Level = '3.2'
