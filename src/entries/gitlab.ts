import { gitlabSurface } from '../runtime/gitlab.ts'
import { loadCommand } from './commands.ts'
import { run } from './run.ts'

/** `node gitlab.js <component>`: what the components in `templates` run. */
const component = process.argv[2] ?? ''

await run(async () => loadCommand(component), gitlabSurface(component))
