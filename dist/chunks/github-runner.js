import "./rolldown-runtime.js";
import { context } from "../packages/actions-github.js";
import { USER_AGENT } from "./context.js";

// src/runtime/github-runner.ts
const runner = {
	serverUrl: context.serverUrl,
	apiUrl: context.apiUrl,
	graphqlUrl: context.graphqlUrl,
	userAgent: withOrchestration(process.env["ACTIONS_ORCHESTRATION_ID"]?.trim())
};
function withOrchestration(id) {
	return id ? `${USER_AGENT} actions_orchestration_id/${id.replaceAll(/[^a-z0-9_.-]/gi, "_")}` : USER_AGENT;
}

export { runner };