import { gitlabSurface } from '../runtime/gitlab.ts'
import { loadCommand } from './commands.ts'
import { run } from './run.ts'

/** The entry of the components in `templates`: `node gitlab.js <component>`. */
const component = process.argv[2] ?? ''

await run(async () => loadCommand(component), gitlabSurface(component))
