import type { Environment } from '../../git/environment.ts'
import type { RenderLimits } from './limits.ts'
import { run } from './run.ts'
import type { Run, RunRequest } from './run.ts'
import { failedIn, sandboxesOf, works } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * Returns a function that runs renderers without network access if this system allows it. The first run is also the
 * trial, so that no separate process is needed for one.
 *
 * @param environment the environment whose PATH is searched
 */
export function runInSandbox(
  environment: Environment,
  limits: RenderLimits,
): (request: RunRequest) => Promise<Run> {
  let left: Promise<Sandbox[]> | undefined
  return async (request) => {
    const sandboxes = await (left ??= sandboxesOf(environment))
    for (;;) {
      const [sandbox] = sandboxes
      const result = await run({ ...request, sandbox }, limits)
      if (!sandbox || result.ok || !failedIn(sandbox, result.stderr)) return result
      // The sandbox may have failed for this run only, such as because of too many namespaces at the same time.
      if (await works(sandbox)) return run(request, limits)
      if (sandboxes[0] === sandbox) sandboxes.shift()
    }
  }
}
