import { onEngine } from '../suite/kit.ts'
import { relaysBehave } from '../suite/relay.ts'

onEngine('native', relaysBehave)
