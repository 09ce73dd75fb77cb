// Policy text for behaviour tests: one rule with its actions, in the plain form people write.

export interface RuleText {
  readonly name: string
  readonly direction: 'Inbound' | 'Outbound'
  /** The rule's LocalPortRange (inbound) or RemotePortRange (outbound). */
  readonly port: number
  readonly role?: 'Client' | 'Server' | 'ServerWithClientAuth'
  readonly keyring?: string
  readonly enabled?: boolean
  readonly priority?: number
  /** Lines of TTLSEnvironmentAdvancedParms. Default: TLS 1.2 and 1.3. */
  readonly advanced?: readonly string[]
  readonly ciphers?: readonly string[]
  readonly trace?: number
}

const MODERN = ['TLSv1 Off', 'TLSv1.1 Off', 'TLSv1.2 On', 'TLSv1.3 On']
const MODERN_CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
]

export function ruleText(rule: RuleText): string {
  const { name, enabled = true } = rule
  const role = rule.role ?? (rule.direction === 'Inbound' ? 'Server' : 'Client')
  return [
    block(`TTLSRule ${name}`, [
      `${rule.direction === 'Inbound' ? 'LocalPortRange' : 'RemotePortRange'} ${rule.port}`,
      `Direction ${rule.direction}`,
      `Priority ${rule.priority ?? 100}`,
      `TTLSGroupActionRef g_${name}`,
      ...(enabled ? [`TTLSEnvironmentActionRef e_${name}`] : []),
    ]),
    block(`TTLSGroupAction g_${name}`, [`TTLSEnabled ${enabled ? 'On' : 'Off'}`, `Trace ${rule.trace ?? 7}`]),
    ...(enabled
      ? [
          block(`TTLSEnvironmentAction e_${name}`, [
            `HandshakeRole ${role}`,
            `TTLSKeyringParms\n{\nKeyring ${rule.keyring ?? 'missing'}\n}`,
            `TTLSEnvironmentAdvancedParms\n{\n${(rule.advanced ?? MODERN).join('\n')}\n}`,
            `TTLSCipherParms\n{\n${(rule.ciphers ?? MODERN_CIPHERS).map((name) => `V3CipherSuites ${name}`).join('\n')}\n}`,
          ]),
        ]
      : []),
  ].join('\n')
}

function block(head: string, lines: readonly string[]): string {
  return `${head}\n{\n${lines.map((line) => `  ${line}`).join('\n')}\n}`
}
