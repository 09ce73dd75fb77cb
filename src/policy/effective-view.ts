// The effective values that the engine, the matcher and the records work with, by name and with their types.
// Everything else is in EffectiveAction.values.

import { PROTOCOLS, type ProtocolName } from './ciphers.ts'
import type { EffectiveValue } from './effective.ts'
import type { HandshakeRole } from './policy.ts'

export type OnOff = 'On' | 'Off'
export type OnOffRequired = 'On' | 'Off' | 'Required'
export type OffOptionalRequired = 'Off' | 'Optional' | 'Required'
export type ClientAuthType = 'PassThru' | 'Full' | 'Required' | 'SAFCheck'

/** A list and whether the policy codes it; codes in policy order. */
export interface CodeList {
  readonly codes: readonly string[]
  readonly isCoded: boolean
}

export interface EffectiveView {
  /** TTLSEnabled On. */
  readonly enabled: boolean
  /** Sum of the trace bits. */
  readonly trace: number
  readonly ctraceClearText: boolean
  readonly syslogFacility: 'Daemon' | 'Auth'
  readonly secondaryMap: boolean
  readonly fips: 'Off' | 'On' | 'Level1' | 'Level2' | 'Level3'
  readonly envfile: string | undefined
  readonly handshakeRole: HandshakeRole
  readonly applicationControlled: boolean
  /** 0 is no limit. */
  readonly handshakeTimeoutSeconds: number
  /** Switched-on versions, oldest first, those that OpenSSL lacks included. */
  readonly protocols: readonly ProtocolName[]
  /** Four-digit codes; all versions in one list. */
  readonly ciphers: CodeList
  /** `Any` sends no list. */
  readonly clientCurves: readonly string[] | 'Any'
  readonly clientKeyShareGroups: readonly string[]
  readonly serverKeyShareGroups: readonly string[]
  readonly serverKexCurves: readonly string[]
  readonly signaturePairs: CodeList
  /** Undefined: signaturePairs count for certificates too. */
  readonly signaturePairsCert: readonly string[] | undefined
  readonly suiteBProfile: string
  readonly clientAuthType: ClientAuthType
  readonly certificateLabel: string | undefined
  readonly serverCertificateLabels: readonly string[]
  readonly keyring: string
  /** Never logged. */
  readonly keyringPassword: string | undefined
  readonly keyringStashFile: string | undefined
  readonly hostReferenceIdDns: string | undefined
  readonly hostReferenceIdCn: string | undefined
  readonly hostReferenceWildcards: boolean
  readonly clientSni: OffOptionalRequired
  readonly clientSniMatch: 'Required' | 'Optional'
  readonly clientSniList: readonly string[]
  readonly serverSni: OffOptionalRequired
  readonly serverSniMatch: 'Required' | 'Optional'
  readonly serverSniList: readonly { readonly serverName: string; readonly label: string }[]
  readonly clientExtendedMasterSecret: OnOffRequired
  readonly serverExtendedMasterSecret: OnOffRequired
  readonly renegotiation: 'Default' | 'Disabled' | 'All' | 'Abbreviated'
  readonly renegotiationIndicator: 'Optional' | 'Client' | 'Server' | 'Both'
  readonly renegotiationCertCheck: boolean
  /** 0 is never (policy-language.md Q1 says minutes). */
  readonly resetCipherTimerMinutes: number
  readonly certificateValidationMode: 'Any' | 'RFC2459' | 'RFC3280' | 'RFC5280'
  readonly clientEdhGroupSize: 'Legacy' | '2048'
  readonly serverEdhGroupSize: 'Legacy' | '2048' | 'Match'
  readonly peerMinimum: {
    readonly certificateVersion: 'Any' | '3'
    /** Bits; raised to what the FIPS level demands. */
    readonly rsa: number
    readonly dsa: number
    readonly dh: number
    readonly ecc: number
  }
  readonly truncatedHmac: OffOptionalRequired
  readonly clientMaxFragment: OffOptionalRequired
  readonly clientMaxFragmentLength: number | undefined
  readonly serverMaxFragment: OffOptionalRequired
  readonly serverScsv: boolean
  readonly middleBoxCompatMode: boolean
  /** Session IDs up to TLS 1.2, and tickets in a client; 0 seconds or entries is no caching. */
  readonly session: { readonly timeoutSeconds: number; readonly cacheSize: number }
  readonly tickets: {
    readonly client: boolean
    readonly clientMaxSize: number
    readonly clientMaxCached: number
    readonly server: boolean
    readonly serverAlgorithm: 'AESCBC128' | 'AESCBC256'
    readonly serverCount: number
    /** 0 is never. */
    readonly serverKeyRefreshSeconds: number
    readonly serverTimeoutSeconds: number
  }
}

