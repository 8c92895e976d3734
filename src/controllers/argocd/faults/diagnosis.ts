import type { FairleadError } from '../../../errors.ts'
import { explain } from './explain.ts'
import { isHidden, ServerRefusal } from './failure.ts'
import type { ApplicationName, ArgocdServer } from '../api/server.ts'
import { claimsOf, projectOf } from '../access/token.ts'

/**
 * The error for people of a request that failed before anything was waited for. It may ask the server for more: whose
 * tokens it accepts, and whether an Application that is not to be seen is there at all.
 *
 * @param what was asked for, such as `the Application "web"`
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
  // With a project that the token may read the server says 404 of what is not there.
  const again = await server.application({ ...name, project }).catch((other: unknown) => other)
  return explain(again instanceof ServerRefusal ? again : failure, asked)
}
