// The CONFIG report: of the TCP configuration table of z/OS the one line that concerns AT-TLS, then what attls has
// besides.

import type { Layout } from './layout.ts'

export interface NetstatConfig {
  /** TCPCONFIG TTLS or NOTTLS, as it is now. */
  readonly ttls: boolean
  readonly image: string
  readonly level: string
  readonly policyFile: string | null
  readonly generation: number
  readonly instanceId: number | null
  readonly rules: number
  readonly unmapped: 'clear' | 'refuse'
  readonly listeners: readonly {
    readonly direction: string
    readonly listen: string
    readonly connect: string
  }[]
  /** 0 is no limit. */
  readonly maxConnections: number
}

export function renderConfig(config: NetstatConfig, layout: Layout): readonly string[] {
  const row = (label: string, value: string | number) => layout.field(2, label, String(value), 24)
  return [
    `${layout.label('TCP Configuration Table')}:`,
    row('TTLS', config.ttls ? 'Yes' : 'No'),
    `${layout.label('AT-TLS Configuration')}:`,
    row('Image', config.image),
    row('Level', config.level),
    row('PolicyFile', config.policyFile ?? 'None'),
    row('Generation', config.generation),
    row('TTLSInstanceId', config.instanceId ?? 'None'),
    row('Rules', config.rules),
    row('Unmapped', config.unmapped === 'clear' ? 'Clear' : 'Refuse'),
    row('MaxConnections', config.maxConnections),
    ...config.listeners.map(({ direction, listen, connect }) =>
      row(direction === 'inbound' ? 'Inbound' : 'Outbound', `${listen} to ${connect}`),
    ),
  ]
}
