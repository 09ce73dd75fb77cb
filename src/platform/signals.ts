// Signals that every attls process must treat the same way.

/**
 * SIGUSR1 opens Node's inspector on a TCP port in any process without a handler, which would give everybody on
 * this machine the keys in memory. First thing in every process.
 */
export function ignoreInspectorSignal(): void {
  process.on('SIGUSR1', () => {})
}
