import { actionsSurface } from '../runtime/actions.ts'
import { run } from './run.ts'

await run(async () => (await import('./wire/update.ts')).command, await actionsSurface())
