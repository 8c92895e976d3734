import { inputError } from "../rooms/errors.js";
import { addressOnHost } from "./folder.js";
import { findGitlab, ownAuthorities } from "./gitlab.js";

// src/entries/wire/forge.ts
async function openForge(inputs, wiring) {
	if (inputs.forge === "gitlab") return openGitlab(inputs, wiring);
	if (inputs.forge !== "local") return openGithub(inputs, wiring);
	const forge = await openLocal(inputs, wiring);
	return {
		forge,
		identity: addressOnHost(forge.repository),
		tokenWarnings: () => []
	};
}
async function openGitlab({ repository, token = "" }, wiring) {
	const { context, say } = wiring;
	const { openGitLabForge } = await import("./gitlab-forge.js");
	if (isOfGithub(token, context)) throw inputError("the token is one of GitHub, and goes to no GitLab", { hint: "Give an access token of the GitLab project (role Developer, scope api) as token." });
	const server = await findGitlab(repository, context);
	const { environment } = context;
	const forge = openGitLabForge({
		repository: server.path,
		token,
		serverUrl: server.serverUrl,
		apiUrl: server.apiUrl,
		jobToken: environment["CI_JOB_TOKEN"],
		certificates: await ownAuthorities(environment),
		environment,
		log: say
	});
	wiring.atEnd(() => forge.close());
	const path = /^\d+$/.test(server.path) ? await forge.path() : server.path;
	return {
		forge,
		identity: `${server.serverUrl}/${path}`,
		tokenWarnings: () => []
	};
}
async function openGithub({ repository, token = "" }, wiring) {
	const { context, say } = wiring;
	const { openGitHubForge, startsNoWorkflows } = await import("./github-forge.js");
	const { serverUrl, apiUrl, graphqlUrl, environment } = context;
	const forge = openGitHubForge({
		repository,
		token,
		serverUrl,
		apiUrl,
		graphqlUrl,
		environment,
		log: say
	});
	const jobToken = context.job.present ? context.githubToken : void 0;
	return {
		forge,
		identity: `${serverUrl}/${repository}`,
		tokenWarnings: () => startsNoWorkflows(token, {
			jobToken,
			author: forge.author
		}) ? ["The pull request is made with the job's own token, so GitHub starts no workflows for it; with a GitHub App's token its checks run by themselves."] : []
	};
}
async function openLocal({ repository, token }, wiring) {
	const { openLocalForge } = await import("./local-forge.js");
	const forge = await openLocalForge({
		repository,
		authorization: authorizationFor(repository, token, wiring),
		environment: wiring.context.environment
	});
	wiring.atEnd(() => forge.close());
	return forge;
}
function authorizationFor(repository, token, { context, hide }) {
	if (token === void 0 || !/^https?:/i.test(repository) || !URL.canParse(repository)) return void 0;
	const url = new URL(repository);
	if (url.username !== "" || url.password !== "") return void 0;
	if (isOfGithub(token, context) && url.origin !== new URL(context.serverUrl).origin) return void 0;
	const pair = Buffer.from(`${userFor(token, context)}:${token}`).toString("base64");
	hide([pair]);
	return `Basic ${pair}`;
}
function userFor(token, { environment }) {
	return token === environment["CI_JOB_TOKEN"] ? "gitlab-ci-token" : "x-access-token";
}
function isOfGithub(token, { githubToken }) {
	return /^(gh[a-z]|github_pat)_/.test(token) || token !== "" && token === githubToken;
}

export { authorizationFor, isOfGithub, openForge, openLocal, userFor };