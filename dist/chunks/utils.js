import { GitHub, context$1 as context, defaults, getOctokitOptions, getUserAgentWithOrchestrationId } from "../packages/actions-github.js";

export { GitHub, context, defaults, getOctokitOptions, getUserAgentWithOrchestrationId };