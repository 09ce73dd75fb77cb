import { onEngine } from '../suite/kit.ts'
import { sessionsBehave } from '../suite/sessions.ts'

onEngine('portable', sessionsBehave)
