import { handshakesBehave } from '../suite/handshake.ts'
import { onEngine } from '../suite/kit.ts'

onEngine('portable', handshakesBehave)
