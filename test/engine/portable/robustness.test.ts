import { onEngine } from '../suite/kit.ts'
import { robustnessBehave } from '../suite/robustness.ts'

onEngine('portable', robustnessBehave)
