import { actionsSurface } from '../runtime/actions.ts'
import { run } from './run.ts'

await run(async () => (await import('./wire/gate.ts')).command, await actionsSurface())