/** Least key sizes that a FIPS level accepts (policy-language.md 4.12). */
const FIPS_MINIMUM: Readonly<Record<string, { readonly others: number; readonly ecc: number }>> = {
  Off: { others: 0, ecc: 0 },
  On: { others: 1024, ecc: 192 },
  Level1: { others: 1024, ecc: 192 },
  Level2: { others: 2048, ecc: 192 },
  Level3: { others: 2048, ecc: 192 },
}

/** System SSL keeps 8 tickets per session when nothing is set. */
const TICKETS_CACHED = 8

const OFF_OPTIONAL_REQUIRED = ['Off', 'Optional', 'Required'] as const
const ON_OFF_REQUIRED = ['On', 'Off', 'Required'] as const

export function viewOf(values: Readonly<Record<string, EffectiveValue>>): EffectiveView {
  const oneOf = <T extends string>(keyword: string, choices: readonly [T, ...T[]]): T =>
    choices.find((choice) => choice === values[keyword]?.value) ?? choices[0]
  const maybe = (keyword: string) => values[keyword]?.value as string | undefined
  const isOn = (keyword: string) => values[keyword]?.value === 'On'
  const count = (keyword: string) => Number(values[keyword]?.value ?? 0)
  const list = (keyword: string): readonly string[] => {
    const value = values[keyword]?.value
    return Array.isArray(value) ? (value as readonly string[]) : []
  }
  const coded = (keyword: string): CodeList => ({
    codes: list(keyword),
    isCoded: values[keyword]?.origin !== 'default',
  })
  const fips = oneOf('FIPS140', ['Off', 'On', 'Level1', 'Level2', 'Level3'])
  const least = FIPS_MINIMUM[fips] ?? { others: 0, ecc: 0 }
  const fragmentLength = maybe('ClientMaxSSLFragmentLength')
  const pairsCert = values['SignaturePairsCert']?.value
  return {
    enabled: isOn('TTLSEnabled'),
    trace: count('Trace'),
    ctraceClearText: isOn('CtraceClearText'),
    syslogFacility: oneOf('SyslogFacility', ['Daemon', 'Auth']),
    secondaryMap: isOn('SecondaryMap'),
    fips,
    envfile: maybe('Envfile'),
    handshakeRole: oneOf('HandshakeRole', ['Server', 'Client', 'ServerWithClientAuth']),
    applicationControlled: isOn('ApplicationControlled'),
    handshakeTimeoutSeconds: count('HandshakeTimeout'),
    protocols: PROTOCOLS.filter(isOn),
    ciphers: coded('V3CipherSuites'),
    clientCurves: values['ClientECurves']?.value === 'Any' ? 'Any' : list('ClientECurves'),
    clientKeyShareGroups: list('ClientKeyShareGroups'),
    serverKeyShareGroups: list('ServerKeyShareGroups'),
    serverKexCurves: list('ServerKexECurves'),
    signaturePairs: coded('SignaturePairs'),
    signaturePairsCert: pairsCert === undefined ? undefined : list('SignaturePairsCert'),
    suiteBProfile: maybe('SuiteBProfile') ?? 'Off',
    clientAuthType: oneOf('ClientAuthType', ['Required', 'PassThru', 'Full', 'SAFCheck']),
    certificateLabel: maybe('CertificateLabel'),
    serverCertificateLabels: list('ServerCertificateLabel'),
    keyring: maybe('Keyring') ?? '',
    keyringPassword: maybe('KeyringPw'),
    keyringStashFile: maybe('KeyringStashFile'),
    hostReferenceIdDns: maybe('HostReferenceIdDNS'),
    hostReferenceIdCn: maybe('HostReferenceIdCN'),
    hostReferenceWildcards: isOn('HostRefWildcardValidation'),
    clientSni: oneOf('ClientHandshakeSNI', OFF_OPTIONAL_REQUIRED),
    clientSniMatch: oneOf('ClientHandshakeSNIMatch', ['Optional', 'Required']),
    clientSniList: list('ClientHandshakeSNIList'),
    serverSni: oneOf('ServerHandshakeSNI', OFF_OPTIONAL_REQUIRED),
    serverSniMatch: oneOf('ServerHandshakeSNIMatch', ['Optional', 'Required']),
    serverSniList: list('ServerHandshakeSNIList').map(serverNameAndLabel),
    clientExtendedMasterSecret: oneOf('ClientExtendedMasterSecret', ON_OFF_REQUIRED),
    serverExtendedMasterSecret: oneOf('ServerExtendedMasterSecret', ON_OFF_REQUIRED),
    renegotiation: oneOf('Renegotiation', ['Default', 'Disabled', 'All', 'Abbreviated']),
    renegotiationIndicator: oneOf('RenegotiationIndicator', ['Optional', 'Client', 'Server', 'Both']),
    renegotiationCertCheck: isOn('RenegotiationCertCheck'),
    resetCipherTimerMinutes: count('ResetCipherTimer'),
    certificateValidationMode: oneOf('CertValidationMode', ['Any', 'RFC2459', 'RFC3280', 'RFC5280']),
    clientEdhGroupSize: oneOf('ClientEDHGroupSize', ['Legacy', '2048']),
    serverEdhGroupSize: oneOf('ServerEDHGroupSize', ['Legacy', '2048', 'Match']),
    peerMinimum: {
      certificateVersion: oneOf('PeerMinCertVersion', ['Any', '3']),
      rsa: Math.max(count('PeerMinRsaKeySize'), least.others),
      dsa: Math.max(count('PeerMinDsaKeySize'), least.others),
      dh: Math.max(count('PeerMinDHKeySize'), least.others),
      ecc: Math.max(count('PeerMinECCKeySize'), least.ecc),
    },
    truncatedHmac: oneOf('TruncatedHMAC', OFF_OPTIONAL_REQUIRED),
    clientMaxFragment: oneOf('ClientMaxSSLFragment', OFF_OPTIONAL_REQUIRED),
    clientMaxFragmentLength: fragmentLength === undefined ? undefined : Number(fragmentLength),
    serverMaxFragment: oneOf('ServerMaxSSLFragment', OFF_OPTIONAL_REQUIRED),
    serverScsv: isOn('ServerScsv'),
    middleBoxCompatMode: isOn('MiddleBoxCompatMode'),
    session: { timeoutSeconds: count('GSK_V3_SESSION_TIMEOUT'), cacheSize: count('GSK_V3_SIDCACHE_SIZE') },
    tickets: {
      client: isOn('GSK_SESSION_TICKET_CLIENT_ENABLE'),
      clientMaxSize: count('GSK_SESSION_TICKET_CLIENT_MAXSIZE'),
      clientMaxCached: count('GSK_SESSION_TICKET_CLIENT_MAXCACHED') || TICKETS_CACHED,
      server: isOn('GSK_SESSION_TICKET_SERVER_ENABLE'),
      serverAlgorithm: oneOf('GSK_SESSION_TICKET_SERVER_ALGORITHM', ['AESCBC128', 'AESCBC256']),
      serverCount: count('GSK_SESSION_TICKET_SERVER_COUNT'),
      serverKeyRefreshSeconds: count('GSK_SESSION_TICKET_SERVER_KEY_REFRESH'),
      serverTimeoutSeconds: count('GSK_SESSION_TICKET_SERVER_TIMEOUT'),
    },
  }
}

function serverNameAndLabel(entry: string): { readonly serverName: string; readonly label: string } {
  const slash = entry.indexOf('/')
  return { serverName: entry.slice(0, slash), label: entry.slice(slash + 1) }
}
