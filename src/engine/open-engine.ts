// Chooses the engine of a process: `auto` is the native one where it can be had, and the portable one otherwise, which
// is right everywhere.

import { fail, ok, type Result } from '../common/result.ts'
import type { Engine } from './engine.ts'
import { NativeEngine } from './native/engine.ts'
import { PortableEngine } from './portable/engine.ts'

export type EngineChoice = 'auto' | 'portable' | 'native'

export interface OpenEngine {
  readonly engine: Engine
  /** Why `auto` has not got the native engine: one line for the log. */
  readonly fallback?: string
}

/** Fails only where `native` is asked for and cannot be had. */
export function openEngine(choice: EngineChoice): Result<OpenEngine, string> {
  if (choice === 'portable') return ok({ engine: new PortableEngine() })
  const native = NativeEngine.open()
  if (native.ok) return ok({ engine: native.value })
  if (choice === 'native') return fail(native.error)
  return ok({ engine: new PortableEngine(), fallback: native.error })
}
