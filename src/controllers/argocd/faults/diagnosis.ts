import type { FairleadError } from '../../../errors.ts'
import { explain } from './explain.ts'
import { isHidden, ServerRefusal } from './failure.ts'
import type { ApplicationName, ArgocdServer } from '../api/server.ts'
import { claimsOf, projectOf } from '../access/token.ts'

/**
 * Returns the error to show to users for a request that failed before the wait began. It may ask the server for more:
 * whose tokens it accepts, and whether an Application that the token cannot read exists.
 *
 * @param what was requested, such as `the Application "web"`
 * @param name of the Application, if it was one
 */
export async function diagnose(
  server: ArgocdServer,
  failure: unknown,
  what: string,
  name?: ApplicationName,
): Promise<FairleadError> {
  const token = await server.token().catch(() => '')
  const claims = claimsOf(token)
  const asked = { what, server: server.host, claims }
  const isOfApi = failure instanceof ServerRefusal && failure.refused.isOfApi === true
  if (isOfApi && failure.refused.status === 401)
    return explain(failure, { ...asked, trust: await server.trust() })
  const project = projectOf(claims)
  if (!isOfApi || !isHidden(failure) || !name || name.project !== undefined || project === undefined)
    return explain(failure, asked)
  // For a project that the token may read, the server answers 404 if the Application does not exist.
  const again = await server.application({ ...name, project }).catch((other: unknown) => other)
  return explain(again instanceof ServerRefusal ? again : failure, asked)
}
