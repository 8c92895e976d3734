import { context } from '@actions/github'
import { USER_AGENT } from './context.ts'

/**
 * What @actions/github knows of the runner. A module of its own, since the library reads the event when it is loaded,
 * and ends the process where that is no JSON; and since by names alone the bundler leaves its clients out.
 */
export const runner = {
  serverUrl: context.serverUrl,
  apiUrl: context.apiUrl,
  graphqlUrl: context.graphqlUrl,
  userAgent: withOrchestration(process.env['ACTIONS_ORCHESTRATION_ID']?.trim()),
}

/**
 * The user agent with the id by which GitHub follows a run.
 *
 * Rule: actions/toolkit packages/github/src/internal/utils.ts (getUserAgentWithOrchestrationId), which would bring a
 * whole HTTP client into the start of every action.
 */
function withOrchestration(id: string | undefined): string {
  return id ? `${USER_AGENT} actions_orchestration_id/${id.replaceAll(/[^a-z0-9_.-]/gi, '_')}` : USER_AGENT
}
