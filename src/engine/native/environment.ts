// An environment of the native engine: one SSL_CTX, and for a client the sessions it may resume. The settings are the
// same that feed node:tls; what a session of one environment must not carry into another hangs on sessionScope().

import { hkdfSync, randomBytes } from 'node:crypto'
import { fail, ok, type Result } from '../../common/result.ts'
import type { Environment, EnvironmentFailure, TlsFacts } from '../engine.ts'
import { type Failure, withKeyMismatch } from '../failure.ts'
import { keyFitsCiphers, onePerKeyType, sessionScope } from '../portable/context.ts'
import { ClientSessions } from '../portable/sessions.ts'
import type { TlsSettings } from '../settings.ts'
import type { Addon, AddonContext, ContextSettings } from './addon.ts'
import { contextFailure } from './failures.ts'

/** Name, HMAC key and cipher key of OpenSSL's own tickets. */
const TICKET_KEY_BYTES = 80

export class NativeEnvironment implements Environment {
  isClosed = false
  readonly context: AddonContext
  /** Client role. */
  readonly sessions: ClientSessions<TlsFacts['chain']>
  readonly #keyFits: boolean

  private constructor(context: AddonContext, settings: TlsSettings) {
    this.context = context
    this.sessions = new ClientSessions<TlsFacts['chain']>(
      settings.role === 'client' ? settings.sessionTimeoutSeconds : 0,
    )
    this.#keyFits = settings.role === 'client' || keyFitsCiphers(settings)
  }

  static make(addon: Addon, settings: TlsSettings): Result<NativeEnvironment, EnvironmentFailure> {
    const made = addon.createContext(contextSettings(settings))
    if ('reason' in made) return fail(contextFailure(made))
    return ok(new NativeEnvironment(made, settings))
  }

  /** Makes a failure more exact with what the environment knows of itself. */
  explain(failure: Failure): Failure {
    return this.#keyFits ? failure : withKeyMismatch(failure)
  }

  close(): void {
    this.isClosed = true
    this.sessions.clear()
  }
}

function contextSettings(settings: TlsSettings): ContextSettings {
  return {
    isClient: settings.role === 'client',
    peerCertificate: settings.peerCertificate,
    protocols: settings.protocols,
    ciphers: settings.ciphers.join(':'),
    cipherSuites: settings.cipherSuites.join(':'),
    groups: settings.groups.join(':'),
    signatureAlgorithms: settings.signatureAlgorithms.join(':'),
    securityLevel: settings.securityLevel,
    identities: onePerKeyType(settings.identities),
    trust: settings.trust,
    extendedMasterSecret: settings.extendedMasterSecret,
    sessionSeconds: settings.sessionTimeoutSeconds,
    ...(settings.role === 'server' ? serverSessions(settings) : {}),
  }
}

function serverSessions(settings: TlsSettings): Pick<ContextSettings, 'ticketKeys' | 'sessionContext'> {
  const scope = sessionScope(settings)
  // Workers share one secret; without it the environment's tickets are good for this process only.
  const secret = settings.ticketKey ?? randomBytes(TICKET_KEY_BYTES)
  return {
    ticketKeys: new Uint8Array(
      hkdfSync('sha256', secret, scope, 'attls native ticket key', TICKET_KEY_BYTES),
    ),
    sessionContext: scope,
  }
}
