import { context } from '@actions/github'
import { USER_AGENT } from './context.ts'

/**
 * The facts that @actions/github knows about the runner. This is a separate module because the library reads the
 * event when it is loaded, and ends the process if the event is not valid JSON. The import is by name so that the
 * bundler leaves out the library's clients.
 */
export const runner = {
  serverUrl: context.serverUrl,
  apiUrl: context.apiUrl,
  graphqlUrl: context.graphqlUrl,
  userAgent: withOrchestration(process.env['ACTIONS_ORCHESTRATION_ID']?.trim()),
}

/**
 * Returns the user agent with the orchestration id that GitHub uses to trace a run.
 *
 * Rule: actions/toolkit packages/github/src/internal/utils.ts (getUserAgentWithOrchestrationId). Importing it would
 * load a whole HTTP client at the start of every action.
 */
function withOrchestration(id: string | undefined): string {
  return id ? `${USER_AGENT} actions_orchestration_id/${id.replaceAll(/[^a-z0-9_.-]/gi, '_')}` : USER_AGENT
}
