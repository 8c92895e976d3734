import type { Environment } from '../../git/environment.ts'
import type { RenderLimits } from './limits.ts'
import { run } from './run.ts'
import type { Run, RunRequest } from './run.ts'
import { failedIn, sandboxesOf, works } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'

/**
 * Gives what runs renderers without a network as far as this system allows it. The first run is itself the trial, which
 * costs a process less than one of its own.
 *
 * @param environment whose PATH counts
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
      // It may have failed for this run alone, as for too many namespaces at a time.
      if (await works(sandbox)) return run(request, limits)
      if (sandboxes[0] === sandbox) sandboxes.shift()
    }
  }
}
